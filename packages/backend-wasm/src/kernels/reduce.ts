// Reductions of float32, int32 and booleans: the folded axes are one axis in the middle, or are brought to the end first.

import {
  byteSize,
  type DType,
  type Kernel,
  type Operand,
  type OpsOf,
  permuteLayout,
} from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { FoldKernel } from '../module/exports.ts';
import type { Adaptor, Device } from './device.ts';

type ReduceOp = OpsOf<'reduce'>;

/** Makes the kernel of the reductions. */
export const reduceOn: Adaptor<Kernel<'reduce'>> = (device, fallback) => {
  const { wasm } = device;
  const folds: { readonly [D in DType]?: { readonly [N in ReduceOp]?: FoldKernel } } = {
    float32: {
      sum: wasm.sum,
      prod: wasm.prod,
      max: wasm.max,
      min: wasm.min,
      argMax: wasm.argMax,
      argMin: wasm.argMin,
    },
    int32: { sum: wasm.intSum, prod: wasm.intProd, max: wasm.intMax, min: wasm.intMin },
    bool: { any: wasm.boolAny, all: wasm.boolAll },
  };
  return (op, inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const fold = folds[x.dtype]?.[op];
    if (fold === undefined) fallback(op, inputs, outputs, attrs);
    else foldAxes(device, fold, x, outputs[0]!, attrs.axes);
  };
};

function foldAxes(
  device: Device,
  fold: FoldKernel,
  x: Operand,
  output: Operand,
  axes: readonly number[],
): void {
  const { shape } = x.layout;
  const to = addressOf(output, byteSize(output.dtype));
  const sizes: Sizes = [byteSize(x.dtype), byteSize(output.dtype)];
  try {
    const first = axes[0] ?? 0;
    const end = first + axes.length;
    if (axes.length === 0 || axes.at(-1) === end - 1) {
      const outer = product(shape, 0, first);
      const inner = product(shape, end, shape.length);
      run(device, fold, sizes, device.dense(x), to, outer, product(shape, first, end), inner);
    } else {
      const kept = shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
      const layout = permuteLayout(x.layout, [...kept, ...axes]);
      const outer = product(layout.shape, 0, kept.length);
      const count = product(layout.shape, kept.length, shape.length);
      run(device, fold, sizes, device.denseIn(x, layout), to, outer, count, 1);
    }
  } finally {
    device.settle();
  }
}

/** Bytes of an element of the input, and of the output. */
type Sizes = readonly [x: number, output: number];

/** Numbers from which on one long sum, as for the gradient of a bias, is one of chunks, and one of their results. */
const tallSize = 131_072;
/** Chunks are of a multiple of so many rows: those that kernels add in single precision at once. */
const chunkUnit = 32;
/** Chunks at most, however many threads there are: the bits do not depend on their number. */
const mostChunks = 16;

/** A sum of float32 along the first axis, which threads share: chunk by chunk, then their results. */
function sumChunks(
  device: Device,
  sum: FoldKernel,
  x: number,
  to: number,
  count: number,
  inner: number,
): void {
  const rows = chunkUnit * Math.ceil(count / (chunkUnit * mostChunks));
  const chunks = Math.floor(count / rows);
  const rest = count - chunks * rows;
  const pitch = inner * 4;
  const partial = device.borrow((chunks + 1) * pitch);
  run(device, sum, [4, 4], x, partial, chunks, rows, inner);
  // Without rows that are left over, a row of zeros.
  sum(x + chunks * rows * pitch, partial + chunks * pitch, 1, rest, inner);
  sum(partial, to, 1, chunks + 1, inner);
}

/** One fold, cut along the outer axis. */
function run(
  device: Device,
  fold: FoldKernel,
  [xSize, outSize]: Sizes,
  x: number,
  to: number,
  outer: number,
  count: number,
  inner: number,
): void {
  if (outer === 1 && count * inner >= tallSize && count >= 2 * chunkUnit && fold === device.wasm.sum) {
    sumChunks(device, fold, x, to, count, inner);
    return;
  }
  const team = outer > 1 ? device.teamFor(outer * count * inner) : null;
  if (team === null) {
    fold(x, to, outer, count, inner);
    return;
  }
  team
    .share(fold)
    .moving(x, count * inner * xSize)
    .moving(to, inner * outSize)
    .length()
    .constants(count, inner);
  team.run(outer);
}

/** Product of the lengths from one axis up to another. */
export function product(shape: readonly number[], from: number, to: number): number {
  let size = 1;
  for (let axis = from; axis < to; axis++) size *= shape[axis]!;
  return size;
}
