// What the types know: the fields of a batch come from the dataset, its transform or its collate function.

import {
  ArrayDataset,
  DataLoader,
  type HostArray,
  type HostBatch,
  kFold,
  parseCsv,
  type Row,
  randomSplit,
  Stream,
  type Subset,
  WorkerTransform,
} from '@cambium/data';
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

  it('names them after what workers make of a sample', () => {
    const dataset = new ArrayDataset({ x: [[1]], y: Int32Array.of(1) });
    const steps = [{ module: 'data:text/javascript,', name: 'f' }];
    const same = new WorkerTransform<Row<'x' | 'y'>>({ steps });
    const loader = new DataLoader(dataset, { batchSize: 1, workers: same });
    expectTypeOf(loader).toExtend<AsyncIterable<{ readonly x: Tensor; readonly y: Tensor }>>();
    const other = new WorkerTransform<Row<'x' | 'y'>, { image: HostArray }>({ steps });
    const changed = new DataLoader(dataset, { batchSize: 1, workers: other });
    expectTypeOf(changed).toExtend<AsyncIterable<{ readonly image: Tensor }>>();
    expectTypeOf(changed).not.toExtend<AsyncIterable<{ readonly x: Tensor }>>();
  });

  it('carries the types of samples from stage to stage', () => {
    const stream = Stream.from(counting(4));
    expectTypeOf(stream.map(({ x }) => String(x))).toEqualTypeOf<Stream<string>>();
    expectTypeOf(stream.window(2)).toEqualTypeOf<Stream<readonly { x: number }[]>>();
    const zipped = Stream.zip(stream, Stream.from(['a']));
    expectTypeOf(zipped).toEqualTypeOf<Stream<readonly [{ x: number }, string]>>();
    expectTypeOf(stream.batch(2)).toEqualTypeOf<Stream<HostBatch<{ x: number }>>>();
    const loader = new DataLoader(stream.paddedBatch(2), { batchSize: null });
    expectTypeOf(loader).toExtend<AsyncIterable<{ readonly x: Tensor }>>();
    // @ts-expect-error samples of a batch are objects
    stream.map(({ x }) => x).batch(2);
  });

  it('gives folds of the kind of the dataset', () => {
    expectTypeOf(kFold(counting(4), 2)[0]!.train).toEqualTypeOf<Subset<{ x: number }>>();
    expectTypeOf(kFold(new ArrayDataset({ x: [1, 2] }), 2)[0]!.train).toEqualTypeOf<ArrayDataset<'x'>>();
  });
});
