import type { DType, OpsOf } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import {
  arrangements,
  expectClose,
  kernels,
  list,
  oddShapes,
  operand,
  output,
  read,
  someValues,
  stored,
} from './support.ts';

const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

/** Runs a unary op over a list. */
function unary(
  op: OpsOf<'unary'>,
  dtype: DType,
  values: readonly number[],
  attrs: object = {},
  to: DType = dtype,
): number[] {
  const out = output(to, [values.length]);
  kernels.unary(op, [list(dtype, values)], [out], attrs as never);
  return read(out);
}

function binary(
  op: OpsOf<'binary'>,
  dtype: DType,
  a: readonly number[],
  b: readonly number[],
  to: DType = dtype,
): number[] {
  const out = output(to, [a.length]);
  kernels.binary(op, [list(dtype, a), list(dtype, b)], [out], {});
  return read(out);
}

describe('unary kernels', () => {
  const functions: [OpsOf<'unary'>, (x: number) => number][] = [
    ['neg', (x) => -x],
    ['abs', (x) => Math.abs(x)],
    ['square', (x) => x * x],
    ['sqrt', (x) => Math.sqrt(x)],
    ['relu', (x) => (x > 0 ? x : 0)],
    ['exp', (x) => Math.exp(x)],
    ['log', (x) => Math.log(x)],
    ['tanh', (x) => Math.tanh(x)],
    ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
    ['sin', (x) => Math.sin(x)],
    ['cosh', (x) => Math.cosh(x)],
    ['softplus', (x) => Math.log(1 + Math.exp(x))],
    ['reciprocal', (x) => 1 / x],
  ];
  for (const dtype of ['float32', 'float64'] as const) {
    for (const arrangement of arrangements) {
      it(`map every element of ${arrangement} ${dtype} operands`, () => {
        for (const [op, f] of functions) {
          for (const shape of oddShapes) {
            const x = operand(dtype, shape, someValues(dtype, 1), arrangement);
            const out = output(dtype, shape);
            kernels.unary(op, [x], [out], {});
            const expected = read(x).map((value) => stored(dtype, f(value)));
            expectClose(read(out), expected, dtype === 'float32' ? 1e-6 : 1e-14);
          }
        }
      });
    }
  }

  it('read one element and write the next when steps differ', () => {
    const x = operand('float32', [3, 17], (i) => i, 'turned');
    const out = output('float32', [3, 17]);
    kernels.unary('neg', [x], [out], {});
    expect(read(out)).toEqual(Array.from({ length: 51 }, (_, i) => -i));
  });

  it('give 0 as the sign of zeros and NaN', () => {
    expect(unary('sign', 'float32', [-3, -0, 0, 5, nan])).toEqual([-1, 0, 0, 1, 0]);
  });

  it('round halves to the even neighbour', () => {
    const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 0.49999999999999994, 2.4, -2.6];
    expect(unary('round', 'float64', halves)).toEqual([-2, -2, -0, 0, 2, 2, 4, 0, 2, -3]);
  });

  it('let NaN through relu and clamp', () => {
    expect(unary('relu', 'float32', [nan, -inf, -1, -0, 0, 2, inf])).toEqual([nan, 0, 0, 0, 0, 2, inf]);
    expect(unary('relu', 'float64', [nan, -inf, -1, 2])).toEqual([nan, 0, 0, 2]);
    expect(unary('clamp', 'float32', [nan, -3, 0.5, 9], { min: -1, max: 1 })).toEqual([nan, -1, 0.5, 1]);
  });

  it('keep a negative NaN a NaN in relu', () => {
    const bits = list('int32', [0xffc00000 | 0]);
    const out = output('float32', [1]);
    kernels.unary('relu', [{ ...bits, dtype: 'float32' }], [out], {});
    expect(read(out)).toEqual([nan]);
  });

  it('clamp on one side only where the other is null', () => {
    expect(unary('clamp', 'int32', [-9, 0, 9], { min: null, max: 4 })).toEqual([-9, 0, 4]);
    expect(unary('clamp', 'int32', [-9, 0, 9], { min: -4, max: null })).toEqual([-4, 0, 9]);
  });

  it('take the left branch at zero', () => {
    expect(unary('leakyRelu', 'float32', [-2, 0, 3], { slope: 0.5 })).toEqual([-1, 0, 3]);
    expect(unary('elu', 'float64', [-inf, -0, 3], { alpha: 2 })).toEqual([-2, -0, 3]);
  });

  it('stay finite at the ends of sigmoid and softplus', () => {
    expect(unary('sigmoid', 'float64', [-800, 0, 800])).toEqual([0, 0.5, 1]);
    expect(unary('softplus', 'float64', [-800, 800])).toEqual([0, 800]);
    expect(unary('sigmoid', 'float64', [-40])[0]! / Math.exp(-40)).toBeCloseTo(1, 14);
  });

  it('give infinity for the reciprocal root of zero', () => {
    expect(unary('rsqrt', 'float32', [0, 4, -1])).toEqual([inf, 0.5, nan]);
  });

  it('answer predicates for any dtype', () => {
    const values = [nan, inf, -inf, 0, -2.5];
    expect(unary('isNaN', 'float32', values, {}, 'bool')).toEqual([1, 0, 0, 0, 0]);
    expect(unary('isInf', 'float64', values, {}, 'bool')).toEqual([0, 1, 1, 0, 0]);
    expect(unary('isFinite', 'float32', values, {}, 'bool')).toEqual([0, 0, 0, 1, 1]);
    expect(unary('logicalNot', 'float32', values, {}, 'bool')).toEqual([0, 0, 0, 1, 0]);
    expect(unary('isFinite', 'int32', [1, -7], {}, 'bool')).toEqual([1, 1]);
    expect(unary('logicalNot', 'bool', [0, 1], {}, 'bool')).toEqual([1, 0]);
  });

  it('wrap integers around', () => {
    expect(unary('square', 'int32', [65537, -3])).toEqual([131073, 9]);
    expect(unary('neg', 'uint8', [1, 0, 200])).toEqual([255, 0, 56]);
    expect(unary('abs', 'int32', [-2147483648, -5])).toEqual([-2147483648, 5]);
  });
});

describe('binary kernels', () => {
  const functions: [OpsOf<'binary'>, (a: number, b: number) => number][] = [
    ['add', (a, b) => a + b],
    ['sub', (a, b) => a - b],
    ['mul', (a, b) => a * b],
    ['maximum', (a, b) => (a > b ? a : b)],
    ['minimum', (a, b) => (a < b ? a : b)],
    ['mod', (a, b) => (b === 0 ? 0 : a - b * Math.floor(a / b))],
  ];
  for (const dtype of ['float32', 'float64', 'int32', 'uint8'] as const) {
    it(`combine ${dtype} operands in every pair of arrangements`, () => {
      for (const [op, f] of functions) {
        for (const shape of oddShapes) {
          for (const [i, arrangement] of arrangements.entries()) {
            const other = arrangements[(i + shape.length + 1) % arrangements.length]!;
            const a = operand(dtype, shape, someValues(dtype, 1), arrangement);
            const b = operand(dtype, shape, someValues(dtype, 2), other);
            const out = output(dtype, shape);
            kernels.binary(op, [a, b], [out], {});
            const right = read(b);
            const expected = read(a).map((value, j) => stored(dtype, f(value, right[j]!)));
            expectClose(read(out), expected, 1e-5);
          }
        }
      }
    });
  }

  it('combine whole float32 arrays of even and odd length', () => {
    for (const size of [0, 1, 2, 63, 64]) {
      const a = operand('float32', [size], (i) => i + 1);
      const b = operand('float32', [size], (i) => 2 * i + 1);
      const out = output('float32', [size], 0);
      const expected: [OpsOf<'binary'>, (a: number, b: number) => number][] = [
        ['add', (x, y) => x + y],
        ['sub', (x, y) => x - y],
        ['mul', (x, y) => x * y],
        ['div', (x, y) => Math.fround(x / y)],
      ];
      for (const [op, f] of expected) {
        kernels.binary(op, [a, b], [out], {});
        const right = read(b);
        expect(read(out)).toEqual(read(a).map((value, i) => f(value, right[i]!)));
      }
    }
  });

  it('compare every dtype into booleans', () => {
    const comparisons: [OpsOf<'binary'>, (a: number, b: number) => boolean][] = [
      ['equal', (a, b) => a === b],
      ['notEqual', (a, b) => a !== b],
      ['less', (a, b) => a < b],
      ['lessEqual', (a, b) => a <= b],
      ['greater', (a, b) => a > b],
      ['greaterEqual', (a, b) => a >= b],
    ];
    for (const dtype of ['float32', 'float64', 'int32', 'uint8', 'bool'] as const) {
      for (const [op, f] of comparisons) {
        const a = operand(dtype, [3, 17], (i) => i % (dtype === 'bool' ? 2 : 3), 'turned');
        const b = operand(dtype, [3, 17], (i) => (i >> 1) % 2);
        const out = output('bool', [3, 17]);
        kernels.binary(op, [a, b], [out], {});
        const right = read(b);
        expect(read(out)).toEqual(read(a).map((value, j) => Number(f(value, right[j]!))));
      }
    }
  });

  it('find NaN unequal to everything and otherwise incomparable', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      expect(binary('notEqual', dtype, [nan, nan], [nan, 1], 'bool')).toEqual([1, 1]);
      for (const op of ['equal', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const) {
        expect(binary(op, dtype, [nan, 1], [nan, nan], 'bool')).toEqual([0, 0]);
      }
    }
  });

  it('count NaN as true in logic', () => {
    expect(binary('logicalAnd', 'float32', [nan, nan, 0], [2, 0, 0], 'bool')).toEqual([1, 0, 0]);
    expect(binary('logicalOr', 'float32', [nan, 0, 0], [0, -1, 0], 'bool')).toEqual([1, 1, 0]);
    expect(binary('logicalXor', 'float32', [nan, 3, 0], [0, 3, 0], 'bool')).toEqual([1, 0, 0]);
  });

  it('give NaN for an extreme of NaN', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      expect(binary('maximum', dtype, [nan, 1, -0], [1, nan, 0])).toEqual([nan, nan, 0]);
      expect(binary('minimum', dtype, [nan, 1, -0], [1, nan, 0])).toEqual([nan, nan, -0]);
    }
  });

  it('round quotients down and give remainders the sign of the divisor', () => {
    expect(binary('floorDiv', 'float64', [7, -7, 7, -7, 1], [2, 2, -2, -2, 0.1])).toEqual([3, -4, -4, 3, 9]);
    expect(binary('mod', 'float64', [7, -7, 7, -7], [3, 3, -3, -3])).toEqual([1, 2, -2, -1]);
    expect(binary('floorDiv', 'int32', [7, -7, 7], [2, 2, -2])).toEqual([3, -4, -4]);
    expect(binary('mod', 'int32', [7, -7, 7], [3, 3, -3])).toEqual([1, 2, -2]);
    expect(binary('floorDiv', 'float32', [1, -1, -1], [0, 0, inf])).toEqual([inf, -inf, -1]);
    expect(binary('mod', 'float32', [1, 5], [0, inf])).toEqual([nan, 5]);
    expect(binary('floorDiv', 'float32', [-1, -4], [-3, -3])).toEqual([0, 1]);
    expect(binary('mod', 'float64', [-4, 4], [2, -2])).toEqual([0, -0]);
  });

  it('divide integers by zero to zero', () => {
    expect(binary('floorDiv', 'int32', [5, -5], [0, 0])).toEqual([0, 0]);
    expect(binary('mod', 'uint8', [5, 0], [0, 0])).toEqual([0, 0]);
  });

  it('follow IEEE 754 in powers where JavaScript does not', () => {
    expect(binary('pow', 'float64', [1, 1, -1, 2, -8, nan], [nan, inf, -inf, 0.5, 1 / 3, 0])).toEqual([
      1,
      1,
      1,
      Math.SQRT2,
      nan,
      1,
    ]);
  });

  it('wrap integer products and powers exactly', () => {
    expect(binary('mul', 'int32', [123456789], [987654321])).toEqual([Math.imul(123456789, 987654321)]);
    expect(binary('mul', 'uint8', [200], [3])).toEqual([88]);
    expect(binary('pow', 'int32', [3, -2, 7, 0], [20, 3, 0, 0])).toEqual([-808182895, -8, 1, 1]);
    expect(binary('pow', 'uint8', [3], [7])).toEqual([2187 & 255]);
    expect(binary('pow', 'int32', [2, 1, -1, -1], [-1, -5, -3, -2])).toEqual([0, 1, -1, 1]);
  });

  it('find the quadrant in atan2', () => {
    expect(binary('atan2', 'float64', [1, -1, 0], [-1, -1, -1])).toEqual([
      (3 * Math.PI) / 4,
      (-3 * Math.PI) / 4,
      Math.PI,
    ]);
  });
});

describe('the select kernel', () => {
  for (const dtype of ['float32', 'float64', 'int32', 'uint8', 'bool'] as const) {
    it(`chooses between ${dtype} operands in every arrangement`, () => {
      for (const shape of oddShapes) {
        for (const arrangement of arrangements) {
          const condition = operand('bool', shape, someValues('bool', 3), arrangement);
          const a = operand(dtype, shape, someValues(dtype, 1), 'turned');
          const b = operand(dtype, shape, someValues(dtype, 2), 'repeated');
          const out = output(dtype, shape);
          kernels.select('where', [condition, a, b], [out], {});
          const [left, right] = [read(a), read(b)];
          expect(read(out)).toEqual(read(condition).map((c, i) => (c === 1 ? left[i]! : right[i]!)));
        }
      }
    });
  }

  it('passes NaN, infinities and the sign of zero on unchanged', () => {
    const out = output('float32', [4]);
    const condition = list('bool', [1, 0, 1, 0]);
    kernels.select(
      'where',
      [condition, list('float32', [nan, 1, -0, 1]), list('float32', [1, -inf, 1, nan])],
      [out],
      {},
    );
    expect(read(out)).toEqual([nan, -inf, -0, nan]);
  });
});
