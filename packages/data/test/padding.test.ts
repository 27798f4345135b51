// Batches of samples that differ in length.

import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, type HostArray, type LoaderState, paddedCollate, Stream } from '@cambium/data';
import { setBackend } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

const words = [[1], [1, 2], [1, 2, 3], [4], [4, 5, 6, 7, 8], [9, 9]];
const sentences = Stream.from(words.map((each, y) => ({ x: Int32Array.from(each), y })));

const rowsOf = ({ data, shape }: HostArray): number[][] =>
  Array.from({ length: shape[0]! }, (_, i) => [...data.subarray(i * shape[1]!, (i + 1) * shape[1]!)]);

describe('paddedCollate', () => {
  it('fills shorter samples up, each field with its number', () => {
    const { x, y } = paddedCollate({ padding: { y: -1 } })([
      { x: [1, 2, 3], y: [5] },
      { x: [4], y: [6, 7] },
    ]);
    expect([rowsOf(x), rowsOf(y)]).toEqual([
      [
        [1, 2, 3],
        [4, 0, 0],
      ],
      [
        [5, -1],
        [6, 7],
      ],
    ]);
  });

  it('fills up in all dimensions', () => {
    const { x } = paddedCollate({ padding: 9 })([{ x: [[1, 2]] }, { x: [[3], [4]] }]);
    expect([x.shape, [...x.data]]).toEqual([
      [2, 2, 2],
      [1, 2, 9, 9, 3, 9, 4, 9],
    ]);
  });

  it('leaves numbers and samples of one length as they are, and keeps the dtype', () => {
    const { x, y } = paddedCollate()([
      { x: Int32Array.of(1, 2), y: 3 },
      { x: Int32Array.of(3, 4), y: 4 },
    ]);
    expect([x.dtype, [...x.data], y.shape]).toEqual(['int32', [1, 2, 3, 4], [2]]);
  });

  it('pads an empty sample whole', () => {
    const { x } = paddedCollate({ padding: 7 })([{ x: new Int32Array(0) }, { x: Int32Array.of(1, 2) }]);
    expect(rowsOf(x)).toEqual([
      [7, 7],
      [1, 2],
    ]);
  });

  it('refuses samples of different rank, naming them', async () => {
    const error = await refusal(() => paddedCollate()([{ x: [1] }, { x: [[1]] }], [3, 8]));
    expect([error.code, error.message]).toEqual([
      'shape',
      expect.stringContaining('field x of sample 8 is [1, 1], field x of sample 3 is [1]'),
    ]);
  });

  it.each([
    ['a field that is missing', [{ x: [1], y: 1 }, { x: [1] }], 'has the fields x; sample 0 has x, y'],
    ['what is no sample', [{ x: [1] }, 3], 'sample 1 is a number'],
    ['no samples', [], 'there are no samples'],
  ])('refuses %s', async (_, samples, reason) => {
    expect((await refusal(() => paddedCollate()(samples as never))).message).toContain(reason);
  });

  it('makes the batches of a loader', async () => {
    const dataset = { length: 2, get: (i: number) => ({ x: words[i + 1]! }) };
    for await (const { x } of new DataLoader(dataset, { batchSize: 2, collate: paddedCollate() })) {
      expect(x.toArray()).toEqual([
        [1, 2, 0],
        [1, 2, 3],
      ]);
    }
  });
});

describe('batches of a stream', () => {
  const shapesOf = async (stream: Stream<{ readonly x: HostArray }>): Promise<(readonly number[])[]> => {
    const shapes: (readonly number[])[] = [];
    for await (const { x } of stream) shapes.push(x.shape);
    return shapes;
  };

  it('stacks samples of one shape', async () => {
    const pairs = Stream.from([1, 2, 3].map((x) => ({ x: [x, x] })));
    expect(await shapesOf(pairs.batch(2))).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(await shapesOf(pairs.batch(2, { dropLast: true }))).toEqual([[2, 2]]);
  });

  it('pads to the longest of each batch', async () => {
    expect(await shapesOf(sentences.paddedBatch(2))).toEqual([
      [2, 2],
      [2, 3],
      [2, 5],
    ]);
  });

  it('names the sample of the stream that does not fit', async () => {
    const error = await refusal(() => shapesOf(sentences.batch(3)));
    expect(error.message).toContain('field x of sample 1 is [2]');
  });

  it('puts samples of similar length together, each once', async () => {
    const batches: [number[][], number[]][] = [];
    const stream = sentences.bucketedBatch({
      length: ({ x }) => x.length,
      boundaries: [1, 3],
      batchSize: [2, 2, 1],
    });
    for await (const { x, y } of stream) batches.push([rowsOf(x), [...y.data]]);
    expect(batches).toEqual([
      [
        [
          [1, 2, 0],
          [1, 2, 3],
        ],
        [1, 2],
      ],
      [
        [[1], [4]],
        [0, 3],
      ],
      [[[4, 5, 6, 7, 8]], [4]],
      [[[9, 9]], [5]],
    ]);
  });

  it('fills up much less than padding in the order of arrival', async () => {
    const samples = Stream.from(
      Array.from({ length: 400 }, (_, i) => ({ x: new Float32Array(1 + ((i * 37) % 100)).fill(1) })),
    );
    const filled = async (stream: Stream<{ readonly x: HostArray }>): Promise<number> => {
      let count = 0;
      for await (const { x } of stream) count += x.data.filter((value) => value === 0).length;
      return count;
    };
    const boundaries = [20, 40, 60, 80];
    const inBuckets = await filled(
      samples.bucketedBatch({ length: ({ x }) => x.length, boundaries, batchSize: 16 }),
    );
    expect(inBuckets).toBeLessThan(0.3 * (await filled(samples.paddedBatch(16))));
  });

  it.each([
    ['boundaries out of order', { boundaries: [3, 1], batchSize: 2 }, 'ascending order'],
    ['sizes for other buckets', { boundaries: [3], batchSize: [1] }, '1 boundaries make 2 buckets'],
    ['a size of zero', { boundaries: [3], batchSize: 0 }, 'batchSize is an integer ≥ 1, got 0'],
  ])('refuses %s', async (_, options, reason) => {
    const error = await refusal(() => sentences.bucketedBatch({ length: ({ x }) => x.length, ...options }));
    expect(error.message).toContain(reason);
  });

  it('refuses a length that is no number', async () => {
    const stream = sentences.bucketedBatch({ length: () => Number.NaN, boundaries: [3], batchSize: 2 });
    expect((await refusal(() => shapesOf(stream))).message).toContain('the length of sample 0 is NaN');
  });

  it('are taken by a loader as they are, and resumed in mid-epoch', async () => {
    const make = () =>
      new DataLoader(
        sentences.shuffle(6).bucketedBatch({ length: ({ x }) => x.length, boundaries: [2], batchSize: 2 }),
        { batchSize: null, seed: 1 },
      );
    const epoch = async (loader: ReturnType<typeof make>): Promise<unknown[]> => {
      const batches: unknown[] = [];
      for await (const { x, y } of loader) batches.push([x.toArray(), y.toArray()]);
      return batches;
    };
    const whole = await epoch(make());
    expect(whole).toHaveLength(3);
    const resumed = make();
    resumed.loadStateDict(JSON.parse(JSON.stringify({ ...resumed.stateDict(), batch: 2 })) as LoaderState);
    expect(await epoch(resumed)).toEqual(whole.slice(2));
  });
});
