// The gradient of a convolution's input, which is also the transposed convolution.

import type { ConvInputGradAttrs, DTypeArray, Layout, Operand } from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { depthwiseInputGrad } from './depthwise.ts';
import { type Filter, filterOf, isDepthwise } from './filter.ts';
import { multiply, panelWidth } from './gemm.ts';
import { packWindows } from './im2col.ts';
import { Windows } from './windows.ts';

/** Input places that see the same taps, those whose index leaves the same remainder by the stride, on one axis. */
interface Phase {
  /** First of the places, which are `stride` apart, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** Which kernel taps reach these places, and from how far away in the output. */
  readonly taps: readonly number[];
  readonly distances: readonly number[];
}

function phasesOf(attrs: ConvInputGradAttrs, axis: number, kernel: number): Phase[] {
  const [stride, dilation, length] = [attrs.strides[axis]!, attrs.dilation[axis]!, attrs.inputShape[axis]!];
  const before = attrs.padding[axis]![0];
  return Array.from({ length: Math.min(stride, length) }, (_, first) => {
    const taps: number[] = [];
    for (let k = 0; k < kernel; k++) if ((first + before - k * dilation) % stride === 0) taps.push(k);
    const distances = taps.map((k) => (first + before - k * dilation) / stride);
    return { first, count: Math.ceil((length - first) / stride), taps, distances };
  });
}

/**
 * A convolution of the gradient. With strides, an input place is reached only by some of the taps: places with the
 * same taps form a phase, and each phase is a dense product of its own.
 */
export function inputGrad(grad: Operand, weight: Operand, output: Operand, attrs: ConvInputGradAttrs): void {
  const kernel = weight.layout.shape.slice(0, -2);
  const filter = filterOf(weight);
  const data = dataOf(grad);
  const out = dataOf(output);
  const choices = kernel.map((length, axis) => phasesOf(attrs, axis, length));
  for (const phases of combinations(choices)) {
    const axes = phases.map(({ count, distances }) => ({ count, step: 1, taps: distances }));
    const windows = new Windows(grad.layout, axes);
    const taps = flatTaps(phases, kernel);
    const places = pixelPlaces(phases, attrs, output.layout);
    if (isDepthwise(filter.inputs, attrs.groups)) {
      depthwiseInputGrad(windows, data, filter, attrs.groups, taps, places, out);
      continue;
    }
    for (let group = 0; group < attrs.groups; group++) {
      inputGradOfGroup(windows, data, filter, taps, places, out, group, attrs.groups);
    }
  }
}

function inputGradOfGroup(
  windows: Windows,
  data: DTypeArray,
  filter: Filter,
  taps: Int32Array,
  places: (windows: Windows) => number,
  out: DTypeArray,
  group: number,
  groups: number,
): void {
  const count = filter.outputs / groups;
  const channels = { data, first: group * count, count };
  multiply({
    rows: windows.count,
    columns: filter.inputs,
    depth: windows.taps * count,
    packA: (tile, row, rows, k, depth) => packWindows(windows, channels, tile, row, rows, k, depth),
    packB: (tile, k, depth, column, columns) =>
      packTurnedFilter(filter, taps, group * count, count, tile, k, depth, column, columns),
    store: (results, pitch, row, rows, column, columns) => {
      windows.seek(row);
      for (let i = 0; i < rows; i++, windows.next()) {
        const to = places(windows) + group * filter.inputs + column;
        for (let j = 0; j < columns; j++) out[to + j] = results[i * pitch + j]!;
      }
    },
  });
}

/** Packs the filter with inputs and outputs exchanged: row `tap · outputs + output`, column `input`. */
function packTurnedFilter(
  { data, offset, inputs, outputs }: Filter,
  taps: Int32Array,
  firstOutput: number,
  count: number,
  tile: Float64Array,
  row: number,
  rows: number,
  column: number,
  columns: number,
): void {
  let to = 0;
  for (let j = 0; j < columns; j += panelWidth) {
    const width = Math.min(panelWidth, columns - j);
    for (let k = row; k < row + rows; k++, to += panelWidth) {
      const tap = taps[Math.floor(k / count)]!;
      const from = offset + (tap * inputs + column + j) * outputs + firstOutput + (k % count);
      for (let i = 0; i < width; i++) tile[to + i] = data[from + i * outputs]!;
    }
  }
}

/** Every choice of one item from each list. */
function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (partial, list) => partial.flatMap((items) => list.map((item) => [...items, item])),
    [[]],
  );
}

/** The kernel taps of a combination of phases, as positions in the whole kernel. */
function flatTaps(phases: readonly Phase[], kernel: readonly number[]): Int32Array {
  const taps = combinations(phases.map((phase) => phase.taps));
  return Int32Array.from(taps, (tap) => tap.reduce((flat, k, axis) => flat * kernel[axis]! + k, 0));
}

/** Where the input place of a window of the phases is in the output. */
function pixelPlaces(
  phases: readonly Phase[],
  { strides, inputShape }: ConvInputGradAttrs,
  { offset, shape }: Layout,
): (windows: Windows) => number {
  const channels = shape.at(-1)!;
  const missing = 3 - phases.length;
  const fill = (values: readonly number[], value: number) => [
    ...Array.from({ length: missing }, () => value),
    ...values,
  ];
  const [firstDepth, firstHeight, firstWidth] = fill(
    phases.map((phase) => phase.first),
    0,
  ) as [number, number, number];
  const [byDepth, byHeight, byWidth] = fill(strides, 1) as [number, number, number];
  const [depths, heights, widths] = fill(inputShape, 1) as [number, number, number];
  return (windows) => {
    const depth = windows.image * depths + firstDepth + windows.gridDepth * byDepth;
    const height = depth * heights + firstHeight + windows.gridHeight * byHeight;
    const width = height * widths + firstWidth + windows.gridWidth * byWidth;
    return offset + width * channels;
  };
}
