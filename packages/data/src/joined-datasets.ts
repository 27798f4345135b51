// Datasets made of several others: side by side, or one after the other.

import { TensorError } from '@cambium/tensor';
import { type Dataset, indexError, isPromise } from './dataset.ts';

/** The samples of datasets that are side by side; each type is one of a dataset. */
export type ZippedSamples<Datasets extends readonly Dataset<unknown>[]> = {
  readonly [K in keyof Datasets]: Datasets[K] extends Dataset<infer T> ? T : never;
};

/**
 * Samples with the same number side by side.
 *
 * @throws TensorError `shape` for datasets of different lengths
 * @example
 * ```ts
 * const images = { length: 2, get: (i: number) => ({ x: [i, i] }) };
 * const names = { length: 2, get: (i: number) => ({ y: i }) };
 * const pairs = mapDataset(zipDatasets(images, names), ([image, name]) => ({ ...image, ...name }));
 * (await pairs.get(1)).x;   // [1, 1]
 * ```
 */
export function zipDatasets<const Datasets extends readonly Dataset<unknown>[]>(
  ...datasets: Datasets
): Dataset<ZippedSamples<Datasets>> {
  const lengths = datasets.map(({ length }) => length);
  if (new Set(lengths).size !== 1) {
    const got = lengths.length === 0 ? 'none' : `datasets of ${lengths.join(', ')} samples`;
    const hint = 'Cut them to one length with takeDataset';
    throw new TensorError('zipDatasets', 'shape', `takes datasets of one length, got ${got}. ${hint}.`);
  }
  return {
    length: lengths[0]!,
    get(index) {
      const samples = datasets.map((dataset) => dataset.get(index));
      // Each place has the type of its dataset.
      return (samples.some(isPromise) ? Promise.all(samples) : samples) as ZippedSamples<Datasets>;
    },
  };
}

/**
 * One dataset after the other.
 *
 * @example
 * ```ts
 * const both = concatDatasets(dataset, dataset);
 * both.length;   // 48
 * ```
 */
export function concatDatasets<T>(...datasets: readonly Dataset<T>[]): Dataset<T> {
  let length = 0;
  const parts = datasets.map((dataset) => {
    const first = length;
    length += dataset.length;
    return { dataset, first };
  });
  return {
    length,
    get(index) {
      const part = parts.find(({ first, dataset }) => index >= first && index < first + dataset.length);
      if (part === undefined) throw indexError('concatDatasets', index, length);
      return part.dataset.get(index - part.first);
    },
  };
}
