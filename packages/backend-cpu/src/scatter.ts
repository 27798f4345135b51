// Adding up elements at computed places, from zero on: the gradients of the gathers.

import { type DTypeArray, type Kernel, Layout, type Operand, rowMajorStrides } from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { packed } from './copy.ts';
import { checkedIndices, type Indices } from './indices.ts';
import { frozenAxis, Rows, withoutAxis } from './iterate.ts';

/** `scatterSlices` adds whole slices, `scatterElements` single elements. Indices may repeat: what meets is added. */
export const scatterAdd: Kernel<'scatterAdd'> = (op, [indices, updates], [output], { axis, size }) => {
  const checked = checkedIndices(op, indices!, axis, size);
  const { offset, size: length } = output!.layout;
  dataOf(output!).fill(0, offset, offset + length);
  if (op === 'scatterSlices') scatterSlices(checked, updates!, output!, axis);
  else scatterElements(checked, updates!, output!, axis);
};

function scatterSlices({ data, layout }: Indices, updates: Operand, output: Operand, axis: number): void {
  const { shape } = updates.layout;
  const from = packed(updates);
  const to = dataOf(output);
  // Without the index dimensions in one and the axis in the other, both have one shape: that of a slice.
  const dense = new Layout(shape, rowMajorStrides(shape), from.offset);
  const target = withoutAxis(output.layout, axis);
  const slice = new Rows([withoutAxis(dense, axis, layout.shape.length), target]);
  const sliceStride = output.layout.strides[axis]!;
  if (slice.done) return;
  for (let i = 0; i < layout.size; i++) {
    const index = data[layout.offset + i]!;
    slice.restart(from.offset + i * sliceStride, target.offset + index * sliceStride);
    for (; !slice.done; slice.next()) addRow(from.data, to, slice);
  }
}

function addRow(from: DTypeArray, to: DTypeArray, { length, starts, steps }: Rows): void {
  let fromAt = starts[0]!;
  let toAt = starts[1]!;
  const fromStep = steps[0]!;
  const toStep = steps[1]!;
  for (let i = 0; i < length; i++, fromAt += fromStep, toAt += toStep) to[toAt]! += from[fromAt]!;
}

function scatterElements(indices: Indices, updates: Operand, output: Operand, axis: number): void {
  const from = dataOf(updates);
  const to = dataOf(output);
  const stride = output.layout.strides[axis]!;
  const target = frozenAxis(output.layout, axis, updates.layout.shape);
  const layouts = [indices.layout, updates.layout, target];
  for (const rows = new Rows(layouts); !rows.done; rows.next()) {
    scatterRow(indices.data, from, to, stride, rows);
  }
}

function scatterRow(
  indices: DTypeArray,
  from: DTypeArray,
  to: DTypeArray,
  stride: number,
  { length, starts, steps }: Rows,
): void {
  let indexAt = starts[0]!;
  let fromAt = starts[1]!;
  let toAt = starts[2]!;
  const indexStep = steps[0]!;
  const fromStep = steps[1]!;
  const toStep = steps[2]!;
  for (let i = 0; i < length; i++, indexAt += indexStep, fromAt += fromStep, toAt += toStep) {
    to[toAt + indices[indexAt]! * stride]! += from[fromAt]!;
  }
}
