import { grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { tensor } = ops;

// Also before the tests are declared, which share some tensors.
useCpu();

const int32 = (values: ops.NestedValues) => tensor(values, { dtype: 'int32' });

describe('gather with batch axes', () => {
  const x = ops.reshape(ops.arange(12), [2, 3, 2]);

  it('gathers in each batch by itself', () => {
    expectTensor(ops.gather(x, int32([[2], [0]]), 1, { batchAxes: 1 }), [[[4, 5]], [[6, 7]]]);
  });

  it('puts the shape of the indices in the place of the axis', () => {
    const places = int32([[[1, 0]], [[0, 0]]]);
    const gathered = ops.gather(x, places, 2, { batchAxes: 1 });
    expect(gathered.shape).toEqual([2, 3, 1, 2]);
    expectTensor(ops.reshape(gathered, [2, 6]), [
      [1, 0, 3, 2, 5, 4],
      [6, 6, 8, 8, 10, 10],
    ]);
  });

  it('gives the gradient to the places', () => {
    const total = (each: ops.Tensor) =>
      ops.sum(
        ops.gather(
          each,
          int32([
            [1, 1],
            [0, 0],
          ]),
          1,
          { batchAxes: 1 },
        ),
      );
    expectTensor(grad(total)(ops.ones([2, 2])), [
      [0, 2],
      [2, 0],
    ]);
  });

  it('refuses a place that would fall into the next batch, and batches that differ', () => {
    const call = (places: ops.NestedValues, axis = 1, batchAxes = 1) =>
      errorOf(() => ops.gather(x, int32(places), axis, { batchAxes })).code;
    expect(call([[3], [0]])).toBe('index');
    expect(call([[0], [-1]])).toBe('index');
    expect(call([[0], [0], [0]])).toBe('shape');
    expect(call([[0], [0]], 0)).toBe('axis');
  });
});

describe('gatherNd', () => {
  const x = ops.reshape(ops.arange(12), [2, 3, 2]);

  it('picks elements, or slices where axes are left', () => {
    expectTensor(
      ops.gatherNd(
        x,
        int32([
          [1, 2, 0],
          [0, 0, 1],
        ]),
      ),
      [10, 1],
    );
    expectTensor(ops.gatherNd(x, int32([[[1, 0]]])), [[[6, 7]]]);
    expectTensor(ops.gatherNd(x, int32([1])), ops.at(x, 1).toArray());
  });

  it('reads what indexPut has written', () => {
    const places = int32([
      [0, 2],
      [1, 1],
    ]);
    const written = ops.indexPut(
      x,
      ops.unstack(places, -1),
      tensor([
        [50, 51],
        [60, 61],
      ]),
    );
    expectTensor(ops.gatherNd(written, places), [
      [50, 51],
      [60, 61],
    ]);
  });

  it('refuses places outside, also those that are inside of the next row, and too many axes', () => {
    expect(errorOf(() => ops.gatherNd(x, int32([[0, 3]]))).code).toBe('index');
    expect(errorOf(() => ops.gatherNd(x, int32([[1, -1]]))).code).toBe('index');
    expect(errorOf(() => ops.gatherNd(x, ops.zeros([1, 4], { dtype: 'int32' }))).code).toBe('shape');
    expect(errorOf(() => ops.gatherNd(x, ops.zeros([1, 2]))).code).toBe('dtype');
  });
});

describe('searchSorted', () => {
  it('searches each row for its own values', () => {
    const rows = tensor([
      [1, 3, 5],
      [2, 2, 9],
    ]);
    const values = tensor([
      [3, 0],
      [2, 10],
    ]);
    expectTensor(ops.searchSorted(rows, values), [
      [1, 0],
      [0, 3],
    ]);
    expectTensor(ops.searchSorted(rows, values, { side: 'right' }), [
      [2, 0],
      [2, 3],
    ]);
  });

  it('refuses rows for which there are no values', () => {
    expect(errorOf(() => ops.searchSorted(ops.zeros([2, 3]), ops.zeros([3, 1]))).code).toBe('shape');
    expect(errorOf(() => ops.searchSorted(ops.scalar(1), ops.zeros([3]))).code).toBe('shape');
  });
});

describe('unique along an axis', () => {
  const x = tensor([
    [2, 1, 2],
    [0, 5, 0],
    [2, 1, 2],
  ]);

  it('finds the different rows in ascending order', () => {
    const { values, indices, inverse, counts } = ops.unique(x, { axis: 0 });
    expectTensor(values, [
      [0, 5, 0],
      [2, 1, 2],
    ]);
    expectTensor(indices, [1, 0]);
    expectTensor(inverse, [1, 0, 1]);
    expectTensor(counts, [1, 2]);
  });

  it('finds the different columns', () => {
    expectTensor(ops.unique(x, { axis: -1 }).values, [
      [1, 2],
      [5, 0],
      [1, 2],
    ]);
  });

  it('finds none in an empty tensor', () => {
    expect(ops.unique(ops.zeros([0, 3]), { axis: 0 }).values.shape).toEqual([0, 3]);
    expect(ops.unique(ops.zeros([0, 3])).values.shape).toEqual([0]);
  });

  it('refuses an axis that is not there', () => {
    expect(errorOf(() => ops.unique(x, { axis: 2 })).code).toBe('axis');
  });
});

describe('bincount with weights', () => {
  it('adds them up in their dtype', () => {
    const sums = ops.bincount(int32([1, 0, 1]), { weights: tensor([0.5, 2, 0.25]) });
    expect(sums.dtype).toBe('float32');
    expectTensor(sums, [2, 0.75]);
  });

  it('is differentiable by them', () => {
    const squares = (weights: ops.Tensor) => ops.sum(ops.square(ops.bincount(int32([1, 0, 1]), { weights })));
    expectTensor(grad(squares)(tensor([1, 2, 3])), [8, 4, 8]);
  });

  it('refuses weights of another shape', () => {
    expect(errorOf(() => ops.bincount(int32([1, 0]), { weights: ops.ones([3]) })).code).toBe('shape');
  });
});

describe('dropout with a noise shape', () => {
  it('drops what shares a draw together', () => {
    ops.seed(3);
    const rows = ops.dropout(ops.ones([50, 4]), 0.5, { noiseShape: [50, 1] }).toArray() as number[][];
    for (const row of rows) expect(new Set(row).size).toBe(1);
    expect(new Set(rows.map(([first]) => first))).toEqual(new Set([0, 2]));
  });

  it('refuses draws that do not broadcast', () => {
    expect(errorOf(() => ops.dropout(ops.ones([2, 3]), 0.5, { noiseShape: [2, 2] })).code).toBe('shape');
    expect(errorOf(() => ops.dropout(ops.ones([3]), 0.5, { noiseShape: [2, 3] })).code).toBe('shape');
  });
});

describe('randomGamma', () => {
  it.each([
    [0.5, 1],
    [1, 2],
    [4.5, 0.5],
  ])('has mean and variance of the distribution with α %d and rate %d', (alpha, rate) => {
    ops.seed(7);
    const sample = ops.randomGamma([20_000], alpha, { rate });
    const [mean, variance] = [ops.mean(sample).toArray(), ops.variance(sample).toArray()] as [number, number];
    expect(Math.abs(mean * rate - alpha)).toBeLessThan(4 * Math.sqrt(alpha / 20_000));
    expect(Math.abs((variance * rate ** 2) / alpha - 1)).toBeLessThan(0.1);
    expect(ops.min(sample).toArray()).toBeGreaterThanOrEqual(0);
  });

  it('refuses parameters that are not positive', () => {
    expect(errorOf(() => ops.randomGamma([2], 0)).code).toBe('value');
    expect(errorOf(() => ops.randomGamma([2], 1, { rate: -1 })).code).toBe('value');
    expect(errorOf(() => ops.randomGamma([2.5], 1)).code).toBe('shape');
  });
});
