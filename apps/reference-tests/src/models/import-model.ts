// One loaded model: the same files and the same inputs in both libraries, and their outputs side by side.

import type { TfjsLoadOptions } from '@cambium/layers/tfjs';
import * as tf from '@tensorflow/tfjs';
import { HostRandom, scope, type Tensor, tensor } from 'cambium';
import { loadOurs, loadTheirs, type ReadFile } from './artifacts.ts';
import { type ModelOutcome, relativeError } from './outcome.ts';
import { integers, uniform } from './random.ts';

/** Sums of thousands of float32 products, in another order on each side. */
const tolerance = 1e-4;

/** An input: its shape, and below which integer its values lie if they are indices. */
export interface ModelInput {
  readonly shape: readonly number[];
  readonly indicesBelow?: number;
}

/** Compares the outputs of a model. */
export async function compareImport(
  name: string,
  read: ReadFile,
  inputs: readonly ModelInput[],
  options: TfjsLoadOptions = {},
): Promise<ModelOutcome> {
  const random = new HostRandom(29);
  const values = inputs.map(({ shape, indicesBelow }) =>
    indicesBelow === undefined ? uniform(random, shape, 0, 1) : integers(random, shape, indicesBelow),
  );
  const ours = await loadOurs(read, options);
  const theirs = await loadTheirs(read);
  const given = inputs.map(({ shape }, i) => tensor(values[i]!, { shape }));
  const results = scope(() => ours.outputsOf(...given));
  const expected = tf.tidy(() => {
    const tensors = inputs.map(({ shape }, i) => tf.tensor(values[i]!, [...shape]));
    return [theirs.predict(tensors.length === 1 ? tensors[0]! : tensors)].flat();
  });
  const outcome = await judge(name, results, expected);
  for (const each of [...results, ...given, ...ours.parameters().map(({ value }) => value)]) each.dispose();
  tf.dispose(expected);
  theirs.dispose();
  return outcome;
}

async function judge(
  name: string,
  ours: readonly Tensor[],
  theirs: readonly tf.Tensor[],
): Promise<ModelOutcome> {
  const shapes = [ours, theirs].map((side) => side.map(({ shape }) => `[${shape.join(', ')}]`).join(' '));
  if (shapes[0] !== shapes[1]) {
    const failure = `${name}: outputs ours ${shapes[0]}, theirs ${shapes[1]}`;
    return { name, kind: 'import', error: Number.POSITIVE_INFINITY, failure };
  }
  const errors = await Promise.all(
    ours.map(async (output, i) =>
      relativeError(await output.data(), (await theirs[i]!.data()) as Float32Array),
    ),
  );
  const error = Math.max(...errors);
  const failure =
    error <= tolerance
      ? null
      : `${name}: output ${errors.indexOf(error)} differs by ${error}, at most ${tolerance} is allowed`;
  return { name, kind: 'import', error, failure };
}
