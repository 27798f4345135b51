// Cross-validation: every sample validates once and trains in all other rounds.

import { currentSeed, TensorError } from '@cambium/tensor';
import type { ArrayDataset } from './array-dataset.ts';
import type { Dataset, Subset } from './dataset.ts';
import { HostRandom } from './host-random.ts';
import { type SplitOptions, select } from './split.ts';
import { checkLabels, groupClasses } from './stratify.ts';

/** One round of cross-validation. */
export interface Fold<D> {
  /** What this round learns from. */
  readonly train: D;
  /** What this round is measured on. */
  readonly validation: D;
}

/**
 * Deals the samples out at random into `k` parts of equal size, give or take one, and gives `k` rounds: each validates on
 * one part and trains on the others. With labels in `stratify`, each class is dealt out evenly, give or take one.
 *
 * @throws TensorError `value` unless 2 ≤ k ≤ the number of samples, `shape` for labels of another number of samples
 * @see Stone, "Cross-validatory choice and assessment of statistical predictions" (1974); scikit-learn `StratifiedKFold`
 * @example
 * ```ts
 * const points = { length: 10, get: (i: number) => ({ x: i }) };
 * const folds = kFold(points, 5, { seed: 1 });
 * folds.length;                                                        // 5
 * folds.map(({ train, validation }) => [train.length, validation.length])[0];   // [8, 2]
 * ```
 */
export function kFold<Field extends string>(
  dataset: ArrayDataset<Field>,
  k: number,
  options?: SplitOptions,
): Fold<ArrayDataset<Field>>[];
export function kFold<T>(dataset: Dataset<T>, k: number, options?: SplitOptions): Fold<Subset<T>>[];
export function kFold(
  dataset: Dataset<unknown>,
  k: number,
  { seed = currentSeed(), stratify }: SplitOptions = {},
): Fold<Dataset<unknown>>[] {
  const { length } = dataset;
  if (!Number.isInteger(k) || k < 2 || k > length) {
    const range = `from 2 to the number of samples, ${length}`;
    throw new TensorError('kFold', 'value', `k is an integer ${range}, got ${String(k)}.`);
  }
  if (stratify !== undefined) checkLabels('kFold', stratify, length);
  const random = new HostRandom(seed);
  const order = stratify === undefined ? random.permutation(length) : groupClasses(stratify, random);
  // Dealt out like cards: a class that lies together is spread over all parts.
  return Array.from({ length: k }, (_, fold) => ({
    train: select(
      dataset,
      order.filter((_sample, place) => place % k !== fold),
    ),
    validation: select(
      dataset,
      order.filter((_sample, place) => place % k === fold),
    ),
  }));
}
