// Cutting one dataset into several at random: training, validation and test set.

import { currentSeed, TensorError } from '@cambium/tensor';
import { ArrayDataset } from './array-dataset.ts';
import { type Dataset, Subset } from './dataset.ts';
import { HostRandom } from './host-random.ts';
import { checkLabels, type Labels, spreadClasses } from './stratify.ts';

/** Options of {@link randomSplit}. */
export interface SplitOptions {
  /** The same seed gives the same parts; the seed given to `seed(n)` unless set here. */
  readonly seed?: number;
  /** The class of each sample: every part gets the share of each class that the whole has. */
  readonly stratify?: Labels;
}

/**
 * Deals the samples out at random into parts of the given relative sizes. Every sample lands in exactly one part.
 *
 * @param fractions positive, adding up to 1
 * @throws TensorError `value` if they do not, or if a part would be empty; `shape` for labels of another number of samples
 * @see course part 3.1, training, development and test sets
 * @example
 * ```ts
 * const [train, validation, test] = randomSplit(dataset, [0.8, 0.1, 0.1], { seed: 1 });
 * ```
 */
export function randomSplit<const F extends readonly number[], Field extends string>(
  dataset: ArrayDataset<Field>,
  fractions: F,
  options?: SplitOptions,
): { [K in keyof F]: ArrayDataset<Field> };
export function randomSplit<const F extends readonly number[], T>(
  dataset: Dataset<T>,
  fractions: F,
  options?: SplitOptions,
): { [K in keyof F]: Subset<T> };
export function randomSplit(
  dataset: Dataset<unknown>,
  fractions: readonly number[],
  { seed = currentSeed(), stratify }: SplitOptions = {},
): readonly Dataset<unknown>[] {
  const bounds = boundaries(fractions, dataset.length);
  const random = new HostRandom(seed);
  if (stratify !== undefined) checkLabels('randomSplit', stratify, dataset.length);
  const order = stratify === undefined ? random.permutation(dataset.length) : spreadClasses(stratify, random);
  return fractions.map((_, part) => select(dataset, order.subarray(bounds[part], bounds[part + 1])));
}

/** Some samples, copied where they lie in memory. */
export function select(dataset: Dataset<unknown>, indices: Int32Array): Dataset<unknown> {
  return dataset instanceof ArrayDataset ? dataset.subset(indices) : new Subset(dataset, indices);
}

function boundaries(fractions: readonly number[], length: number): number[] {
  const total = fractions.reduce((sum, fraction) => sum + fraction, 0);
  if (fractions.some((fraction) => !(fraction > 0)) || !(Math.abs(total - 1) < 1e-6)) {
    const got = `[${fractions.join(', ')}], which add up to ${total}`;
    throw new TensorError('randomSplit', 'value', `fractions are positive and add up to 1, got ${got}.`);
  }
  const bounds = [0];
  let sum = 0;
  for (const fraction of fractions) {
    sum += fraction;
    bounds.push(Math.round((sum / total) * length));
  }
  const empty = fractions.findIndex((_, part) => bounds[part] === bounds[part + 1]);
  if (empty >= 0) {
    const why = `${length} samples are too few for a fraction of ${fractions[empty]}`;
    throw new TensorError('randomSplit', 'value', `part ${empty} would be empty: ${why}.`);
  }
  return bounds;
}
