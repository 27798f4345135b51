import { grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const {
  add,
  cast,
  clamp,
  div,
  equal,
  fmod,
  isClose,
  less,
  lerp,
  logicalAnd,
  maskedFill,
  mod,
  mul,
  ones,
  pow,
  scalar,
  sub,
  tensor,
  where,
  zeros,
} = ops;

beforeAll(useCpu);

const ints = (values: ops.NestedValues) => tensor(values, { dtype: 'int32' });
const bytes = (values: ops.NestedValues) => tensor(values, { dtype: 'uint8' });

describe('broadcasting', () => {
  it('stretches a row over a matrix', () => {
    expectTensor(
      add(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        tensor([10, 20]),
      ),
      [
        [11, 22],
        [13, 24],
      ],
    );
  });

  it('stretches both sides', () => {
    expectTensor(mul(tensor([[1], [2]]), tensor([3, 4])), [
      [3, 4],
      [6, 8],
    ]);
  });

  it('takes scalars on either side', () => {
    expectTensor(sub(1, tensor([1, 2])), [0, -1]);
    expectTensor(sub(tensor([1, 2]), 1), [0, 1]);
    expectTensor(add(1, 2), 3);
  });

  it('keeps zero-size results empty', () => {
    expect(add(zeros([0, 3]), ones([3])).shape).toEqual([0, 3]);
    expect(add(zeros([0, 3]), 1).dataSync()).toHaveLength(0);
  });

  it('names both shapes and the dimension that clashes', () => {
    const error = errorOf(() => add(zeros([2, 3]), zeros([2, 4])));
    expect(error).toMatchObject({
      op: 'add',
      code: 'shape',
      shapes: [
        [2, 3],
        [2, 4],
      ],
    });
    expect(error.message).toContain('[2, 3] and [2, 4] differ in dimension 1 (3 ≠ 4)');
  });

  it('reads strided operands', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expectTensor(add(ops.transpose(x), ops.flip(ops.transpose(x))), [
      [7, 7],
      [7, 7],
      [7, 7],
    ]);
    expectTensor(sub(ops.slice(x, null, [null, null, 2]), ops.broadcastTo(tensor([1]), [2, 2])), [
      [0, 2],
      [3, 5],
    ]);
  });
});

describe('dtypes', () => {
  const promotions: readonly [ops.DType, ops.DType, ops.DType][] = [
    ['uint8', 'int32', 'int32'],
    ['int32', 'float32', 'float32'],
    ['float32', 'float64', 'float64'],
    ['bool', 'float32', 'float32'],
    ['bool', 'bool', 'int32'],
    ['uint8', 'uint8', 'uint8'],
  ];
  it.each(promotions)('%s and %s meet in %s', (a, b, expected) => {
    expect(add(ones([2], { dtype: a }), ones([2], { dtype: b })).dtype).toBe(expected);
  });

  it('gives scalars the dtype of the tensor', () => {
    expect(add(ints([1]), 2).dtype).toBe('int32');
    expect(add(ints([1]), 2.5).dtype).toBe('float32');
    expect(add(bytes([1]), 300).dtype).toBe('int32');
    expect(mul(tensor(new Float64Array([1])), 0.1).dtype).toBe('float64');
    expect(mul(tensor(new Float64Array([1])), 0.1).toArray()).toEqual([0.1]);
  });

  it('counts booleans when they are added', () => {
    expectTensor(add(tensor([true, true]), tensor([true, false])), [2, 1]);
  });

  it('divides integers truly', () => {
    const quotient = div(ints([1, 3]), ints([2, 2]));
    expect(quotient.dtype).toBe('float32');
    expectTensor(quotient, [0.5, 1.5]);
  });

  it('compares booleans without lifting them', () => {
    expectTensor(equal(tensor([true, false]), true), [true, false]);
  });

  it('refuses transcendental functions of integers and says what to do', () => {
    const error = errorOf(() => ops.exp(ints([1])));
    expect(error).toMatchObject({ op: 'exp', code: 'dtype' });
    expect(error.message).toContain("cast(x, 'float32')");
  });
});

describe('remainders', () => {
  it('follow the divisor in mod and the dividend in fmod', () => {
    expectTensor(mod(tensor([7, -7, 7, -7]), tensor([3, 3, -3, -3])), [1, 2, -2, -1]);
    expectTensor(fmod(tensor([7, -7, 7, -7]), tensor([3, 3, -3, -3])), [1, -1, 1, -1]);
    expectTensor(fmod(ints([7, -7]), 3), [1, -1]);
    expect(Array.from(fmod(tensor([-0, 0, -6]), tensor([3, -Infinity, 3])).dataSync())).toEqual([-0, 0, -0]);
  });

  it('agree with the % of JavaScript for fractions', () => {
    expectTensor(fmod(tensor([5.5, -5.5]), 2), [5.5 % 2, -5.5 % 2]);
  });
});

describe('choice and limits', () => {
  it('takes a where the condition holds', () => {
    expectTensor(where(tensor([[true], [false]]), tensor([1, 2]), tensor([3, 4])), [
      [1, 2],
      [3, 4],
    ]);
    expectTensor(where(tensor([true, false]), 1, 0), [1, 0]);
    expect(where(tensor([true]), true, false).dtype).toBe('bool');
  });

  it('refuses a condition of numbers', () => {
    expect(errorOf(() => where(tensor([1]), 1, 2))).toMatchObject({ op: 'where', code: 'dtype' });
  });

  it('clamps with one bound, two or none', () => {
    const x = tensor([-2, 0.5, 9]);
    expectTensor(clamp(x, null, 1), [-2, 0.5, 1]);
    expectTensor(clamp(x), [-2, 0.5, 9]);
    expectTensor(clamp(tensor([Number.NaN]), 0, 1), [Number.NaN]);
    expect(clamp(ints([1]), 0.5).dtype).toBe('float32');
  });

  it('clamps between tensors, max first where they cross', () => {
    const x = tensor([-2, 0.5, 9]);
    expectTensor(clamp(x, tensor([0, 1, 0]), tensor([[5], [-1]])), [
      [0, 1, 5],
      [-1, -1, -1],
    ]);
    expectTensor(clamp(x, 1, -1), [-1, -1, -1]);
    expectTensor(clamp(x, Number.POSITIVE_INFINITY, 3), [3, 3, 3]);
    expectTensor(clamp(x, tensor(Number.NaN)), [Number.NaN, Number.NaN, Number.NaN]);
    expectTensor(clamp(tensor([Number.NaN]), tensor(0), tensor(1)), [Number.NaN]);
  });

  it('sends the gradient of a clamped element to the bound', () => {
    const [x, low, high] = [tensor([-2, 0, 0.5, 9]), tensor(0), tensor(1)];
    const total = (a: ops.Tensor, b: ops.Tensor, c: ops.Tensor) => ops.sum(clamp(a, b, c));
    expectTensor(grad((a: ops.Tensor) => total(a, low, high))(x), [0, 1, 1, 0]);
    expectTensor(grad((b: ops.Tensor) => total(x, b, high))(low), 1);
    expectTensor(grad((c: ops.Tensor) => total(x, low, c))(high), 1);
    expectTensor(grad((a: ops.Tensor) => ops.sum(clamp(a, 1, -1)))(x), [0, 0, 0, 0]);
  });

  it('refuses NaN as a bound, and bounds that do not broadcast', () => {
    expect(errorOf(() => clamp(tensor([1, 2]), tensor([1, 2, 3])))).toMatchObject({
      op: 'clamp',
      code: 'shape',
    });
    expect(errorOf(() => clamp(tensor([1]), Number.NaN)).code).toBe('value');
  });

  it('fills masks and interpolates', () => {
    expectTensor(maskedFill(tensor([1, 2]), tensor([true, false]), -Infinity), [-Infinity, 2]);
    expectTensor(lerp(tensor([0, 10]), 20, tensor([0.5, 0])), [10, 10]);
  });
});

describe('closeness', () => {
  it('accepts equal infinities and refuses NaN and one-sided infinities', () => {
    const a = tensor([Infinity, Number.NaN, 1, Infinity, 1]);
    const b = tensor([Infinity, Number.NaN, Infinity, 1, 1]);
    expectTensor(isClose(a, b), [true, false, false, false, true]);
  });

  it('answers with one boolean for all', () => {
    expect(ops.allClose(tensor([1, 2]), tensor([1, 2.1]))).toBe(false);
    expect(ops.allClose(tensor([1, 2]), tensor([1, 2.1]), { relative: 0.1 })).toBe(true);
  });
});

describe('special values', () => {
  it('pass through comparisons and logic', () => {
    expectTensor(less(tensor([Number.NaN, -0]), 0), [false, false]);
    expectTensor(logicalAnd(tensor([2, 0]), tensor([Number.NaN, 1])), [true, false]);
    expectTensor(ops.isInf(tensor([-Infinity, 1])), [true, false]);
  });

  it('of powers follow IEEE', () => {
    expectTensor(pow(tensor([2, 0, -8]), tensor([-1, 0, 1 / 3])), [0.5, 1, Number.NaN]);
  });

  it('of casts truncate, saturate and turn NaN to 0', () => {
    expectTensor(cast(tensor([1.9, -1.9, 1e20, Number.NaN]), 'int32'), [1, -1, 2 ** 31 - 1, 0]);
    expectTensor(cast(tensor([-5, 300]), 'uint8'), [0, 255]);
    expectTensor(cast(tensor([0, 0.5]), 'bool'), [false, true]);
  });

  it('refuses a dtype that does not exist', () => {
    expect(errorOf(() => cast(scalar(1), 'int64' as ops.DType)).code).toBe('dtype');
  });
});

describe('every elementwise function', () => {
  it('agrees with Math', () => {
    const xs = [0.3, 0.7];
    const { exp, expm1, log, log1p, log2, log10, sqrt, sin, cos, tan, asin, acos, atan } = ops;
    const { sinh, cosh, tanh, asinh, atanh, floor, ceil, trunc, abs, sign } = ops;
    const first = { exp, expm1, log, log1p, log2, log10, sqrt, sin, cos, tan, asin, acos, atan };
    const functions = { ...first, sinh, cosh, tanh, asinh, atanh, floor, ceil, trunc, abs, sign };
    for (const [name, f] of Object.entries(functions)) {
      const reference = Math[name as keyof typeof functions];
      expectTensor(
        f(tensor(xs)),
        xs.map((x) => reference(x)),
      );
    }
  });

  it('rounds halves to even', () => {
    expectTensor(
      ops.round(tensor([0.5, 1.5, 2.5, -0.5, -1.5])),
      [0, 2, 2, -0, -2].map((x) => x + 0),
    );
  });
});
