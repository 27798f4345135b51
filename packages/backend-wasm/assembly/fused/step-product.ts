// The product that each step of a recurrent layer has with one and the same weight: packed once, and then met by the rows
// of one step after the other.

import { none } from '../gemm/activation';
import { fillOffsets } from '../gemm/pack';
import { blockDepth, blockRows, padRows, roundUp, spareBytes, tileColumns } from '../gemm/tile';
import { multiplyWhole, packWhole, wholeBytes } from '../gemm/whole';

// Scratch: a tile, a packed block of A, the tables of A's and C's rows, and those of depths and columns.
const packedA: usize = spareBytes;
const lanes: usize = packedA + blockRows * blockDepth * 4;
const rows: usize = lanes + blockRows * 4;
const depths: usize = rows + blockRows * 4;

/** Bytes of scratch for a weight [k, n]; one area per thread, at a multiple of 16. */
export function stepScratchBytes(k: i32, n: i32): usize {
  return depths + ((k + roundUp(n, tileColumns)) << 2);
}

/** Bytes of the packed weight. */
export function stepWeightBytes(k: i32, n: i32): usize {
  return wholeBytes(k, n);
}

/** Packs a weight [k, n] of any strides, which are in elements. */
export function packStepWeight(
  weight: usize,
  rowStride: i32,
  columnStride: i32,
  k: i32,
  n: i32,
  to: usize,
  scratch: usize,
): void {
  const columns = scratch + depths + (k << 2);
  fillOffsets(scratch + depths, 0, k, k, rowStride << 2);
  fillOffsets(columns, 0, n, roundUp(n, tileColumns), columnStride << 2);
  packWhole(weight, columns, n, scratch + depths, k, to);
}

/** `C[rows, n] = A[rows, k] · weight (+ C)` for the rows `from … to`, `aPitch` and `cPitch` bytes apart. */
export function multiplyStep(
  k: i32,
  n: i32,
  a: usize,
  aPitch: i32,
  weight: usize,
  c: usize,
  cPitch: i32,
  adds: bool,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  fillOffsets(scratch + depths, 0, k, k, 4);
  for (let row = from; row < to; row += blockRows) {
    const count = min(blockRows, to - row);
    fillOffsets(scratch + lanes, a + row * aPitch, count, padRows(count), aPitch);
    fillOffsets(scratch + rows, c + row * cPitch, count, padRows(count), cPitch);
    multiplyWhole(
      k,
      scratch + lanes,
      scratch + depths,
      weight,
      scratch + rows,
      count,
      n,
      adds,
      0,
      none,
      scratch + packedA,
      scratch,
    );
  }
}
