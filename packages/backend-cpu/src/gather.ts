// Reading elements at computed places. Only bits move, whatever the dtype.

import type { DTypeArray, Kernel, Operand } from '@cambium/tensor/backend';
import { bitsOf } from './buffer.ts';
import { copyRow } from './copy.ts';
import { checkedIndices, type Indices } from './indices.ts';
import { frozenAxis, Rows, withoutAxis } from './iterate.ts';

/** `gather` takes whole slices, `takeAlongAxis` single elements. Every index is checked before anything is written. */
export const gather: Kernel<'gather'> = (op, [x, indices], [output], { axis }) => {
  const checked = checkedIndices(op, indices!, axis, x!.layout.shape[axis]!);
  if (op === 'gather') gatherSlices(x!, checked, output!, axis);
  else takeElements(x!, checked, output!, axis);
};

function gatherSlices(x: Operand, { data, layout }: Indices, output: Operand, axis: number): void {
  const from = bitsOf(x);
  const to = bitsOf(output);
  // Without the axis in one and the index dimensions in the other, input and output have one shape: that of a slice.
  const target = withoutAxis(output.layout, axis, layout.shape.length);
  const slice = new Rows([withoutAxis(x.layout, axis), target]);
  const stride = x.layout.strides[axis]!;
  const targetStride = x.layout.shape.slice(axis + 1).reduce((size, length) => size * length, 1);
  if (slice.done) return;
  for (let i = 0; i < layout.size; i++) {
    const index = data[layout.offset + i]!;
    slice.restart(x.layout.offset + index * stride, target.offset + i * targetStride);
    for (; !slice.done; slice.next()) copyRow(from, to, slice);
  }
}

function takeElements(x: Operand, indices: Indices, output: Operand, axis: number): void {
  const from = bitsOf(x);
  const to = bitsOf(output);
  const stride = x.layout.strides[axis]!;
  const layouts = [frozenAxis(x.layout, axis, indices.layout.shape), indices.layout, output.layout];
  for (const rows = new Rows(layouts); !rows.done; rows.next()) takeRow(from, stride, indices.data, to, rows);
}

function takeRow(
  x: DTypeArray,
  stride: number,
  indices: DTypeArray,
  out: DTypeArray,
  { length, starts, steps }: Rows,
): void {
  let xAt = starts[0]!;
  let indexAt = starts[1]!;
  let outAt = starts[2]!;
  const xStep = steps[0]!;
  const indexStep = steps[1]!;
  const outStep = steps[2]!;
  for (let i = 0; i < length; i++, xAt += xStep, indexAt += indexStep, outAt += outStep) {
    out[outAt] = x[xAt + indices[indexAt]! * stride]!;
  }
}
