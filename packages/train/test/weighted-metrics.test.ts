// Metrics in which samples count by their weights.

import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader } from '@cambium/data';
import { Linear } from '@cambium/layers';
import { SGD } from '@cambium/optim';
import { crossEntropy, scope, seed, setBackend, type Tensor, tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import {
  absoluteError,
  accuracy,
  areaUnderCurve,
  binaryAccuracy,
  evaluate,
  exactMatch,
  fit,
  type Metric,
  perplexity,
  rootMeanSquaredError,
  rSquared,
  squaredError,
  topKAccuracy,
} from '../src/index.ts';

setBackend(createCpuBackend());

type Rows = readonly (readonly number[])[];
const int = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' });

/** Six samples of three outputs each, and how much they count. */
const outputs: Rows = [
  [2, -1, 0.5],
  [0.1, 0.4, -2],
  [-1, 3, 1],
  [0.3, 0.2, 0.9],
  [-2, -0.5, 1.5],
  [1, 1.2, -0.7],
];
const classes = [0, 1, 2, 2, 0, 1];
const numbers: Rows = [
  [1, 0, 1],
  [0, 1, 0],
  [0, 1, 1],
  [1, 0, 1],
  [0, 0, 0],
  [0, 1, 0],
];
const counts = [1, 2, 3, 0, 1, 2];

const ofClasses = (rows: readonly number[]): Tensor => int(rows.map((row) => classes[row]!));
const ofNumbers = (rows: readonly number[]): Tensor => tensor(rows.map((row) => [...numbers[row]!]));

describe('weights of samples', () => {
  it.each([
    ['accuracy', accuracy, ofClasses],
    ['topKAccuracy', () => topKAccuracy({ k: 2 }), ofClasses],
    ['perplexity', perplexity, ofClasses],
    ['perplexity without padding', () => perplexity({ ignoreIndex: 2 }), ofClasses],
    ['binaryAccuracy', binaryAccuracy, ofNumbers],
    ['exactMatch', exactMatch, ofNumbers],
    ['absoluteError', absoluteError, ofNumbers],
    ['squaredError', squaredError, ofNumbers],
    ['rootMeanSquaredError', rootMeanSquaredError, ofNumbers],
    ['rSquared', rSquared, ofNumbers],
  ])('make a sample count as often as they say: %s', async (_name, make: () => Metric, targetOf) => {
    // the second batch counts nothing
    const batches = [[0, 1], [3], [2, 4, 5]];
    const [weighted, repeated] = [make(), make()];
    scope(() => {
      for (const rows of batches) {
        const copies = rows.flatMap((row) => Array.from({ length: counts[row]! }, () => row));
        const take = (chosen: readonly number[]) => ({
          output: tensor(
            chosen.map((row) => [...outputs[row]!]),
            { shape: [chosen.length, 3] },
          ),
          target: targetOf(chosen),
        });
        weighted.update({ ...take(rows), weights: tensor(rows.map((row) => counts[row]!)) });
        if (copies.length > 0) repeated.update(take(copies));
      }
    });
    const [result, expected] = [await weighted.result(), await repeated.result()];
    expect(expected).not.toBe(1);
    expect(result).toBeCloseTo(expected as number, 6);
  });

  it('that fit no sample are refused', () => {
    const batch = { output: tensor([[1, 2]]), target: int([1]), weights: tensor([1, 1]) };
    expect(() => accuracy().update(batch)).toThrow('[accuracy] weights [2] do not fit values [1]');
  });
});

describe('weightedMetrics', () => {
  // a classifier that always says 1
  const model = new Linear(1, 2);
  scope(() => {
    model.weight.assign(0);
    model.bias!.assign(tensor([0, 9]));
  });
  const samples = () =>
    new ArrayDataset({
      x: { data: new Float32Array(4), shape: [4, 1] },
      y: Int32Array.of(0, 0, 0, 1),
      weights: Float32Array.of(1, 1, 1, 3),
    });
  const measured = { metrics: [accuracy()], weightedMetrics: [accuracy({ name: 'weightedAccuracy' })] };

  it('stand beside metrics, which count all samples alike', async () => {
    const logs = await evaluate(model, new DataLoader(samples(), { batchSize: 2 }), {
      loss: crossEntropy,
      ...measured,
    });
    expect(logs).toMatchObject({ accuracy: 0.25, weightedAccuracy: 0.5 });
  });

  it('heed weights of classes in the training, and those of samples in both sets', async () => {
    seed(1);
    const { epochs } = await fit(model, {
      train: new DataLoader(samples(), { batchSize: 3 }),
      validation: new DataLoader(samples(), { batchSize: 4 }),
      classWeights: [1, 3],
      loss: crossEntropy,
      optimizer: new SGD(model, { learningRate: 0 }),
      epochs: 1,
      progress: null,
      ...measured,
    });
    expect(epochs[0]).toMatchObject({
      ...{ accuracy: 0.25, weightedAccuracy: 0.75 },
      ...{ validationAccuracy: 0.25, validationWeightedAccuracy: 0.5 },
    });
  });

  it('refuse metrics that count all samples alike, and names that occur twice', async () => {
    const run = (weightedMetrics: Metric[]) =>
      evaluate(model, new DataLoader(samples(), { batchSize: 2 }), {
        loss: crossEntropy,
        metrics: [accuracy()],
        weightedMetrics,
      });
    await expect(run([areaUnderCurve()])).rejects.toThrow(
      "[evaluate] 'rocArea' counts all samples alike. Put it among metrics",
    );
    await expect(run([accuracy()])).rejects.toThrow('names of their own');
  });
});
