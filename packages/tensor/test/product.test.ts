import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { einsum, matmul, tensor, zeros } = ops;

beforeAll(useCpu);

const a = () =>
  tensor([
    [1, 2],
    [3, 4],
  ]);
const b = () =>
  tensor([
    [5, 6],
    [7, 8],
  ]);

describe('matmul', () => {
  it('multiplies matrices, transposed ones and batches', () => {
    expectTensor(matmul(a(), b()), [
      [19, 22],
      [43, 50],
    ]);
    expectTensor(matmul(ops.transpose(a()), b()), [
      [26, 30],
      [38, 44],
    ]);
    expectTensor(matmul(ops.stack([a(), b()]), tensor([[1], [1]])), [
      [[3], [7]],
      [[11], [15]],
    ]);
    expect(matmul(zeros([2, 1, 3, 4]), zeros([5, 4, 6])).shape).toEqual([2, 5, 3, 6]);
  });

  it('takes vectors as rows and columns', () => {
    expectTensor(matmul(tensor([1, 1]), a()), [4, 6]);
    expectTensor(matmul(a(), tensor([1, 1])), [3, 7]);
    expectTensor(matmul(tensor([1, 2]), tensor([3, 4])), 11);
    expect(matmul(zeros([3]), zeros([5, 3, 2])).shape).toEqual([5, 2]);
  });

  it('gives zeros for an empty inner dimension', () => {
    expectTensor(matmul(zeros([2, 0]), zeros([0, 2])), [
      [0, 0],
      [0, 0],
    ]);
    expect(matmul(zeros([0, 3]), zeros([3, 2])).shape).toEqual([0, 2]);
  });

  it('suggests the transpose that would fit', () => {
    const error = errorOf(() => matmul(zeros([2, 3]), zeros([5, 3])));
    expect(error).toMatchObject({
      op: 'matmul',
      code: 'shape',
      shapes: [
        [2, 3],
        [5, 3],
      ],
    });
    expect(error.message).toContain('(3 ≠ 5). Did you mean b.transpose()?');
    expect(errorOf(() => matmul(zeros([2]), zeros([3, 2]))).code).toBe('shape');
    expect(errorOf(() => matmul(2, a())).code).toBe('shape');
  });

  it('meets in the wider dtype, and refuses integers', () => {
    expect(matmul(a(), ops.cast(b(), 'float64')).dtype).toBe('float64');
    expect(errorOf(() => matmul(ops.cast(a(), 'int32'), ops.cast(b(), 'int32'))).code).toBe('dtype');
  });
});

describe('vectors and layers', () => {
  it('have inner and outer products', () => {
    expectTensor(ops.dot(tensor([1, 2]), tensor([3, 4])), 11);
    expectTensor(ops.outer(tensor([1, 2]), tensor([3, 4])), [
      [3, 4],
      [6, 8],
    ]);
    expect(errorOf(() => ops.dot(a(), b())).message).toContain('matmul()');
    expect(errorOf(() => ops.outer(a(), b())).code).toBe('shape');
  });

  it('linear multiplies the last axis, with or without bias', () => {
    expectTensor(ops.linear(tensor([1, 1]), a()), [4, 6]);
    expectTensor(ops.linear(ops.reshape(a(), [1, 2, 2]), b(), tensor([1, 0])), [
      [
        [20, 22],
        [44, 50],
      ],
    ]);
    expect(ops.linear(zeros([0, 2]), a(), zeros([2])).shape).toEqual([0, 2]);
  });

  it('linear names what the weight expects', () => {
    expect(errorOf(() => ops.linear(zeros([4, 3]), a())).message).toContain(
      'last dimension of x is 3, weight expects 2',
    );
    expect(errorOf(() => ops.linear(zeros([4, 3]), a(), zeros([2])))).toMatchObject({
      op: 'linear',
      code: 'shape',
    });
    expect(errorOf(() => ops.linear(zeros([4, 2]), a(), zeros([3]))).message).toContain('bias is [3]');
  });
});

describe('einsum', () => {
  it('writes the usual products', () => {
    expectTensor(einsum('ij,jk->ik', a(), b()), [
      [19, 22],
      [43, 50],
    ]);
    expectTensor(einsum('ij,jk', a(), b()), [
      [19, 22],
      [43, 50],
    ]);
    expectTensor(einsum('ij,kj->ik', a(), b()), [
      [17, 23],
      [39, 53],
    ]);
    expectTensor(einsum('i,j->ij', tensor([1, 2]), tensor([3, 4])), [
      [3, 4],
      [6, 8],
    ]);
    expectTensor(einsum('ij,ij->', a(), b()), 70);
    expectTensor(einsum('ij,ij->ij', a(), b()), [
      [5, 12],
      [21, 32],
    ]);
    expectTensor(einsum('ij->ji', a()), [
      [1, 3],
      [2, 4],
    ]);
    expectTensor(einsum('ij->', a()), 10);
    expectTensor(einsum('ij->j', a()), [4, 6]);
  });

  it('takes diagonals of repeated names', () => {
    expectTensor(einsum('ii->i', a()), [1, 4]);
    expectTensor(einsum('ii', a()), 5);
    expectTensor(einsum('iij->ij', ops.reshape(ops.arange(8), [2, 2, 2])), [
      [0, 1],
      [6, 7],
    ]);
    expectTensor(einsum('iii->', ops.reshape(ops.arange(8), [2, 2, 2])), 7);
  });

  it('orders the implicit output by name', () => {
    expectTensor(einsum('ba', a()), [
      [1, 3],
      [2, 4],
    ]);
    expect(einsum('bca', zeros([2, 3, 4])).shape).toEqual([4, 2, 3]);
  });

  it('broadcasts under an ellipsis', () => {
    expect(einsum('...ij,...jk->...ik', zeros([5, 1, 2, 3]), zeros([4, 3, 6])).shape).toEqual([5, 4, 2, 6]);
    expectTensor(einsum('...ij,...jk', ops.stack([a(), a()]), b()), [
      [
        [19, 22],
        [43, 50],
      ],
      [
        [19, 22],
        [43, 50],
      ],
    ]);
    expectTensor(einsum('...i->...', a()), [3, 7]);
    expect(einsum('...i,...i->...', zeros([0, 3]), zeros([1, 3])).shape).toEqual([0]);
  });

  it('contracts many operands, with names that only one of them has', () => {
    expectTensor(einsum('ij,jk,kl->il', a(), b(), a()), [
      [85, 126],
      [193, 286],
    ]);
    expectTensor(einsum('ij,k->i', a(), tensor([1, 2])), [9, 21]);
    expect(einsum('bhqd,bhkd->bhqk', zeros([2, 3, 4, 5]), zeros([2, 3, 6, 5])).shape).toEqual([2, 3, 4, 6]);
    expectTensor(einsum('bij,bjk->bik', ops.stack([a(), b()]), ops.stack([b(), a()])), [
      [
        [19, 22],
        [43, 50],
      ],
      [
        [23, 34],
        [31, 46],
      ],
    ]);
  });

  it('explains equations that it cannot read', () => {
    for (const [equation, tensors] of [
      ['ij,jk->ik', [a()]],
      ['i->i', [a()]],
      ['ij->ii', [a()]],
      ['ij->k', [a()]],
      ['i1->i', [a()]],
      ['......', [a()]],
    ] as const) {
      expect(errorOf(() => einsum(equation, ...tensors))).toMatchObject({ op: 'einsum', code: 'value' });
    }
    const error = errorOf(() => einsum('ij,jk->ik', zeros([2, 3]), zeros([4, 5])));
    expect(error).toMatchObject({ op: 'einsum', code: 'shape' });
    expect(error.message).toContain("axis 'j'");
  });
});
