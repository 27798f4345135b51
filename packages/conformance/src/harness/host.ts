// Tensors as plain numbers on the host: what references take and give. Everything is addressed by coordinates.

import type { DType, DTypeArray } from '@cambium/tensor';
import { allocateArray } from '@cambium/tensor/backend';

/** A tensor on the host: its numbers in row-major order, as the dtype holds them. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values: readonly number[];
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/** Calls `visit` for the coordinates of every element, in row-major order. The array is reused. */
export function forEachIndex(shape: readonly number[], visit: (index: readonly number[]) => void): void {
  const index = shape.map(() => 0);
  for (let left = sizeOf(shape); left > 0; left--) {
    visit(index);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
}

/** Place of coordinates in row-major order. */
export function positionOf(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((position, length, axis) => position * length + index[axis]!, 0);
}

/** The element at some coordinates. */
export function elementAt(x: HostTensor, index: readonly number[]): number {
  return x.values[positionOf(x.shape, index)]!;
}

/** A tensor whose elements are a function of their coordinates. */
export function build(
  shape: readonly number[],
  dtype: DType,
  value: (index: readonly number[]) => number,
): HostTensor {
  const values: number[] = [];
  forEachIndex(shape, (index) => values.push(value(index)));
  return { shape, dtype, values };
}

/** A copy of a list with one number exchanged. */
export function replaced(list: readonly number[], place: number, value: number): number[] {
  return list.map((each, i) => (i === place ? value : each));
}

/** The elements of the line along `axis` through some coordinates. */
export function lineThrough(x: HostTensor, index: readonly number[], axis: number): number[] {
  return Array.from({ length: x.shape[axis]! }, (_, i) => elementAt(x, replaced(index, axis, i)));
}

/** A tensor made line by line: `f` turns each line along the axis into another of the same length. */
export function mapLines(
  x: HostTensor,
  axis: number,
  dtype: DType,
  f: (line: readonly number[]) => readonly number[],
): HostTensor {
  const { shape } = x;
  const values = new Array<number>(x.values.length);
  forEachIndex(replaced(shape, axis, 1), (index) => {
    for (const [i, value] of f(lineThrough(x, index, axis)).entries()) {
      values[positionOf(shape, replaced(index, axis, i))] = value;
    }
  });
  return { shape, dtype, values };
}

/** The shape in which two shapes meet under broadcasting. */
export function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const [p, q] = [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1];
    return p === 1 ? q : p;
  });
}

/** The element that broadcasting puts at some coordinates of the larger shape. */
export function stretchedAt(x: HostTensor, index: readonly number[]): number {
  const tail = index.slice(index.length - x.shape.length);
  return elementAt(
    x,
    tail.map((place, axis) => (x.shape[axis] === 1 ? 0 : place)),
  );
}

/** Numbers as the typed array of a dtype. Stores as typed arrays do: floats round, integers wrap around. */
export function toTypedArray(values: readonly number[], dtype: DType): DTypeArray {
  const array = allocateArray(dtype, values.length);
  for (let i = 0; i < values.length; i++) array[i] = values[i]!;
  return array;
}

/** Whether a dtype holds whole numbers that are calculated with. */
export function isInteger(dtype: DType): boolean {
  return dtype === 'int32' || dtype === 'uint8';
}

/** An exact result in an integer dtype: what does not fit wraps around. */
export function wrap(value: bigint, dtype: DType): number {
  return Number(dtype === 'uint8' ? BigInt.asUintN(8, value) : BigInt.asIntN(32, value));
}
