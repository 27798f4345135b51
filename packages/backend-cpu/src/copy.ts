// Moving elements from one layout to another, as they are or into another dtype.

import {
  allocateArray,
  type DType,
  type DTypeArray,
  type JsonNumber,
  type Kernel,
  Layout,
  type Operand,
} from '@cambium/tensor/backend';
import { bitsOf, bufferOf, dataOf } from './buffer.ts';
import { type Axis, lengthenRows, mergeAxes, Rows } from './iterate.ts';

/** Side of the square tiles of a transposition: 32 cache lines are open on either side. */
const tile = 16;

/** Copies into any layout; `cast` converts on the way. */
export const copy: Kernel<'copy'> = (op, [x], [output]) => {
  if (op === 'cast' && x!.dtype !== output!.dtype) castElements(x!, output!);
  else copyElements(x!, output!);
};

function copyElements(x: Operand, output: Operand): void {
  if (x.layout.isContiguous && output.layout.isContiguous) {
    const from = dataOf(x);
    dataOf(output).set(from.subarray(x.layout.offset, x.layout.offset + x.layout.size), output.layout.offset);
    return;
  }
  const source = x.buffer === output.buffer ? snapshot(x) : { data: bitsOf(x), layout: x.layout };
  copyBits(source.data, source.layout, bitsOf(output), output.layout);
}

/** The operand's elements in memory of their own: a destination may overlap them. */
function snapshot(x: Operand): { data: DTypeArray; layout: Layout } {
  return { data: bitsOf(x).slice(), layout: x.layout };
}

function copyBits(from: DTypeArray, fromLayout: Layout, to: DTypeArray, toLayout: Layout): void {
  const axes = mergeAxes([fromLayout, toLayout], 1);
  const inner = axes.at(-1);
  const crossed = axes.findIndex((axis) => isDense(axis.steps[0]!));
  if (inner !== undefined && crossed >= 0 && !isDense(inner.steps[0]!)) {
    const [across] = axes.splice(crossed, 1);
    axes.pop();
    // One row of length 1 stands for each pair of the two axes that the tiles walk along.
    const rest = [...axes, { length: 1, steps: [0, 0] }];
    for (const rows = new Rows([fromLayout, toLayout], rest); !rows.done; rows.next()) {
      transpose(from, rows.starts[0]!, to, rows.starts[1]!, across!, inner);
    }
    return;
  }
  for (const rows = new Rows([fromLayout, toLayout], lengthenRows(axes)); !rows.done; rows.next()) {
    copyRow(from, to, rows);
  }
}

function isDense(step: number): boolean {
  return Math.abs(step) === 1;
}

/** Copies one row. */
export function copyRow(from: DTypeArray, to: DTypeArray, { length, starts, steps }: Rows): void {
  let fromAt = starts[0]!;
  let toAt = starts[1]!;
  const fromStep = steps[0]!;
  const toStep = steps[1]!;
  if (fromStep === 1 && toStep === 1 && length >= 64) {
    to.set(from.subarray(fromAt, fromAt + length), toAt);
    return;
  }
  for (let i = 0; i < length; i++, fromAt += fromStep, toAt += toStep) to[toAt] = from[fromAt]!;
}

/** Copies a plane whose axes lie the other way round in the source, tile by tile. */
function transpose(
  from: DTypeArray,
  fromStart: number,
  to: DTypeArray,
  toStart: number,
  across: Axis,
  inner: Axis,
): void {
  const acrossFrom = across.steps[0]!;
  const acrossTo = across.steps[1]!;
  const innerFrom = inner.steps[0]!;
  const innerTo = inner.steps[1]!;
  for (let p = 0; p < across.length; p += tile) {
    const pEnd = Math.min(p + tile, across.length);
    for (let q = 0; q < inner.length; q += tile) {
      const count = Math.min(tile, inner.length - q);
      for (let row = p; row < pEnd; row++) {
        let fromAt = fromStart + row * acrossFrom + q * innerFrom;
        let toAt = toStart + row * acrossTo + q * innerTo;
        for (let i = 0; i < count; i++, fromAt += innerFrom, toAt += innerTo) to[toAt] = from[fromAt]!;
      }
    }
  }
}

/** A number as an element of the dtype: integers are cut and kept in range, NaN becomes 0. */
export function convert(value: number, dtype: DType): number {
  switch (dtype) {
    case 'int32':
      return toInt32(value);
    case 'uint8':
      return toUint8(value);
    case 'bool':
      return value === 0 ? 0 : 1;
    default:
      return value;
  }
}

/** A number that came through JSON. */
export function fromJson(value: JsonNumber): number {
  return Number(value);
}

function toInt32(value: number): number {
  return Math.max(-2147483648, Math.min(2147483647, value)) | 0;
}

function toUint8(value: number): number {
  return Math.max(0, Math.min(255, value)) | 0;
}

function castElements(x: Operand, output: Operand): void {
  const from = dataOf(x);
  const to = bufferOf(output.buffer).view(output.dtype);
  for (const rows = new Rows([x.layout, output.layout]); !rows.done; rows.next()) {
    castRow(output.dtype, from, to, rows);
  }
}

function castRow(dtype: DType, from: DTypeArray, to: DTypeArray, { length, starts, steps }: Rows): void {
  let fromAt = starts[0]!;
  let toAt = starts[1]!;
  const fromStep = steps[0]!;
  const toStep = steps[1]!;
  switch (dtype) {
    case 'int32':
      for (let i = 0; i < length; i++, fromAt += fromStep, toAt += toStep) to[toAt] = toInt32(from[fromAt]!);
      return;
    case 'uint8':
      for (let i = 0; i < length; i++, fromAt += fromStep, toAt += toStep) to[toAt] = toUint8(from[fromAt]!);
      return;
    case 'bool':
      for (let i = 0; i < length; i++, fromAt += fromStep, toAt += toStep)
        to[toAt] = from[fromAt] === 0 ? 0 : 1;
      return;
    default:
      for (let i = 0; i < length; i++, fromAt += fromStep, toAt += toStep) to[toAt] = from[fromAt]!;
  }
}

/** The elements in row-major order from `offset` on: where they are, or in a copy if they are strided. */
export function packed(x: Operand): { readonly data: DTypeArray; readonly offset: number } {
  const data = dataOf(x);
  if (x.layout.isContiguous) return { data, offset: x.layout.offset };
  const dense = allocateArray(x.dtype, x.layout.size);
  copyBits(data, x.layout, dense, Layout.contiguous(x.layout.shape));
  return { data: dense, offset: 0 };
}
