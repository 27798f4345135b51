import { type DType, Layout } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import {
  arrangements,
  backend,
  bare,
  kernels,
  list,
  oddShapes,
  operand,
  output,
  read,
  someValues,
} from './support.ts';

const dtypes: readonly DType[] = ['float32', 'float64', 'int32', 'uint8', 'bool'];

describe('the copy kernel', () => {
  for (const dtype of dtypes) {
    it(`brings ${dtype} elements from any arrangement into row-major order`, () => {
      for (const shape of [...oddShapes, [33, 50], [2, 33, 3, 18]]) {
        for (const arrangement of arrangements) {
          const x = operand(dtype, shape, someValues(dtype, 1), arrangement);
          const out = output(dtype, shape);
          kernels.copy('contiguous', [x], [out], {});
          expect(read(out)).toEqual(read(x));
        }
      }
    });
  }

  it('writes into strided destinations and leaves what lies between alone', () => {
    for (const arrangement of arrangements) {
      const x = operand('float32', [7, 9], (i) => i + 1, arrangement);
      const around = operand('float32', [400], () => -1);
      const to = { ...around, layout: new Layout([7, 9], [-3, 30], 40) };
      kernels.copy('contiguous', [x], [to], {});
      expect(read(to)).toEqual(read(x));
      expect(read(around).filter((value) => value === -1).length).toBe(400 - 63);
    }
  });

  it('copies permuted axes of three dimensions in any order', () => {
    const shape = [4, 5, 37];
    const x = operand('float32', shape, (i) => i);
    for (const order of [
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const layout = new Layout(
        order.map((axis) => shape[axis]!),
        order.map((axis) => x.layout.strides[axis]!),
        0,
      );
      const out = output('float32', layout.shape);
      kernels.copy('contiguous', [{ ...x, layout }], [out], {});
      expect(read(out)).toEqual(read({ ...x, layout }));
    }
  });

  it('reads all of the source before it writes, where both overlap', () => {
    const x = operand('float32', [5], (i) => i);
    const reversed = { ...x, layout: new Layout([5], [-1], 4) };
    kernels.copy('contiguous', [reversed], [x], {});
    expect(read(x)).toEqual([4, 3, 2, 1, 0]);
  });

  it('moves one place along inside a buffer', () => {
    const x = operand('float32', [6], (i) => i);
    const part = (offset: number) => ({ ...x, layout: new Layout([5], [1], offset) });
    kernels.copy('contiguous', [part(0)], [part(1)], {});
    expect(read(x)).toEqual([0, 0, 1, 2, 3, 4]);
  });
});

describe('cast', () => {
  function cast(from: DType, to: DType, values: readonly number[]): number[] {
    const out = output(to, [values.length]);
    kernels.copy('cast', [list(from, values)], [out], { dtype: to });
    return read(out);
  }

  it('cuts, saturates and turns NaN into 0 on the way to integers', () => {
    const values = [1.9, -1.9, 3e9, -3e9, Number.NaN, Infinity, -Infinity];
    expect(cast('float32', 'int32', values)).toEqual([
      1, -1, 2147483647, -2147483648, 0, 2147483647, -2147483648,
    ]);
    expect(cast('float64', 'uint8', values)).toEqual([1, 0, 255, 0, 0, 255, 0]);
    expect(cast('int32', 'uint8', [-4, 4, 400])).toEqual([0, 4, 255]);
  });

  it('makes everything but zero true', () => {
    expect(cast('float32', 'bool', [0, -0, 0.25, Number.NaN, -3])).toEqual([0, 0, 1, 1, 1]);
    expect(cast('int32', 'bool', [0, 256, -1])).toEqual([0, 1, 1]);
    expect(cast('uint8', 'bool', [0, 7])).toEqual([0, 1]);
  });

  it('keeps every value that the target holds, in every arrangement', () => {
    for (const from of dtypes) {
      for (const to of ['float32', 'float64', 'int32'] as const) {
        for (const arrangement of arrangements) {
          const x = operand(from, [3, 17], (i) => (from === 'bool' ? i % 2 : i), arrangement);
          const out = output(to, [3, 17]);
          kernels.copy('cast', [x], [out], { dtype: to });
          expect(read(out)).toEqual(read(x));
        }
      }
    }
  });

  it('rounds float64 to float32', () => {
    expect(cast('float64', 'float32', [0.1, 1e300])).toEqual([Math.fround(0.1), Infinity]);
  });
});

describe('fill and iota', () => {
  it('fill every element, and none outside', () => {
    const out = output('float32', [3], 1);
    backend.write(out.buffer, new Uint8Array(16));
    kernels.fill('fill', [], [out], { shape: [3], dtype: 'float32', value: 2.5 });
    expect(read({ ...out, layout: new Layout([4], [1], 0) })).toEqual([0, 2.5, 2.5, 2.5]);
  });

  it('read the numbers that JSON lacks', () => {
    for (const [value, expected] of [
      ['NaN', Number.NaN],
      ['Infinity', Infinity],
      ['-Infinity', -Infinity],
    ] as const) {
      const out = output('float64', []);
      kernels.fill('fill', [], [out], { shape: [], dtype: 'float64', value });
      expect(read(out)).toEqual([expected]);
    }
  });

  it('fill booleans with 0 and 1 only', () => {
    const out = output('bool', [2]);
    kernels.fill('fill', [], [out], { shape: [2], dtype: 'bool', value: 7 });
    expect(read(out)).toEqual([1, 1]);
  });

  it('count in even steps without gathering errors', () => {
    const out = output('float64', [1001]);
    kernels.iota('iota', [], [out], { size: 1001, start: 0, step: 0.1, dtype: 'float64' });
    expect(read(out)[1000]).toBe(100);
    const down = output('int32', [4]);
    kernels.iota('iota', [], [down], { size: 4, start: 3, step: -2, dtype: 'int32' });
    expect(read(down)).toEqual([3, 1, -1, -3]);
  });

  it('leave a tensor without elements alone', () => {
    const out = bare('float32', Layout.contiguous([0]));
    expect(() =>
      kernels.iota('iota', [], [out], { size: 0, start: 0, step: 1, dtype: 'float32' }),
    ).not.toThrow();
  });
});
