// Multiplies packed blocks, tile by tile.

import { none } from './activation';
import { finishTile } from './epilogue';
import { multiplyTile } from './microkernel';
import { multiplyTallTile } from './tall';
import { countTall, depthStep, openSpare, roundUp, tallRows, tileColumns, tileRows } from './tile';

/**
 * `C[rows, columns] (+)= A[rows, depth] · B[depth, columns]` of packed panels.
 *
 * @param rows table of the addresses of C's rows, padded to whole tiles
 * @param column where the block begins in a row, in bytes
 * @param adds whether C holds sums of earlier blocks of depth
 * @param isLast whether this is the last block of depth: only then come bias and activation
 * @param spare room for a tile that is not whole
 * @param bias address of the block's part of it, readable up to whole panels, or 0
 */
export function multiplyBlock(
  depth: i32,
  a: usize,
  b: usize,
  rows: usize,
  rowCount: i32,
  column: usize,
  columnCount: i32,
  adds: bool,
  isLast: bool,
  bias: usize,
  activation: i32,
  spare: usize,
): void {
  const paddedDepth = roundUp(depth, depthStep);
  const panelB = (paddedDepth * tileColumns * 4) as usize;
  const code = isLast ? activation : none;
  let biasPanel = isLast ? bias : 0;
  const isPlain = !adds && !biasPanel && code === none;
  const spareRows = openSpare(spare);
  const tall = countTall(rowCount);
  // A panel of B stays in the first cache while the panels of A pass by.
  for (; columnCount > 0; columnCount -= tileColumns) {
    let rowPanel = rows;
    let aPanel = a;
    let tallLeft = tall;
    let rowsLeft = rowCount;
    while (rowsLeft > 0) {
      const isTall = tallLeft > 0;
      const height = isTall ? tallRows : tileRows;
      const isWhole = isPlain && rowsLeft >= height && columnCount >= tileColumns;
      if (isWhole) {
        multiply(isTall, paddedDepth, aPanel, b, rowPanel, column);
      } else {
        multiply(isTall, paddedDepth, aPanel, b, spareRows, 0);
        finishTile(spare, rowPanel, column, min(rowsLeft, height), columnCount, adds, biasPanel, code);
      }
      rowPanel += height << 2;
      aPanel += (paddedDepth * height) << 2;
      rowsLeft -= height;
      tallLeft -= height;
    }
    b += panelB;
    column += tileColumns * 4;
    if (biasPanel) biasPanel += tileColumns * 4;
  }
}

// Inlined at both places, so that what it calls has two callers: the compiler inlines what has one, and the sums would
// lose their registers.
@inline
function multiply(isTall: bool, depth: i32, a: usize, b: usize, rows: usize, column: usize): void {
  if (ASC_FEATURE_RELAXED_SIMD && isTall) multiplyTallTile(depth, a, b, rows, column);
  else multiplyTile(depth, a, b, rows, column);
}
