// Sorting rows of float32 and int32; another axis than the last is brought to the end, and back.

import { type DType, type Kernel, Layout, type Operand, type SortAttrs } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { SortKernel } from '../module/exports.ts';
import { withAxisLast } from './axis-last.ts';
import type { Adaptor, Device } from './device.ts';

/** How much more work an element is than a copy. */
const effort = 30;

/** Makes the kernel of sorting. */
export const sortOn: Adaptor<Kernel<'sort'>> = (device, fallback) => {
  const { wasm } = device;
  const sorts: { readonly [D in DType]?: SortKernel } = {
    float32: wasm.sortRows,
    int32: wasm.intSortRows,
  };
  return (op, inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const run = sorts[x.dtype];
    if (run === undefined) return fallback(op, inputs, outputs, attrs);
    if (x.layout.size === 0) return;
    try {
      sortAlong(device, run, x, outputs[0]!, outputs[1]!, attrs);
    } finally {
      device.settle();
    }
  };
};

function sortAlong(
  device: Device,
  run: SortKernel,
  x: Operand,
  values: Operand,
  places: Operand,
  { axis, descending }: SortAttrs,
): void {
  const { shape, size } = x.layout;
  const cols = shape[axis]!;
  const toValues = addressOf(values, 4);
  const toPlaces = addressOf(places, 4);
  const rows = size / cols;
  const direction = descending ? 1 : 0;
  if (axis === shape.length - 1) {
    sortRows(device, run, device.dense(x), toValues, toPlaces, rows, cols, direction);
    return;
  }
  const from = device.denseIn(x, withAxisLast(x.layout, axis));
  const sorted = device.borrow(size * 4);
  const origins = device.borrow(size * 4);
  sortRows(device, run, from, sorted, origins, rows, cols, direction);
  const turned = withAxisLast(values.layout, axis);
  const dense = Layout.contiguous(turned.shape);
  device.copy(4, sorted, dense, toValues, turned);
  device.copy(4, origins, dense, toPlaces, turned);
}

function sortRows(
  device: Device,
  run: SortKernel,
  x: number,
  values: number,
  places: number,
  rows: number,
  cols: number,
  descending: 0 | 1,
): void {
  const bytes = device.wasm.sortScratchBytes(cols);
  const team = rows > 1 ? device.teamFor(rows * cols * effort) : null;
  const scratch = device.borrow(bytes * (team?.threads ?? 1));
  if (team === null) {
    run(x, values, places, rows, cols, descending, scratch);
    return;
  }
  const step = cols * 4;
  const job = team.share(run).moving(x, step).moving(values, step).moving(places, step).length();
  job.constants(cols, descending).scratch(scratch, bytes);
  team.run(rows);
}
