import { grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { tensor, zeros } = ops;

beforeAll(useCpu);

const x = () =>
  tensor([
    [1, 5, 3],
    [4, 2, 6],
  ]);

describe('reductions', () => {
  it('fold all axes, one, several, and keep them on demand', () => {
    expectTensor(ops.sum(x()), 21);
    expectTensor(ops.sum(x(), 0), [5, 7, 9]);
    expectTensor(ops.sum(x(), -1, { keepDims: true }), [[9], [12]]);
    expectTensor(ops.sum(x(), [0, 1]), 21);
    expectTensor(ops.sum(x(), []), [
      [1, 5, 3],
      [4, 2, 6],
    ]);
    expectTensor(ops.max(x(), 1), [5, 6]);
    expectTensor(ops.min(x(), 0), [1, 2, 3]);
    expectTensor(ops.prod(x(), 1), [15, 48]);
  });

  it('read strided views', () => {
    expectTensor(ops.sum(ops.transpose(x()), 1), [5, 7, 9]);
    expectTensor(ops.max(ops.flip(x()), 0), [6, 5, 4]);
  });

  it('take scalars', () => {
    expectTensor(ops.sum(3), 3);
    expectTensor(ops.mean(tensor(4)), 4);
  });

  it('have neutral values for nothing, and errors where there is none', () => {
    expectTensor(ops.sum(zeros([0])), 0);
    expectTensor(ops.prod(zeros([0, 2]), 0), [1, 1]);
    expectTensor(ops.mean(zeros([0])), Number.NaN);
    expectTensor(ops.any(zeros([0], { dtype: 'bool' })), false);
    expectTensor(ops.all(zeros([0], { dtype: 'bool' })), true);
    expect(errorOf(() => ops.max(zeros([2, 0]), 1))).toMatchObject({ op: 'max', code: 'shape' });
    expect(ops.max(zeros([0, 2]), 1).shape).toEqual([0]);
  });

  it('add up booleans and bytes in int32', () => {
    expect(ops.sum(tensor([true, true])).dtype).toBe('int32');
    expectTensor(ops.sum(tensor([200, 100], { dtype: 'uint8' })), 300);
    expect(ops.mean(tensor([true, false])).dtype).toBe('float32');
    expectTensor(ops.mean(tensor([1, 2], { dtype: 'int32' })), 1.5);
  });

  it('refuse axes that do not exist or come twice', () => {
    expect(errorOf(() => ops.sum(x(), 2))).toMatchObject({ op: 'sum', code: 'axis' });
    expect(errorOf(() => ops.mean(x(), [0, -2]))).toMatchObject({ op: 'mean', code: 'axis' });
    expect(errorOf(() => ops.any(x())).code).toBe('dtype');
  });
});

describe('argMax and argMin', () => {
  it('give the first of equals, along an axis or in the flattened tensor', () => {
    expectTensor(
      ops.argMax(
        tensor([
          [1, 7, 7],
          [4, 2, 6],
        ]),
        1,
      ),
      [1, 2],
    );
    expectTensor(ops.argMin(x()), 0);
    expectTensor(ops.argMax(ops.transpose(x())), 5);
    expectTensor(ops.argMax(x(), undefined, { keepDims: true }), [[5]]);
  });

  it('find NaN', () => {
    expectTensor(ops.argMax(tensor([1, Number.NaN, 3])), 1);
  });
});

describe('statistics', () => {
  it('divide by n − correction', () => {
    expectTensor(ops.variance(x(), 1), [8 / 3, 8 / 3]);
    expectTensor(ops.variance(x(), 1, { correction: 1 }), [4, 4]);
    expectTensor(ops.std(x(), 1, { correction: 1, keepDims: true }), [[2], [2]]);
  });

  it('are NaN where there are too few elements', () => {
    expectTensor(ops.variance(tensor([1]), 0, { correction: 1 }), Number.NaN);
  });
});

describe('logSumExp', () => {
  it('neither overflows nor loses rows of −Infinity', () => {
    expectTensor(
      ops.logSumExp(
        tensor([
          [1000, 1000],
          [-Infinity, -Infinity],
          [Infinity, 0],
        ]),
        1,
      ),
      [1000 + Math.LN2, -Infinity, Infinity],
    );
    expectTensor(ops.logSumExp(zeros([0])), -Infinity);
  });

  it('has the softmax for gradient, NaN in rows of −Infinity, as in PyTorch', () => {
    const gradient = grad((t: ops.Tensor) => ops.sum(ops.logSumExp(t, 1)))(
      tensor([
        [1, 1],
        [0, 1000],
      ]),
    );
    expectTensor(gradient, [
      [0.5, 0.5],
      [0, 1],
    ]);
    const empty = grad((t: ops.Tensor) => ops.sum(ops.where(tensor([false, true]), ops.logSumExp(t, 1), 0)))(
      tensor([
        [-Infinity, -Infinity],
        [1, 1],
      ]),
    );
    expectTensor(empty, [
      [Number.NaN, Number.NaN],
      [0.5, 0.5],
    ]);
  });
});

describe('norm', () => {
  it('knows the usual orders', () => {
    const v = tensor([3, -4, 0]);
    expectTensor(ops.norm(v), 5);
    expectTensor(ops.norm(v, { ord: 1 }), 7);
    expectTensor(ops.norm(v, { ord: Infinity }), 4);
    expectTensor(ops.norm(v, { ord: -Infinity }), 0);
    expectTensor(ops.norm(v, { ord: 0 }), 2);
    expectTensor(ops.norm(v, { ord: 3 }), (27 + 64) ** (1 / 3));
    expectTensor(ops.norm(v, { ord: -1 }), 0);
    expectTensor(ops.norm(tensor([3, -6]), { ord: -1 }), 2);
    expect(errorOf(() => ops.norm(v, { ord: Number.NaN })).code).toBe('value');
  });

  it.each([2, 1, 3])('of order %d has gradient 0 at 0', (ord) => {
    expectTensor(grad((t: ops.Tensor) => ops.norm(t, { ord }))(zeros([2])), [0, 0]);
  });

  it('lets std of equal numbers have gradient 0', () => {
    expectTensor(grad((t: ops.Tensor) => ops.std(t))(tensor([2, 2])), [0, 0]);
  });
});

describe('scans', () => {
  it('run forwards and backwards, with and without the element itself', () => {
    const v = tensor([1, 2, 3]);
    expectTensor(ops.cumsum(v, 0), [1, 3, 6]);
    expectTensor(ops.cumsum(v, 0, { reverse: true }), [6, 5, 3]);
    expectTensor(ops.cumsum(v, 0, { exclusive: true }), [0, 1, 3]);
    expectTensor(ops.cumsum(v, 0, { exclusive: true, reverse: true }), [5, 3, 0]);
    expectTensor(ops.cumprod(v, 0, { exclusive: true }), [1, 1, 2]);
    expectTensor(ops.cumsum(ops.transpose(x()), 1), [
      [1, 5],
      [5, 7],
      [3, 9],
    ]);
    expectTensor(ops.cumsum(tensor([true, true]), 0), [1, 2]);
  });

  it('refuse an axis that is not there', () => {
    expect(errorOf(() => ops.cumsum(tensor(1), 0)).code).toBe('axis');
  });
});

describe('order', () => {
  it('sorts stably, with NaN as the greatest', () => {
    const { values, indices } = ops.sort(tensor([2, Number.NaN, 1, 2]));
    expectTensor(values, [1, 2, 2, Number.NaN]);
    expectTensor(indices, [2, 0, 3, 1]);
    expectTensor(ops.sort(x(), 0, { descending: true }).values, [
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expectTensor(ops.argsort(x()), [
      [0, 2, 1],
      [1, 0, 2],
    ]);
  });

  it('finds the k greatest or least', () => {
    expectTensor(ops.topK(x(), 2).values, [
      [5, 3],
      [6, 4],
    ]);
    expectTensor(ops.topK(x(), 1, 0, { largest: false }).indices, [[0, 1, 0]]);
    expect(ops.topK(x(), 0).values.shape).toEqual([2, 0]);
    expect(errorOf(() => ops.topK(x(), 4))).toMatchObject({ op: 'topK', code: 'value' });
  });

  it('searches on both sides of equals', () => {
    const line = tensor([1, 2, 2, 4]);
    expectTensor(
      ops.searchSorted(
        line,
        tensor([
          [0, 2],
          [3, 9],
        ]),
      ),
      [
        [0, 1],
        [3, 4],
      ],
    );
    expectTensor(ops.searchSorted(line, tensor([2, 4]), { side: 'right' }), [3, 4]);
    expectTensor(ops.searchSorted(zeros([0]), tensor([1])), [0]);
    for (let n = 1; n < 20; n++) {
      const sorted = ops.arange(n);
      expectTensor(
        ops.searchSorted(sorted, ops.add(sorted, 0.5)),
        Array.from({ length: n }, (_, i) => i + 1),
      );
    }
  });

  it('lists unique values with first places, inverse and counts', () => {
    const found = ops.unique(
      tensor([
        [3, 1],
        [Number.NaN, 3],
        [Number.NaN, 1],
      ]),
    );
    expectTensor(found.values, [1, 3, Number.NaN]);
    expectTensor(found.indices, [1, 0, 2]);
    expectTensor(found.inverse, [
      [1, 0],
      [2, 1],
      [2, 0],
    ]);
    expectTensor(found.counts, [2, 2, 2]);
    expect(ops.unique(tensor([true, false])).values.toArray()).toEqual([false, true]);
    expect(ops.unique(zeros([0])).values.shape).toEqual([0]);
  });

  it('counts in bins', () => {
    const v = tensor([1, 3, 1], { dtype: 'int32' });
    expectTensor(ops.bincount(v, { length: 5 }), [0, 2, 0, 1, 0]);
    expectTensor(ops.bincount(zeros([0], { dtype: 'int32' })), []);
    expect(errorOf(() => ops.bincount(v, { length: 3 }))).toMatchObject({ op: 'bincount', code: 'index' });
    expect(errorOf(() => ops.bincount(tensor([1])))).toMatchObject({ op: 'bincount', code: 'dtype' });
  });
});
