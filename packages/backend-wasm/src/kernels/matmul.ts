// Products of float32 matrices of any strides, batched, and the fully connected layer; other dtypes on the fallback.

import {
  broadcastLayout,
  type FusedKernel,
  type Kernel,
  Layout,
  type Operand,
  reshapeLayout,
} from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';
import { product } from './reduce.ts';

/** Rows and columns of C that parts do not cut through: tiles are four or six rows high and eight columns wide. */
const tallGrain = 12;
const wideGrain = 8;
/** So few rows or columns for each thread are one part of the work: each part packs all of the other side. */
const few = 128;

/** What parts are a multiple of. */
function grainOf(length: number, threads: number, least: number): number {
  const each = Math.ceil(length / threads);
  return each <= few ? Math.ceil(each / least) * least : least;
}

/** Makes the kernel of `matmul`. */
export const matmulOn: Adaptor<Kernel<'matmul'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const a = inputs[0]!;
  const b = inputs[1]!;
  const output = outputs[0]!;
  if (a.dtype !== 'float32') return fallback(op, inputs, outputs, attrs);
  if (output.layout.size === 0) return;
  try {
    if (output.layout.shape.length === 2) {
      multiply(device, addressOf(a, 4), a.layout, addressOf(b, 4), b.layout, addressOf(output, 4), 0);
    } else {
      multiplyBatch(device, a, b, output);
    }
  } finally {
    device.settle();
  }
};

/** Makes the kernel of `linear`: the product, with the bias added as results are stored. */
export const linearOn: Adaptor<FusedKernel<'linear'>> = (device, fallback) => (inputs, outputs, attrs) => {
  const x = inputs[0]!;
  const weight = inputs[1]!;
  const output = outputs[0]!;
  if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
  if (output.layout.size === 0) return;
  try {
    const to = addressOf(output, 4);
    const bias = device.dense(inputs[2]!);
    const { shape } = x.layout;
    if (shape.length === 2) {
      multiply(device, addressOf(x, 4), x.layout, addressOf(weight, 4), weight.layout, to, bias);
      return;
    }
    const flat = [product(shape, 0, shape.length - 1), shape[shape.length - 1]!];
    const layout = reshapeLayout(x.layout, flat);
    const from = layout === null ? device.dense(x) : addressOf(x, 4);
    multiply(device, from, layout ?? Layout.contiguous(flat), addressOf(weight, 4), weight.layout, to, bias);
  } finally {
    device.settle();
  }
};

/** One product. Addresses count the offsets of the layouts already. */
function multiply(
  device: Device,
  a: number,
  aLayout: Layout,
  b: number,
  bLayout: Layout,
  to: number,
  bias: number,
): void {
  const [rows, depth] = aLayout.shape as [number, number];
  const columns = bLayout.shape[1]!;
  multiplyPlane(device, rows, columns, depth, a, aLayout.strides, b, bLayout.strides, to, bias);
}

/** The same for matrices that are described by their sizes and strides: of rows, and of columns. */
function multiplyPlane(
  device: Device,
  rows: number,
  columns: number,
  depth: number,
  a: number,
  aStrides: readonly number[],
  b: number,
  bStrides: readonly number[],
  to: number,
  bias: number,
): void {
  const { wasm } = device;
  const [aRow, aColumn] = aStrides as [number, number];
  const [bRow, bColumn] = bStrides as [number, number];
  const bytes = wasm.gemmScratchBytes();
  const team = device.teamForProducts(rows * columns * depth);
  if (team === null) {
    const scratch = device.borrow(bytes);
    wasm.gemm(
      rows,
      columns,
      depth,
      a,
      aRow,
      aColumn,
      b,
      bRow,
      bColumn,
      to,
      columns,
      bias,
      0,
      0,
      scratch,
      0,
      rows,
      0,
      columns,
    );
    return;
  }
  const { job } = team;
  team.share(wasm.gemm).constant(rows).constant(columns).constant(depth);
  job.constant(a).constant(aRow).constant(aColumn);
  job.constant(b).constant(bRow).constant(bColumn);
  job.constant(to).constant(columns).constant(bias).constant(0).constant(0);
  job.scratch(device.borrow(bytes * team.threads), bytes);
  // Along the longer side: each part packs all of the other one.
  if (rows >= columns) {
    job.from().to().constant(0).constant(columns);
    team.begin(rows, grainOf(rows, team.threads, tallGrain));
  } else {
    job.constant(0).constant(rows).from().to();
    team.begin(columns, grainOf(columns, team.threads, wideGrain));
  }
}

/** A batch of products: along its innermost axis in one call. */
function multiplyBatch(device: Device, a: Operand, b: Operand, output: Operand): void {
  const { wasm, walk } = device;
  const { shape } = output.layout;
  const batch = shape.slice(0, -2);
  walk.begin(batchLayout(a.layout, batch), batchLayout(b.layout, batch));
  const [rows, columns] = shape.slice(-2) as [number, number];
  const depth = a.layout.shape[a.layout.shape.length - 1]!;
  const [aStrides, bStrides] = [a, b].map(({ layout }) => layout.strides.slice(-2)) as [number[], number[]];
  const [aRow, aColumn] = aStrides as [number, number];
  const [bRow, bColumn] = bStrides as [number, number];
  const from = addressOf(a, 4);
  const other = addressOf(b, 4);
  let to = addressOf(output, 4);
  const count = walk.length(0);
  // Matrices one below the other, times one and the same, are one tall matrix; so is a single one.
  const isTall = count === 1 || (walk.bStep(0) === 0 && walk.aStep(0) === rows * aRow);
  const bytes = wasm.gemmScratchBytes();
  const team = device.teamForProducts(count * rows * columns * depth);
  const scratch = isTall ? 0 : device.borrow(bytes * (team?.threads ?? 1));
  do {
    const first = from + walk.aAt * 4;
    const second = other + walk.bAt * 4;
    if (isTall) {
      multiplyPlane(device, rows * count, columns, depth, first, aStrides, second, bStrides, to, 0);
      device.settle();
    } else if (team === null) {
      wasm.gemmBatch(
        0,
        count,
        walk.aStep(0),
        walk.bStep(0),
        rows * columns,
        rows,
        columns,
        depth,
        first,
        aRow,
        aColumn,
        second,
        bRow,
        bColumn,
        to,
        columns,
        scratch,
      );
    } else {
      const { job } = team;
      team.share(wasm.gemmBatch).from().to();
      job
        .constant(walk.aStep(0))
        .constant(walk.bStep(0))
        .constant(rows * columns);
      job.constant(rows).constant(columns).constant(depth);
      job.constant(first).constant(aRow).constant(aColumn);
      job.constant(second).constant(bRow).constant(bColumn);
      job.constant(to).constant(columns).scratch(scratch, bytes);
      team.begin(count);
    }
    to += count * rows * columns * 4;
  } while (walk.next(1));
}

/** The axes before the last two, stretched to the shape of the batch. */
function batchLayout({ shape, strides }: Layout, batch: readonly number[]): Layout {
  return broadcastLayout(new Layout(shape.slice(0, -2), strides.slice(0, -2), 0), batch);
}
