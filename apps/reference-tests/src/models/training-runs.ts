// Training from the same weights on the same data in both libraries: losses and weights stay together.

import * as tf from '@tensorflow/tfjs';
import * as cm from 'cambium';
import { filesOf, loadOurs } from './artifacts.ts';
import { type Batch, batches, type Network, networks } from './networks.ts';
import { type OptimizerPair, optimizerPairs } from './optimizer-pairs.ts';
import { type ModelOutcome, relativeError } from './outcome.ts';
import { seedWeights } from './random.ts';

const steps = 50;

/** Share of the running statistics that a step keeps: the default of Keras. */
const decay = 0.99;

/**
 * Both sides compute in float32 and add in another order, and training carries such differences on: after 50 steps losses
 * differ by some 1e-6, and weights, beside the greatest ones, by up to 6e-5. A wrong rule shows as 1e-2 in the first steps.
 */
const tolerance = 2e-4;

/** A training run. */
export interface TrainingRun {
  readonly name: string;
  readonly run: () => Promise<ModelOutcome>;
}

/** Each network with each optimizer. */
export const trainingRuns: readonly TrainingRun[] = networks.flatMap((network) =>
  optimizerPairs.map((pair) => {
    const name = `training: ${network.name} with ${pair.name}`;
    return { name, run: () => trainBoth(name, network, pair) };
  }),
);

/** Trains a network on both sides and compares. */
export async function trainBoth(name: string, network: Network, pair: OptimizerPair): Promise<ModelOutcome> {
  const theirs = network.make();
  seedWeights(theirs, 5);
  const ours = (await loadOurs(await filesOf(theirs))).train();
  const before = await variancesOf(ours);
  const ourLosses = trainOurs(ours, network, pair);
  const theirLosses = trainTheirs(theirs, network, pair);
  const trained = await loadOurs(await filesOf(theirs));
  theirs.dispose();
  const losses = relativeError(ourLosses, theirLosses);
  const [worst, weights] = await weightError(ours, trained, network, before);
  const error = Math.max(losses, weights);
  const [first, last] = [ourLosses.slice(0, batches), ourLosses.slice(-batches)].map(total) as [
    number,
    number,
  ];
  const fell = last < first;
  const failure =
    error > tolerance
      ? `${name}: losses differ by ${losses}, weights by ${weights} (${worst}), at most ${tolerance} is allowed`
      : fell
        ? null
        : `${name}: the loss did not fall: ${first} to ${last}`;
  return { name, kind: 'training', error, failure };
}

const total = (losses: readonly number[]): number => losses.reduce((sum, loss) => sum + loss, 0);

function trainOurs(
  model: Awaited<ReturnType<typeof loadOurs>>,
  network: Network,
  pair: OptimizerPair,
): number[] {
  const optimizer = pair.ours(model);
  const lossAndGrads = cm.valueAndGrad(model, (x: cm.Tensor, y: cm.Tensor) => {
    const output = model.forward(x);
    return network.classes === null ? cm.meanSquaredError(output, y) : cm.crossEntropy(output, y);
  });
  return Array.from({ length: steps }, (_, step) => {
    const { x, y } = network.batch(step);
    return cm.scope(() => {
      const target =
        network.classes === null
          ? cm.tensor(y.values, { shape: y.shape })
          : cm.tensor(y.values, { dtype: 'int32' });
      const { value, grads } = lossAndGrads(cm.tensor(x.values, { shape: x.shape }), target);
      optimizer.step(grads);
      return value.dataSync()[0] as number;
    });
  });
}

function trainTheirs(model: tf.LayersModel, network: Network, pair: OptimizerPair): number[] {
  const optimizer = pair.theirs();
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const losses = Array.from({ length: steps }, (_, step) => {
    const batch = network.batch(step);
    return tf.tidy(() => {
      const cost = optimizer.minimize(() => theirLoss(model, network, batch), true, variables);
      return cost!.dataSync()[0]!;
    });
  });
  optimizer.dispose();
  return losses;
}

function theirLoss(model: tf.LayersModel, network: Network, { x, y }: Batch): tf.Scalar {
  const output = model.apply(tf.tensor(x.values, [...x.shape]), { training: true }) as tf.Tensor;
  if (network.classes === null) return tf.losses.meanSquaredError(tf.tensor(y.values, [...y.shape]), output);
  const targets = tf.oneHot(tf.tensor1d(y.values, 'int32'), network.classes);
  return tf.losses.softmaxCrossEntropy(targets, output);
}

/** The greatest error among all weights and running statistics, and where it is. */
async function weightError(
  ours: cm.Module,
  theirs: cm.Module,
  network: Network,
  before: ReadonlyMap<string, readonly number[]>,
): Promise<readonly [name: string, error: number]> {
  const expected = theirs.stateDict();
  let worst: readonly [string, number] = ['', 0];
  for (const [name, value] of Object.entries(ours.stateDict())) {
    const mine = await value.data();
    const other = [...(await expected[name]!.data())].map(Number);
    const initial = before.get(name);
    if (initial !== undefined) unbias(other, initial, network);
    const error = relativeError(mine as Float32Array, other);
    if (error > worst[1]) worst = [name, error];
  }
  return worst;
}

/** The running variances of a model by name. */
async function variancesOf(model: cm.Module): Promise<Map<string, readonly number[]>> {
  const own = Object.entries(model.stateDict()).filter(([name]) => name.endsWith('runningVariance'));
  return new Map(
    await Promise.all(
      own.map(async ([name, value]) => [name, [...(await value.data())].map(Number)] as const),
    ),
  );
}

/**
 * We average the unbiased variance of each batch, TensorFlow.js the biased one (decision 0009). After n steps the average
 * has `decayⁿ` of what it began with; the rest is of the batches, whose two variances differ by a known factor.
 */
function unbias(
  variance: number[],
  initial: readonly number[],
  { normalizedOver: count = 2 }: Network,
): void {
  variance.forEach((value, i) => {
    const kept = decay ** steps * initial[i]!;
    variance[i] = kept + ((value - kept) * count) / (count - 1);
  });
}
