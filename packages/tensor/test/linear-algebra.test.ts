import { checkGradients } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

beforeAll(useCpu);

describe('qr', () => {
  it.each([
    [[4, 4], false, [4, 4], [4, 4]],
    [[5, 3], false, [5, 3], [3, 3]],
    [[5, 3], true, [5, 5], [5, 3]],
    [[3, 5], false, [3, 3], [3, 5]],
    [[2, 3, 4, 2], false, [2, 3, 4, 2], [2, 3, 2, 2]],
    [[1, 1], false, [1, 1], [1, 1]],
  ])(
    'factors %j (complete: %j) into orthonormal columns and a triangle',
    (shape, complete, qShape, rShape) => {
      const x = ops.normal(shape);
      const { q, r } = ops.qr(x, { complete });
      expect([q.shape, r.shape]).toEqual([qShape, rShape]);
      expect(ops.allClose(ops.matmul(q, r), x, { absolute: 1e-5 })).toBe(true);
      const squares = ops.matmul(ops.swapAxes(q, -1, -2), q);
      const identity = ops.broadcastTo(ops.eye(q.shape.at(-1)!), squares.shape);
      expect(ops.allClose(squares, identity, { absolute: 1e-5 })).toBe(true);
      expectTensor(r, ops.triu(r).toArray());
    },
  );

  it('leaves matrices that are triangular already, and columns of zeros, finite', () => {
    const { q, r } = ops.qr(
      ops.tensor([
        [0, 1],
        [0, 2],
      ]),
    );
    expect(
      ops.allClose(
        ops.matmul(q, r),
        ops.tensor([
          [0, 1],
          [0, 2],
        ]),
        { absolute: 1e-6 },
      ),
    ).toBe(true);
  });

  it('has the gradient of finite differences', () => {
    const x = ops.tensor(
      [
        [1, 0.5],
        [0.3, 2],
        [-0.6, 0.8],
      ],
      { dtype: 'float64' },
    );
    const fn = (...[each]: ops.Tensor[]) => {
      const { q, r } = ops.qr(each!);
      return ops.add(
        ops.sum(
          ops.mul(
            q,
            ops.tensor([
              [1, 2],
              [3, 4],
              [5, 6],
            ]),
          ),
        ),
        ops.sum(ops.square(r)),
      );
    };
    expect(checkGradients(fn, [x]).verdict).toBe('good');
  });

  it('refuses vectors and integers', () => {
    expect(errorOf(() => ops.qr(ops.ones([3]))).code).toBe('shape');
    expect(errorOf(() => ops.qr(ops.ones([2, 2], { dtype: 'int32' }))).code).toBe('dtype');
  });
});
