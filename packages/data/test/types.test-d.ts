// What the types know: the fields of a batch come from the dataset, its transform or its collate function.

import { ArrayDataset, DataLoader, parseCsv, randomSplit, type Subset } from '@cambium/data';
import type { Tensor } from '@cambium/tensor';
import { describe, expectTypeOf, it } from 'vitest';
import { counting } from './support.ts';

describe('types', () => {
  it('names the fields of a batch after those of the dataset', () => {
    const dataset = new ArrayDataset({ x: [[1]], y: Int32Array.of(1) });
    const loader = new DataLoader(dataset, { batchSize: 1 });
    expectTypeOf(loader).toExtend<AsyncIterable<{ readonly x: Tensor; readonly y: Tensor }>>();
    expectTypeOf(loader).not.toExtend<AsyncIterable<{ readonly z: Tensor }>>();
  });

  it('names them after the transform, then after collate', () => {
    const transformed = new DataLoader(counting(1), { batchSize: 1, transform: ({ x }) => ({ image: [x] }) });
    expectTypeOf(transformed).toExtend<AsyncIterable<{ readonly image: Tensor }>>();
    const collated = new DataLoader(counting(1), {
      batchSize: 1,
      collate: (samples) => ({ n: { data: Int32Array.of(samples.length), shape: [1], dtype: 'int32' } }),
    });
    expectTypeOf(collated).toExtend<AsyncIterable<{ readonly n: Tensor }>>();
  });

  it('splits into as many parts as there are fractions', () => {
    const [a, b] = randomSplit(counting(10), [0.5, 0.5]);
    expectTypeOf(a).toEqualTypeOf<Subset<{ x: number }>>();
    expectTypeOf(b).toEqualTypeOf<Subset<{ x: number }>>();
  });

  it('gives labels where one was asked for', () => {
    expectTypeOf(parseCsv('', { label: 'a' }).dataset).toEqualTypeOf<ArrayDataset<'x' | 'y'>>();
    expectTypeOf(parseCsv('').dataset).toEqualTypeOf<ArrayDataset<'x'>>();
  });
});
