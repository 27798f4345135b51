// Products of strided, batched matrices: small ones directly, the others through the packed product.

import { type DTypeArray, type Kernel, Layout, type Operand, reshapeLayout } from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { type Matrix, multiply, packPanels, packRows, storeRows } from './gemm.ts';
import { Rows } from './iterate.ts';
import { scratch } from './scratch.ts';

/** Up to this many products, or with a side below `thin`, packing costs more than it gains. */
const smallWork = 2048;
const thin = 3;

/** Number of rows, of products a result, and of columns. */
interface Sizes {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

/** A bias by column. */
export interface Bias {
  readonly data: DTypeArray;
  readonly offset: number;
}

/** `a b` for the last two axes; those before are a batch, in which an operand of stride 0 repeats. */
export const matmul: Kernel<'matmul'> = (_op, [a, b], [output]) => {
  const [aLayout, bLayout, outLayout] = asOneMatrix(a!, b!, output!) ?? [
    a!.layout,
    b!.layout,
    output!.layout,
  ];
  const sizes: Sizes = {
    rows: aLayout.shape.at(-2)!,
    depth: aLayout.shape.at(-1)!,
    columns: bLayout.shape.at(-1)!,
  };
  const left = matrixOf(dataOf(a!), aLayout);
  const right = matrixOf(dataOf(b!), bLayout);
  const to = matrixOf(dataOf(output!), outLayout);
  if (outLayout.shape.length === 2) {
    multiplyMatrices(sizes, left, right, to);
    return;
  }
  const batch = outLayout.shape.slice(0, -2);
  const layouts = [aLayout, bLayout, outLayout].map((layout) => batchLayout(layout, batch));
  for (const rows = new Rows(layouts); !rows.done; rows.next()) {
    for (let i = 0; i < rows.length; i++) {
      const place = (operand: number) => rows.starts[operand]! + i * rows.steps[operand]!;
      multiplyMatrices(
        sizes,
        { ...left, offset: place(0) },
        { ...right, offset: place(1) },
        { ...to, offset: place(2) },
      );
    }
  }
};

/** A batch times one matrix is one tall matrix times it, where the batch runs through memory. */
function asOneMatrix(a: Operand, b: Operand, output: Operand): [Layout, Layout, Layout] | null {
  const { shape } = output.layout;
  if (shape.length <= 2 || b.layout.size === 0) return null;
  const [depth, columns] = b.layout.shape.slice(-2) as [number, number];
  const isOne = b.layout.size === depth * columns;
  if (
    !isOne ||
    a.layout.shape.length !== shape.length ||
    a.layout.size * columns !== output.layout.size * depth
  )
    return null;
  const rows = output.layout.size / columns;
  const aRows = reshapeLayout(a.layout, [rows, depth]);
  if (aRows === null) return null;
  const bMatrix = new Layout(b.layout.shape.slice(-2), b.layout.strides.slice(-2), b.layout.offset);
  return [aRows, bMatrix, reshapeLayout(output.layout, [rows, columns])!];
}

/** The batch axes of an operand, stretched to the shape of the whole batch. */
function batchLayout(layout: Layout, batch: readonly number[]): Layout {
  const lead = batch.length - (layout.shape.length - 2);
  const strides = batch.map((_, axis) => {
    const own = axis - lead;
    return own < 0 || layout.shape[own] === 1 ? 0 : layout.strides[own]!;
  });
  return new Layout(batch, strides, layout.offset);
}

/** The last two axes of a layout as a matrix. */
export function matrixOf(data: DTypeArray, { offset, strides }: Layout): Matrix {
  return { data, offset, rowStep: strides.at(-2)!, columnStep: strides.at(-1)! };
}

/** `to = a b + bias`, with the bias added to each row. */
export function multiplyMatrices(sizes: Sizes, a: Matrix, b: Matrix, to: Matrix, bias?: Bias): void {
  const { rows, depth, columns } = sizes;
  if (rows === 0 || columns === 0) return;
  const isThin = rows < thin || columns < thin;
  if (isThin || rows * depth * columns <= smallWork) {
    multiplySmall(sizes, a, b, to, bias);
    return;
  }
  multiply({
    ...sizes,
    packA: (tile, row, count, k, kCount) => packRows(a, tile, row, count, k, kCount),
    packB: (tile, k, kCount, column, count) => packPanels(b, tile, k, kCount, column, count),
    store: (results, pitch, row, count, column, columnCount) =>
      storeRows(to, results, pitch, row, count, column, columnCount, bias),
  });
}

function multiplySmall({ rows, depth, columns }: Sizes, a: Matrix, b: Matrix, to: Matrix, bias?: Bias): void {
  if (columns < thin && rows > columns && bias === undefined) {
    // (a b)ᵀ = bᵀ aᵀ: the long side becomes the inner loop.
    multiplySmall({ rows: columns, depth, columns: rows }, transposed(b), transposed(a), transposed(to));
    return;
  }
  const sums = scratch('sums', columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0, 0, columns);
    if (Math.abs(b.columnStep) <= Math.abs(b.rowStep)) addRows(depth, columns, a, row, b, sums);
    else addDots(depth, columns, a, row, b, sums);
    storeRows(to, sums, columns, row, 1, 0, columns, bias);
  }
}

function transposed({ data, offset, rowStep, columnStep }: Matrix): Matrix {
  return { data, offset, rowStep: columnStep, columnStep: rowStep };
}

/** Adds up multiples of the rows of b. */
function addRows(
  depth: number,
  columns: number,
  a: Matrix,
  row: number,
  b: Matrix,
  sums: Float64Array,
): void {
  let aAt = a.offset + row * a.rowStep;
  for (let k = 0; k < depth; k++, aAt += a.columnStep) {
    const factor = a.data[aAt]!;
    let bAt = b.offset + k * b.rowStep;
    const step = b.columnStep;
    for (let j = 0; j < columns; j++, bAt += step) sums[j]! += factor * b.data[bAt]!;
  }
}

/** Multiplies with each column of b, which runs through memory. */
function addDots(
  depth: number,
  columns: number,
  a: Matrix,
  row: number,
  b: Matrix,
  sums: Float64Array,
): void {
  for (let j = 0; j < columns; j++) {
    let aAt = a.offset + row * a.rowStep;
    let bAt = b.offset + j * b.columnStep;
    let sum = 0;
    for (let k = 0; k < depth; k++, aAt += a.columnStep, bAt += b.rowStep) sum += a.data[aAt]! * b.data[bAt]!;
    sums[j] = sum;
  }
}
