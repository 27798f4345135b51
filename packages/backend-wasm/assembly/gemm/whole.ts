// Products whose right side is packed as a whole beforehand, because many of them share it.

import { none } from './activation';
import { multiplyBlock } from './block';
import { isQuickerInPlace, multiplyInPlace } from './in-place';
import { packPanels, packRows } from './pack';
import { blockDepth, depthStep, roundUp, tileColumns } from './tile';

/** Bytes of a packed B. */
export function wholeBytes(depth: i32, columns: i32): usize {
  return (roundUp(depth, depthStep) * roundUp(columns, tileColumns)) << 2;
}

/**
 * Packs all of B, block of depth by block of depth.
 *
 * @param columns table of byte offsets, padded to whole panels
 * @param depths table of byte offsets
 */
export function packWhole(
  base: usize,
  columns: usize,
  columnCount: i32,
  depths: usize,
  depth: i32,
  to: usize,
): void {
  const padded = roundUp(columnCount, tileColumns);
  for (let k = 0; k < depth; k += blockDepth) {
    const count = min(blockDepth, depth - k);
    packPanels(base, columns, padded, tileColumns, depths + (k << 2), count, to + ((k * padded) << 2));
  }
}

/**
 * `C[rows, columns] = activation(A[rows, depth] · B[depth, columns] (+ C) (+ bias))` for the rows of a block.
 *
 * @param lanes table of A's rows, padded to whole tiles
 * @param depths table of A's depths; an element's address is the sum of both entries
 * @param b from `packWhole`
 * @param rows table of the addresses of C's rows, padded to whole tiles
 * @param bias readable up to whole panels, or 0
 * @param packedA room for a packed block of A
 * @param spare room for a tile that is not whole
 */
export function multiplyWhole(
  depth: i32,
  lanes: usize,
  depths: usize,
  b: usize,
  rows: usize,
  rowCount: i32,
  columnCount: i32,
  adds: bool,
  bias: usize,
  activation: i32,
  packedA: usize,
  spare: usize,
): void {
  const padded = roundUp(columnCount, tileColumns);
  // At least once: no depth at all still has a result.
  let k = 0;
  do {
    const count = min(blockDepth, depth - k);
    const isLast = k + count === depth;
    const block = b + ((k * padded) << 2);
    if (isQuickerInPlace(columnCount)) {
      multiplyInPlace(
        count,
        lanes,
        depths + (k << 2),
        block,
        tileColumns * 4,
        roundUp(count, depthStep) * (tileColumns * 4),
        rows,
        rowCount,
        0,
        columnCount,
        adds || k > 0,
        isLast ? bias : 0,
        isLast ? activation : none,
        spare,
      );
    } else {
      packRows(0, lanes, rowCount, depths + (k << 2), count, packedA);
      multiplyBlock(
        count,
        packedA,
        block,
        rows,
        rowCount,
        0,
        columnCount,
        adds || k > 0,
        isLast,
        bias,
        activation,
        spare,
      );
    }
    k += count;
  } while (k < depth);
}
