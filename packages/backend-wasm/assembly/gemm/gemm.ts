// The product of two matrices with any strides: cuts it into blocks that fit the caches, packs, and multiplies.

import { none } from './activation';
import { copyBias } from './bias';
import { multiplyBlock } from './block';
import { multiplyColumns, multiplyRows, setVectorEpilogue } from './gemv';
import { isQuickerInPlace, multiplyInPlace } from './in-place';
import { fillOffsets, packPanels, packRows } from './pack';
import { blockColumns, blockDepth, blockRows, depthStep, padRows, roundUp, spareBytes, tileColumns } from './tile';

// Scratch: the tables of A's rows, A's depths, B's depths, B's columns and C's rows; bias; packed A; packed B.
const rowsOfA: usize = 0;
const depthsOfA: usize = rowsOfA + blockRows * 4;
const depthsOfB: usize = depthsOfA + blockDepth * 4;
const columnsOfB: usize = depthsOfB + blockDepth * 4;
const rowsOfC: usize = columnsOfB + blockColumns * 4;
const paddedBias: usize = rowsOfC + blockRows * 4;
const spareTile: usize = paddedBias + blockColumns * 4;
const packedA: usize = spareTile + spareBytes;
const packedB: usize = packedA + blockRows * blockDepth * 4;
const scratchEnd: usize = packedB + blockColumns * blockDepth * 4;

/** Bytes of scratch that a product needs, whatever its size; one area per thread, at a multiple of 16. */
export function gemmScratchBytes(): usize {
  return scratchEnd;
}

/**
 * `C[m, n] = activation(A[m, k] · B[k, n] (+ C) (+ bias))` for the rows `rowFrom … rowTo` and the columns
 * `columnFrom … columnTo`. Each result is the same whatever the ranges. Strides are in elements and may be any, 0 too.
 *
 * @param c row-major with `cStride` elements from row to row
 * @param bias address of n numbers, or 0
 * @param accumulate whether to add to what C holds
 */
export function gemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRowStride: i32,
  aColumnStride: i32,
  b: usize,
  bRowStride: i32,
  bColumnStride: i32,
  c: usize,
  cStride: i32,
  bias: usize,
  activation: i32,
  accumulate: bool,
  scratch: usize,
  rowFrom: i32,
  rowTo: i32,
  columnFrom: i32,
  columnTo: i32,
): void {
  if (rowFrom >= rowTo || columnFrom >= columnTo) return;
  const aRow = aRowStride << 2;
  const aColumn = aColumnStride << 2;
  const bRow = bRowStride << 2;
  const bColumn = bColumnStride << 2;
  // A vector goes through memory once, if its matrix can be read in the order in which it lies.
  if (n === 1 || m === 1) {
    const isColumn = n === 1;
    setVectorEpilogue(isColumn ? cStride << 2 : 4, isColumn ? 0 : 4, accumulate, activation);
    if (isColumn && aColumn === 4 && bRow === 4) {
      multiplyRows(k, a, aRow, b, c, bias, rowFrom, rowTo);
      return;
    }
    if (isColumn && aRow === 4) {
      multiplyColumns(k, a, aColumn, b, bRow, c, bias, rowFrom, rowTo);
      return;
    }
    if (!isColumn && bColumn === 4) {
      multiplyColumns(k, b, bRow, a, aColumn, c, bias, columnFrom, columnTo);
      return;
    }
    if (!isColumn && bRow === 4 && aColumn === 4) {
      multiplyRows(k, b, bColumn, a, c, bias, columnFrom, columnTo);
      return;
    }
  }
  const inPlace = isQuickerInPlace(n);
  for (let column = columnFrom; column < columnTo; column += blockColumns) {
    const columns = min(blockColumns, columnTo - column);
    const paddedColumns = roundUp(columns, tileColumns);
    fillOffsets(scratch + columnsOfB, 0, columns, paddedColumns, bColumn);
    const biasBlock = bias ? copyBias(scratch + paddedBias, bias + (column << 2), columns, paddedColumns) : 0;
    // At least once: no depth at all leaves bias and activation.
    let depthFrom = 0;
    do {
      const depth = min(blockDepth, k - depthFrom);
      const isLast = depthFrom + depth === k;
      const adds = accumulate || depthFrom > 0;
      fillOffsets(scratch + depthsOfA, 0, depth, depth, aColumn);
      fillOffsets(scratch + depthsOfB, 0, depth, depth, bRow);
      const blockOfB = b + depthFrom * bRow + column * bColumn;
      packPanels(
        blockOfB,
        scratch + columnsOfB,
        paddedColumns,
        tileColumns,
        scratch + depthsOfB,
        depth,
        scratch + packedB,
      );
      for (let row = rowFrom; row < rowTo; row += blockRows) {
        const rows = min(blockRows, rowTo - row);
        const paddedRows = padRows(rows);
        fillOffsets(scratch + rowsOfC, c + ((row * cStride) << 2), rows, paddedRows, cStride << 2);
        const blockOfA = a + row * aRow + depthFrom * aColumn;
        if (inPlace) {
          fillOffsets(scratch + rowsOfA, blockOfA, rows, paddedRows, aRow);
          multiplyInPlace(
            depth,
            scratch + rowsOfA,
            scratch + depthsOfA,
            scratch + packedB,
            tileColumns * 4,
            roundUp(depth, depthStep) * (tileColumns * 4),
            scratch + rowsOfC,
            rows,
            column << 2,
            columns,
            adds,
            isLast ? biasBlock : 0,
            isLast ? activation : none,
            scratch + spareTile,
          );
          continue;
        }
        fillOffsets(scratch + rowsOfA, 0, rows, paddedRows, aRow);
        packRows(blockOfA, scratch + rowsOfA, rows, scratch + depthsOfA, depth, scratch + packedA);
        multiplyBlock(
          depth,
          scratch + packedA,
          scratch + packedB,
          scratch + rowsOfC,
          rows,
          column << 2,
          columns,
          adds,
          isLast,
          biasBlock,
          activation,
          scratch + spareTile,
        );
      }
      depthFrom += depth;
    } while (depthFrom < k);
  }
}

/** Products of the matrices `from … to` of a batch; the batch strides are in elements too, 0 repeats a matrix. */
export function gemmBatch(
  from: i32,
  to: i32,
  aBatchStride: i32,
  bBatchStride: i32,
  cBatchStride: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRowStride: i32,
  aColumnStride: i32,
  b: usize,
  bRowStride: i32,
  bColumnStride: i32,
  c: usize,
  cStride: i32,
  scratch: usize,
): void {
  for (let i = from; i < to; i++) {
    gemm(
      m,
      n,
      k,
      a + ((i * aBatchStride) << 2),
      aRowStride,
      aColumnStride,
      b + ((i * bBatchStride) << 2),
      bRowStride,
      bColumnStride,
      c + ((i * cBatchStride) << 2),
      cStride,
      0,
      none,
      false,
      scratch,
      0,
      m,
      0,
      n,
    );
  }
}
