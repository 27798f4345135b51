import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { ones, scaledDotProductAttention, tensor, zeros } = ops;

beforeAll(useCpu);

const key = () =>
  tensor([
    [1, 0],
    [0, 1],
  ]);
const value = () => tensor([[10], [20]]);

describe('scaled dot-product attention', () => {
  it('weighs values by the softmax of the scaled scores', () => {
    const weight = 1 / (1 + Math.exp(-2 * Math.SQRT1_2));
    const result = scaledDotProductAttention(tensor([[2, 0]]), key(), value());
    expectTensor(result, [[10 * weight + 20 * (1 - weight)]]);
  });

  it('adds a floating mask to the scores', () => {
    const mask = tensor([[0, Number.NEGATIVE_INFINITY]]);
    expectTensor(scaledDotProductAttention(zeros([1, 2]), key(), value(), { mask }), [[10]]);
  });

  it.each([
    ['bool', later([[false, false]])],
    ['floating', later([[Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]])],
  ])('gives zeros to a query that a %s mask leaves without keys', (_, mask) => {
    expectTensor(scaledDotProductAttention(ones([1, 2]), key(), value(), { mask: mask() }), [[0]]);
  });

  it('sees what both the mask and the past allow', () => {
    const mask = tensor([
      [true, true],
      [false, true],
    ]);
    const result = scaledDotProductAttention(zeros([2, 2]), key(), value(), { mask, isCausal: true });
    expectTensor(result, [[10], [20]]);
  });

  it('serves blocks of query heads by one head of the keys', () => {
    const [q, k, v] = [ops.normal([2, 4, 3, 5]), ops.normal([2, 2, 6, 5]), ops.normal([2, 2, 6, 7])];
    const each = (x: ops.Tensor) => ops.repeat(x, 2, 1);
    const expected = scaledDotProductAttention(q, each(k), each(v));
    expect(ops.allClose(scaledDotProductAttention(q, k, v), expected)).toBe(true);
  });

  it('drops weights and keeps the expected value', () => {
    const result = scaledDotProductAttention(zeros([1, 4]), zeros([4000, 4]), ones([4000, 1]), {
      dropout: 0.5,
    });
    const sum = result.toArray() as number[][];
    expect(sum[0]![0]).toBeGreaterThan(0.9);
    expect(sum[0]![0]).toBeLessThan(1.1);
    expect(sum[0]![0]).not.toBe(1);
  });

  it.each([
    ['widths that differ', [2, 3], [4, 2], [4, 2], {}, 'shape', /differ in width/],
    ['a key without a value', [2, 3], [4, 3], [5, 3], {}, 'shape', /a value for each key/],
    ['heads that do not divide', [3, 2, 3], [2, 4, 3], [2, 4, 3], {}, 'shape', /do not fit/],
    ['vectors', [3], [4, 3], [4, 3], {}, 'shape', /takes \[\.\.\., length, width\]/],
    [
      'a mask of another shape',
      [2, 3],
      [4, 3],
      [4, 3],
      { mask: () => ones([3, 4]) },
      'shape',
      /mask \[3, 4\]/,
    ],
    ['a dropout of 1', [2, 3], [4, 3], [4, 3], { dropout: 1 }, 'value', /dropout/],
    ['a scale that is not finite', [2, 3], [4, 3], [4, 3], { scale: Number.NaN }, 'value', /scale/],
  ])('refuses %s', (_, q, k, v, { mask, ...options }: Refused, code, message) => {
    const given = { ...options, ...(mask === undefined ? {} : { mask: mask() }) };
    const error = errorOf(() => scaledDotProductAttention(ones(q), ones(k), ones(v), given));
    expect(error).toMatchObject({ code, op: 'scaledDotProductAttention' });
    expect(error.message).toMatch(message);
  });
});

type Refused = { mask?: () => ops.Tensor; scale?: number; dropout?: number };

/** Made in the test, when the backend is there. */
function later(values: ops.NestedValues): () => ops.Tensor {
  return () => tensor(values);
}
