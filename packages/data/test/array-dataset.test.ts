// Datasets in memory: rows, ranges, subsets, splits.

import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, type Dataset, hostArray, mapDataset, randomSplit, Subset } from '@cambium/data';
import { setBackend, tensor } from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { counting, refusal } from './support.ts';

const six = (): ArrayDataset<'x' | 'y'> =>
  new ArrayDataset({
    x: { data: Float32Array.from({ length: 12 }, (_, i) => i), shape: [6, 2] },
    y: Int32Array.of(0, 1, 2, 3, 4, 5),
  });

const labels = (dataset: ArrayDataset<'x' | 'y'>): number[] => [...dataset.fields.y.data];

describe('ArrayDataset', () => {
  it('gives one row of each field', () => {
    expect(six().get(4)).toEqual({
      x: { data: Float32Array.of(8, 9), shape: [2], dtype: 'float32' },
      y: { data: Int32Array.of(4), shape: [], dtype: 'int32' },
    });
  });

  it('gathers rows in the asked order, with repeats', () => {
    expect(six().getBatch([5, 0, 5])).toEqual({
      x: { data: Float32Array.of(10, 11, 0, 1, 10, 11), shape: [3, 2], dtype: 'float32' },
      y: { data: Int32Array.of(5, 0, 5), shape: [3], dtype: 'int32' },
    });
  });

  it('takes and skips without copying', () => {
    const dataset = six();
    const rest = dataset.skip(2);
    expect(labels(dataset.take(2))).toEqual([0, 1]);
    expect(labels(rest)).toEqual([2, 3, 4, 5]);
    expect(rest.fields.x.data.buffer).toBe(dataset.fields.x.data.buffer);
  });

  it('takes all where there are fewer', () => {
    expect(six().take(100).length).toBe(6);
    expect(six().skip(100).length).toBe(0);
  });

  it('slices a range', () => {
    expect(labels(six().slice(1, 3))).toEqual([1, 2]);
  });

  it('copies the rows of a subset', () => {
    expect(labels(six().subset([3, 1]))).toEqual([3, 1]);
  });

  it('reads tensors once', () => {
    setBackend(createCpuBackend());
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const dataset = new ArrayDataset({ x });
    x.dispose();
    expect(dataset.get(1).x.data).toEqual(Float32Array.of(3, 4));
  });

  it('waits for tensors in from', async () => {
    setBackend(createCpuBackend());
    const dataset = await ArrayDataset.from({ x: tensor([[1], [2]]), y: Int32Array.of(0, 1) });
    expect(dataset.getBatch([1])).toEqual({ x: hostArray([[2]]), y: hostArray(Int32Array.of(1)) });
  });

  it.each([
    ['fields of different lengths', () => new ArrayDataset({ x: [1, 2], y: [1] }), 'shape', 'x [2], y [1]'],
    ['no field', () => new ArrayDataset({}), 'shape', 'at least one field'],
    ['a single number as field', () => new ArrayDataset({ x: 1 }), 'shape', 'x []'],
    ['strings', () => new ArrayDataset({ y: ['a'] as never }), 'dtype', 'field y[0]'],
    ['a row past the end', () => six().get(6), 'index', 'no sample 6: samples are numbered 0 to 5'],
    ['a negative row', () => six().get(-1), 'index', 'no sample -1'],
    ['a fractional row', () => six().get(0.5), 'index', 'no sample 0.5'],
    ['a batch with a row past the end', () => six().getBatch([0, 6]), 'index', 'no sample 6'],
    ['a row of an empty dataset', () => six().take(0).get(0), 'index', 'the dataset is empty'],
    ['a range from end to start', () => six().slice(3, 2), 'index', 'start 3, end 2'],
    ['a negative take', () => six().take(-1), 'index', 'end -1'],
    ['NaN rows to skip', () => six().skip(Number.NaN), 'index', 'start NaN'],
  ])('refuses %s', async (_, act, code, words) => {
    const error = await refusal(act);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });
});

describe('mapDataset', () => {
  it('changes samples when they are read', () => {
    expect(mapDataset(counting(3), ({ x }, i) => ({ z: x * 10 + i })).get(2)).toEqual({ z: 22 });
  });

  it('waits for samples that take time', async () => {
    const slow: Dataset<{ x: number }> = { length: 1, get: async (i) => ({ x: i + 1 }) };
    expect(await mapDataset(slow, ({ x }) => x * 2).get(0)).toBe(2);
  });
});

describe('Subset', () => {
  it('renumbers samples, one by one and in batches', () => {
    const subset = new Subset(six(), [4, 2]);
    expect([subset.length, subset.get(1)]).toEqual([2, six().get(2)]);
    expect(subset.getBatch?.(Int32Array.of(1, 0))).toEqual(six().getBatch([2, 4]));
  });

  it('has no getBatch where the dataset has none', () => {
    expect(new Subset(counting(3), [0]).getBatch).toBeUndefined();
  });

  it('refuses samples that the dataset lacks', async () => {
    expect((await refusal(() => new Subset(six(), [6]))).code).toBe('index');
    expect((await refusal(() => new Subset(six(), [1]).get(1))).code).toBe('index');
  });
});

describe('randomSplit', () => {
  let parts: readonly ArrayDataset<'x' | 'y'>[];
  beforeEach(() => {
    parts = randomSplit(six(), [0.5, 1 / 3, 1 / 6], { seed: 1 });
  });

  it('deals every sample into one part', () => {
    expect(parts.map((part) => part.length)).toEqual([3, 2, 1]);
    expect(parts.flatMap(labels).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('keeps fields together', () => {
    for (const { fields } of parts)
      expect([...fields.y.data]).toEqual([...fields.x.data].filter((_, i) => i % 2 === 0).map((x) => x / 2));
  });

  it('depends on the seed alone', () => {
    const split = (seed: number): number[][] => randomSplit(six(), [0.5, 0.5], { seed }).map(labels);
    expect(split(1)).toEqual(split(1));
    expect(split(1)).not.toEqual(split(2));
  });

  it('splits datasets of any kind', () => {
    const [a, b] = randomSplit(counting(10), [0.9, 0.1]);
    expect([a.length, b.length]).toEqual([9, 1]);
  });

  it.each([[[0.5, 0.6]], [[1.5, -0.5]], [[]], [[Number.NaN, 1]], [[0.99, 0.01]]])(
    'refuses fractions %o of six samples',
    async (fractions) => {
      expect((await refusal(() => randomSplit(six(), fractions))).code).toBe('value');
    },
  );
});
