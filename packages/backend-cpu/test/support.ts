// Operands in every arrangement that a kernel may meet, and plain ways to make and read them.

import { createCpuBackend } from '@cambium/backend-cpu';
import {
  byteSize,
  type DType,
  Layout,
  type Operand,
  rowMajorStrides,
  viewBytes,
} from '@cambium/tensor/backend';
import { expect } from 'vitest';

export const backend = createCpuBackend();
export const { kernels } = backend;

/** Ways in which elements may lie in memory. */
export const arrangements = ['dense', 'shifted', 'turned', 'backwards', 'spaced', 'repeated'] as const;
export type Arrangement = (typeof arrangements)[number];

/** Shapes that catch off-by-one errors in rows, tiles and tails. */
export const oddShapes: readonly (readonly number[])[] = [
  [],
  [1],
  [3],
  [17],
  [63],
  [0],
  [3, 0, 2],
  [1, 1],
  [3, 17],
  [17, 3],
  [63, 2],
  [2, 3, 5],
  [5, 1, 7],
  [2, 1, 3, 17],
  [40, 3, 2],
];

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** All coordinates of a shape, in row-major order. */
export function coordinates(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (heads, length) => heads.flatMap((head) => Array.from({ length }, (_, i) => [...head, i])),
    [[]],
  );
}

/** Position of coordinates in row-major order. */
export function flat(shape: readonly number[], at: readonly number[]): number {
  return at.reduce((position, i, axis) => position * shape[axis]! + i, 0);
}

/** Position of an element in its buffer. */
function place(layout: Layout, at: readonly number[]): number {
  return at.reduce((position, i, axis) => position + i * layout.strides[axis]!, layout.offset);
}

function arrange(shape: readonly number[], arrangement: Arrangement): Layout {
  const dense = rowMajorStrides(shape);
  switch (arrangement) {
    case 'dense':
      return new Layout(shape, dense, 0);
    case 'shifted':
      return new Layout(shape, dense, 5);
    case 'turned':
      return new Layout(shape, rowMajorStrides([...shape].reverse()).reverse(), 0);
    case 'backwards': {
      const end = shape.reduce((sum, length, axis) => sum + Math.max(0, length - 1) * dense[axis]!, 0);
      return new Layout(
        shape,
        dense.map((stride) => -stride),
        end,
      );
    }
    case 'spaced':
      return new Layout(
        shape,
        dense.map((stride) => 2 * stride),
        3,
      );
    case 'repeated':
      return new Layout(
        shape,
        dense.map((stride, axis) => (axis === 0 ? 0 : stride)),
        0,
      );
  }
}

/** A buffer with the given bytes' worth of elements, none of them initialised. */
export function bare(dtype: DType, layout: Layout): Operand {
  const reach = layout.shape.reduce(
    (sum, length, axis) => sum + Math.max(0, length - 1) * Math.max(0, layout.strides[axis]!),
    layout.offset + 1,
  );
  return { buffer: backend.alloc(reach * byteSize(dtype)), dtype, layout };
}

function elements(x: Operand) {
  const bytes = backend.readSync!(x.buffer, 0, sizeInBytes(x));
  return viewBytes(bytes, x.dtype);
}

function sizeInBytes(x: Operand): number {
  return (x.buffer as { readonly byteLength: number }).byteLength;
}

/** An operand of the given values, in row-major order of the shape. */
export function operand(
  dtype: DType,
  shape: readonly number[],
  values: (index: number) => number,
  arrangement: Arrangement = 'dense',
): Operand {
  const x = bare(dtype, arrange(shape, arrangement));
  const data = elements(x);
  for (const at of coordinates(shape)) {
    // Of repeated elements, the first one is seen everywhere.
    const source = arrangement === 'repeated' && shape.length > 0 ? [0, ...at.slice(1)] : at;
    data[place(x.layout, source)] = values(flat(shape, source));
  }
  backend.write(x.buffer, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return x;
}

/** An operand of given numbers. */
export function list(
  dtype: DType,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Operand {
  return operand(dtype, shape, (i) => values[i]!);
}

/** A contiguous operand to be written, holding rubbish, somewhat behind the start of its buffer. */
export function output(dtype: DType, shape: readonly number[], offset = 2): Operand {
  const x = bare(dtype, new Layout(shape, rowMajorStrides(shape), offset));
  backend.write(x.buffer, new Uint8Array(sizeInBytes(x)).fill(0xc3));
  return x;
}

/** The values of an operand, in row-major order. */
export function read(x: Operand): number[] {
  const data = elements(x);
  return coordinates(x.layout.shape).map((at) => data[place(x.layout, at)]!);
}

/** What a dtype makes of a number when it is stored. */
export function stored(dtype: DType, value: number): number {
  switch (dtype) {
    case 'float32':
      return Math.fround(value);
    case 'int32':
      return value | 0;
    case 'uint8':
      return value & 255;
    default:
      return value;
  }
}

/** Numbers that suit a dtype: some equal, some negative where there are negative ones. */
export function someValues(dtype: DType, seed: number): (index: number) => number {
  const next = stream(seed);
  const values = Array.from({ length: 4096 }, () => {
    const value = next() * 8 - 4;
    if (dtype === 'bool') return value > 0 ? 1 : 0;
    if (dtype === 'uint8') return Math.floor(next() * 256);
    return dtype === 'int32' ? Math.round(value * 10) : value;
  });
  return (index) => values[index % values.length]!;
}

/** Equal up to a relative and absolute error, NaN and infinities exactly. */
export function expectClose(actual: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  expect(actual.length).toBe(expected.length);
  const wrong = actual.findIndex((value, i) => {
    const target = expected[i]!;
    if (!Number.isFinite(target) || !Number.isFinite(value)) return !Object.is(value, target);
    return Math.abs(value - target) > tolerance * (1 + Math.abs(target));
  });
  if (wrong >= 0) expect(`[${wrong}] ${actual[wrong]}`).toBe(`[${wrong}] ${expected[wrong]}`);
}
