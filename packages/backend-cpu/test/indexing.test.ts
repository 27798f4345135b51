import { type DType, Layout, TensorError } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import {
  type Arrangement,
  arrangements,
  coordinates,
  expectClose,
  flat,
  kernels,
  list,
  operand,
  output,
  read,
  someValues,
  stream,
} from './support.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool'];

function indices(shape: readonly number[], limit: number, arrangement: Arrangement = 'dense') {
  const next = stream(limit + shape.length);
  const values = Array.from({ length: 4096 }, () => Math.floor(next() * limit));
  return operand('int32', shape, (i) => values[i]!, arrangement);
}

describe('gather', () => {
  for (const dtype of dtypes) {
    it(`takes slices of ${dtype} operands along any axis, at indices of any shape`, () => {
      for (const shape of [[5], [3, 17], [4, 1, 7], [2, 3, 5, 2]]) {
        for (let axis = 0; axis < shape.length; axis++) {
          for (const indexShape of [[], [1], [9], [2, 3], [0]]) {
            for (const arrangement of arrangements) {
              const x = operand(dtype, shape, someValues(dtype, 1), arrangement);
              const at = indices(indexShape, shape[axis]!, arrangement);
              const outShape = [...shape.slice(0, axis), ...indexShape, ...shape.slice(axis + 1)];
              const out = output(dtype, outShape);
              kernels.gather('gather', [x, at], [out], { axis });
              const [values, picks] = [read(x), read(at)];
              const rank = indexShape.length;
              const expected = coordinates(outShape).map((c) => {
                const pick = picks[flat(indexShape, c.slice(axis, axis + rank))]!;
                return values[flat(shape, [...c.slice(0, axis), pick, ...c.slice(axis + rank)])]!;
              });
              expect(read(out)).toEqual(expected);
            }
          }
        }
      }
    });
  }

  it('copies long rows whole', () => {
    const x = operand('float32', [4, 200], (i) => i);
    const out = output('float32', [3, 200]);
    kernels.gather('gather', [x, list('int32', [3, 0, 3])], [out], { axis: 0 });
    const row = (start: number) => Array.from({ length: 200 }, (_, i) => start + i);
    expect(read(out)).toEqual([...row(600), ...row(0), ...row(600)]);
  });
});

describe('takeAlongAxis', () => {
  it('takes single elements along any axis', () => {
    for (const dtype of dtypes) {
      for (const shape of [[5], [3, 17], [4, 1, 7], [2, 3, 5]]) {
        for (let axis = 0; axis < shape.length; axis++) {
          for (const arrangement of arrangements) {
            const indexShape = shape.map((length, i) => (i === axis ? length + 2 : length));
            const x = operand(dtype, shape, someValues(dtype, 1), arrangement);
            const at = indices(indexShape, shape[axis]!, arrangement);
            const out = output(dtype, indexShape);
            kernels.gather('takeAlongAxis', [x, at], [out], { axis });
            const [values, picks] = [read(x), read(at)];
            const expected = coordinates(indexShape).map(
              (c, i) =>
                values[
                  flat(
                    shape,
                    c.map((each, j) => (j === axis ? picks[i]! : each)),
                  )
                ]!,
            );
            expect(read(out)).toEqual(expected);
          }
        }
      }
    }
  });
});

describe('scatter', () => {
  for (const dtype of ['float32', 'float64', 'int32'] as const) {
    it(`adds ${dtype} slices where indices meet`, () => {
      for (const shape of [[5], [3, 17], [4, 1, 7], [2, 3, 5]]) {
        for (let axis = 0; axis < shape.length; axis++) {
          for (const indexShape of [[], [9], [2, 3], [0]]) {
            for (const arrangement of arrangements) {
              const updateShape = [...shape.slice(0, axis), ...indexShape, ...shape.slice(axis + 1)];
              const updates = operand(dtype, updateShape, someValues(dtype, 1), arrangement);
              const at = indices(indexShape, shape[axis]!, arrangement);
              const out = output(dtype, shape);
              kernels.scatterAdd('scatterSlices', [at, updates], [out], { axis, size: shape[axis]! });
              const [values, picks] = [read(updates), read(at)];
              const expected = coordinates(shape).map(() => 0);
              const rank = indexShape.length;
              coordinates(updateShape).forEach((c, i) => {
                const pick = picks[flat(indexShape, c.slice(axis, axis + rank))]!;
                expected[flat(shape, [...c.slice(0, axis), pick, ...c.slice(axis + rank)])]! += values[i]!;
              });
              expectClose(read(out), expected, 1e-5);
            }
          }
        }
      }
    });

    it(`adds single ${dtype} elements where indices meet`, () => {
      for (const shape of [[5], [3, 17], [4, 1, 7]]) {
        for (let axis = 0; axis < shape.length; axis++) {
          for (const arrangement of arrangements) {
            const outShape = shape.map((length, i) => (i === axis ? length + 1 : length));
            const updates = operand(dtype, shape, someValues(dtype, 1), arrangement);
            const at = indices(shape, shape[axis]! + 1, arrangement);
            const out = output(dtype, outShape);
            kernels.scatterAdd('scatterElements', [at, updates], [out], { axis, size: outShape[axis]! });
            const [values, picks] = [read(updates), read(at)];
            const expected = coordinates(outShape).map(() => 0);
            coordinates(shape).forEach((c, i) => {
              expected[
                flat(
                  outShape,
                  c.map((each, j) => (j === axis ? picks[i]! : each)),
                )
              ]! += values[i]!;
            });
            expectClose(read(out), expected, 1e-5);
          }
        }
      }
    });
  }
});

describe('indices out of range', () => {
  function errorOf(run: () => void): TensorError {
    try {
      run();
    } catch (error) {
      if (error instanceof TensorError) return error;
    }
    throw new Error('no TensorError was thrown');
  }

  const bad = list('int32', [0, 1, 4, -1, 0, 0], [2, 3]);

  it('are named with their place and the allowed range', () => {
    const error = errorOf(() =>
      kernels.gather('gather', [operand('float32', [4], () => 0), bad], [output('float32', [2, 3])], {
        axis: 0,
      }),
    );
    expect(error.op).toBe('gather');
    expect(error.code).toBe('index');
    expect(error.message).toBe(
      '[gather] index 4 at [0, 2] is outside axis 0 of length 4: allowed are 0 to 3.',
    );
  });

  it('are named in the logical order of strided indices', () => {
    const turned = { ...bad, layout: new Layout([3, 2], [1, 3], 0) };
    const error = errorOf(() =>
      kernels.gather('gather', [operand('float32', [4], () => 0), turned], [output('float32', [3, 2])], {
        axis: 0,
      }),
    );
    expect(error.message).toContain('index -1 at [0, 1]');
  });

  it('leave the output as it was', () => {
    const x = operand('float32', [4, 3], (i) => i);
    for (const run of [
      (out: ReturnType<typeof output>) => kernels.gather('takeAlongAxis', [x, bad], [out], { axis: 0 }),
      (out: ReturnType<typeof output>) =>
        kernels.scatterAdd('scatterElements', [bad, operand('float32', [2, 3], () => 1)], [out], {
          axis: 0,
          size: 4,
        }),
      (out: ReturnType<typeof output>) =>
        kernels.scatterAdd('scatterSlices', [bad, operand('float32', [2, 3], () => 1)], [out], {
          axis: 0,
          size: 4,
        }),
    ]) {
      const out = output('float32', [2, 3]);
      const before = read(out);
      expect(errorOf(() => run(out)).code).toBe('index');
      expect(read(out)).toEqual(before);
    }
  });

  it('say so when the axis is empty', () => {
    const empty = operand('float32', [0, 2], () => 0);
    const error = errorOf(() =>
      kernels.gather('gather', [empty, list('int32', [0])], [output('float32', [1, 2])], { axis: 0 }),
    );
    expect(error.message).toContain('the axis is empty');
  });
});
