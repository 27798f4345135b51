import { grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { tensor } = ops;

beforeAll(useCpu);

const ints = (values: ops.NestedValues) => tensor(values, { dtype: 'int32' });
const x = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

describe('picking and placing', () => {
  it('takes and adds elements at the front where indices are shorter', () => {
    expectTensor(ops.takeAlongAxis(x(), ints([[2, 0]]), 1), [[3, 1]]);
    expectTensor(ops.scatterAdd(x(), ints([[2, 2]]), tensor([[10, 20]]), 1), [
      [1, 2, 33],
      [4, 5, 6],
    ]);
    const gradient = grad((t: ops.Tensor) => ops.sum(ops.takeAlongAxis(t, ints([[0, 0]]), 1)))(x());
    expectTensor(gradient, [
      [2, 0, 0],
      [0, 0, 0],
    ]);
  });

  describe('indexPut', () => {
    it('replaces elements, the last one of a place staying', () => {
      expectTensor(ops.indexPut(x(), [ints([0, 1, 0]), ints([1, -1, 1])], tensor([7, 8, 9])), [
        [1, 9, 3],
        [4, 5, 8],
      ]);
    });

    it('adds up repeats', () => {
      const put = ops.indexPut(x(), [ints([1, 1])], tensor([[10], [20]]), { accumulate: true });
      expectTensor(put, [
        [1, 2, 3],
        [34, 35, 36],
      ]);
    });

    it('broadcasts indices with one another', () => {
      expectTensor(ops.indexPut(x(), [ints([[0], [1]]), ints([0, 2])], 0), [
        [0, 2, 0],
        [0, 5, 0],
      ]);
    });

    it('takes masks of one axis or several, and indices beside them', () => {
      expectTensor(ops.indexPut(x(), [ops.greater(x(), 4)], tensor([7, 8])), [
        [1, 2, 3],
        [4, 7, 8],
      ]);
      expectTensor(ops.indexPut(x(), [tensor([false, true]), ints(2)], -1), [
        [1, 2, 3],
        [4, 5, -1],
      ]);
      expectTensor(ops.indexPut(x(), [tensor([false, false])], 0), x().toArray());
    });

    it('sends gradients to what stays and to the values that came last', () => {
      const places = [ints([0, 0])];
      const loss = (t: ops.Tensor, v: ops.Tensor) =>
        ops.sum(
          ops.mul(
            ops.indexPut(t, places, v),
            tensor([
              [1, 2, 3],
              [4, 5, 6],
            ]),
          ),
        );
      const values = ops.ones([2, 3]);
      expectTensor(grad((t: ops.Tensor) => loss(t, values))(x()), [
        [0, 0, 0],
        [4, 5, 6],
      ]);
      expectTensor(grad((v: ops.Tensor) => loss(x(), v))(values), [
        [0, 0, 0],
        [1, 2, 3],
      ]);
    });

    it.each([
      ['places outside', () => ops.indexPut(x(), [ints([0]), ints([3])], 0), 'index'],
      ['places outside below', () => ops.indexPut(x(), [ints([-3])], 0, { accumulate: true }), 'index'],
      ['more indices than axes', () => ops.indexPut(x(), [ints(0), ints(0), ints(0)], 0), 'axis'],
      ['masks of another shape', () => ops.indexPut(x(), [tensor([true])], 0), 'shape'],
      ['values that do not fit', () => ops.indexPut(x(), [ints([0])], ops.ones([2])), 'shape'],
      ['indices that do not fit', () => ops.indexPut(x(), [ints([0, 1]), ints([0, 1, 2])], 0), 'shape'],
      ['floating indices', () => ops.indexPut(x(), [tensor([0])], 0), 'dtype'],
      ['no indices at all', () => ops.indexPut(x(), [], 0), 'value'],
    ])('refuses %s', (_, call, code) => {
      expect(errorOf(call)).toMatchObject({ op: 'indexPut', code });
    });
  });

  it('slides windows along an axis', () => {
    expectTensor(ops.slidingWindows(x(), 2, 1, 1), [
      [
        [1, 2],
        [2, 3],
      ],
      [
        [4, 5],
        [5, 6],
      ],
    ]);
    expect(ops.slidingWindows(x(), 2, 5, 0).shape).toEqual([1, 3, 2]);
    const gradient = grad((t: ops.Tensor) => ops.sum(ops.slidingWindows(t, 2, 1, 1)))(x());
    expectTensor(gradient, [
      [1, 2, 1],
      [1, 2, 1],
    ]);
    expect(errorOf(() => ops.slidingWindows(x(), 3, 1, 0))).toMatchObject({ code: 'shape' });
    expect(errorOf(() => ops.slidingWindows(x(), 0, 1, 0))).toMatchObject({ code: 'value' });
    expect(errorOf(() => ops.slidingWindows(x(), 1, 1, 2))).toMatchObject({ code: 'axis' });
  });
});
