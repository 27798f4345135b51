// The one matrix product. Callers say how tiles of A and B are brought together and where results go; this file
// cuts the work so that tiles stay in the cache, and multiplies.

import type { DTypeArray } from '@cambium/tensor/backend';
import { scratch } from './scratch.ts';

/** Tiles hold at most this many rows of A, columns of B, and products a result. */
const tileRows = 64;
const tileColumns = 256;
const tileDepth = 512;
/** Columns of B in one panel: what the innermost loop keeps in registers. */
export const panelWidth = 4;

/** `C = A B`, with A [rows, depth] and B [depth, columns] known only to the packers. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /**
   * Writes A's elements from `row` and `k` on: row by row (`count` rows of `depth` numbers each), or, if `isATransposed`,
   * column by column.
   */
  packA(tile: Float64Array, row: number, count: number, k: number, depth: number): void;
  readonly isATransposed?: boolean;
  /** Writes B's elements from `k` and `column` on, in panels of {@link panelWidth} columns; the last may be ragged. */
  packB(tile: Float64Array, k: number, depth: number, column: number, count: number): void;
  /** Takes `count` finished rows, `pitch` numbers apart, each with results from `column` on. */
  store(
    results: Float64Array,
    pitch: number,
    row: number,
    count: number,
    column: number,
    columns: number,
  ): void;
}

/** Computes a product, in double, tile by tile. */
export function multiply(product: Product): void {
  const { rows, columns, depth } = product;
  const maxDepth = Math.min(depth, tileDepth);
  const maxRows = Math.min(rows, tileRows);
  const pitch = roundUp(Math.min(columns, tileColumns), panelWidth);
  // One row more than needed: an odd last row is computed in a pair.
  const a = scratch('a', (maxRows + 1) * maxDepth);
  const b = scratch('b', pitch * maxDepth);
  const results = scratch('sums', (maxRows + 1) * pitch);
  for (let column = 0; column < columns; column += tileColumns) {
    const columnCount = Math.min(tileColumns, columns - column);
    for (let row = 0; row < rows; row += tileRows) {
      const rowCount = Math.min(tileRows, rows - row);
      results.fill(0, 0, (rowCount + 1) * pitch);
      for (let k = 0; k < depth; k += tileDepth) {
        const tileK = Math.min(tileDepth, depth - k);
        product.packA(a, row, rowCount, k, tileK);
        // A B that fits into one tile of depth is packed once for all rows.
        if (row === 0 || depth > tileDepth) product.packB(b, k, tileK, column, columnCount);
        const [rowStep, kStep] = product.isATransposed ? [1, rowCount] : [tileK, 1];
        for (let j = 0; j < columnCount; j += panelWidth) {
          for (let i = 0; i < rowCount; i += 2) {
            multiplyPanel(tileK, a, i * rowStep, rowStep, kStep, b, j * tileK, results, i * pitch + j, pitch);
          }
        }
      }
      product.store(results, pitch, row, rowCount, column, columnCount);
    }
  }
}

/**
 * Two rows of A times four columns of B, in eight local sums. Bigger tiles are no faster: V8 has 16 registers, and
 * what does not fit goes to the stack.
 */
function multiplyPanel(
  depth: number,
  a: Float64Array,
  aAt: number,
  rowStep: number,
  kStep: number,
  b: Float64Array,
  bAt: number,
  results: Float64Array,
  at: number,
  pitch: number,
): void {
  let sum00 = 0;
  let sum01 = 0;
  let sum02 = 0;
  let sum03 = 0;
  let sum10 = 0;
  let sum11 = 0;
  let sum12 = 0;
  let sum13 = 0;
  let upper = aAt;
  let lower = aAt + rowStep;
  const end = bAt + depth * panelWidth;
  while (bAt < end) {
    const b0 = b[bAt]!;
    const b1 = b[bAt + 1]!;
    const b2 = b[bAt + 2]!;
    const b3 = b[bAt + 3]!;
    const a0 = a[upper]!;
    sum00 += a0 * b0;
    sum01 += a0 * b1;
    sum02 += a0 * b2;
    sum03 += a0 * b3;
    const a1 = a[lower]!;
    sum10 += a1 * b0;
    sum11 += a1 * b1;
    sum12 += a1 * b2;
    sum13 += a1 * b3;
    bAt += panelWidth;
    upper += kStep;
    lower += kStep;
  }
  results[at]! += sum00;
  results[at + 1]! += sum01;
  results[at + 2]! += sum02;
  results[at + 3]! += sum03;
  results[at + pitch]! += sum10;
  results[at + pitch + 1]! += sum11;
  results[at + pitch + 2]! += sum12;
  results[at + pitch + 3]! += sum13;
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** A matrix in memory. */
export interface Matrix {
  readonly data: DTypeArray;
  readonly offset: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Packs rows of a matrix, for {@link Product.packA}. */
export function packRows(
  { data, offset, rowStep, columnStep }: Matrix,
  tile: Float64Array,
  row: number,
  rows: number,
  column: number,
  columns: number,
): void {
  const start = offset + row * rowStep + column * columnStep;
  if (Math.abs(columnStep) <= Math.abs(rowStep)) {
    for (let i = 0; i < rows; i++) {
      let at = start + i * rowStep;
      const end = (i + 1) * columns;
      for (let to = i * columns; to < end; to++, at += columnStep) tile[to] = data[at]!;
    }
  } else {
    for (let j = 0; j < columns; j++) {
      let at = start + j * columnStep;
      for (let to = j; to < rows * columns; to += columns, at += rowStep) tile[to] = data[at]!;
    }
  }
}

/** Packs panels of a matrix, for {@link Product.packB}. */
export function packPanels(
  { data, offset, rowStep, columnStep }: Matrix,
  tile: Float64Array,
  row: number,
  rows: number,
  column: number,
  columns: number,
): void {
  let to = 0;
  for (let j = 0; j < columns; j += panelWidth) {
    const width = Math.min(panelWidth, columns - j);
    let at = offset + row * rowStep + (column + j) * columnStep;
    for (let k = 0; k < rows; k++, at += rowStep, to += panelWidth) {
      for (let i = 0; i < width; i++) tile[to + i] = data[at + i * columnStep]!;
    }
  }
}

/** Stores results into a matrix, for {@link Product.store}; adds a bias by column, if there is one. */
export function storeRows(
  { data, offset, rowStep, columnStep }: Matrix,
  results: Float64Array,
  pitch: number,
  row: number,
  rows: number,
  column: number,
  columns: number,
  bias?: { readonly data: DTypeArray; readonly offset: number },
): void {
  for (let i = 0; i < rows; i++) {
    let to = offset + (row + i) * rowStep + column * columnStep;
    const at = i * pitch;
    if (bias === undefined) {
      for (let j = 0; j < columns; j++, to += columnStep) data[to] = results[at + j]!;
    } else {
      const biasAt = bias.offset + column;
      for (let j = 0; j < columns; j++, to += columnStep)
        data[to] = results[at + j]! + bias.data[biasAt + j]!;
    }
  }
}
