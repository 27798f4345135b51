// Multiplies packed blocks, tile by tile.

import { none } from './activation';
import { finishTile } from './epilogue';
import { multiplyTile } from './microkernel';
import { depthStep, roundUp, tileColumns, tileRows } from './tile';

/**
 * `C[rows, columns] (+)= A[rows, depth] · B[depth, columns]` of packed panels.
 *
 * @param rows table of the addresses of C's rows, padded to whole panels
 * @param column where the block begins in a row, in bytes
 * @param adds whether C holds sums of earlier blocks of depth
 * @param isLast whether this is the last block of depth: only then come bias and activation
 * @param spare room for a tile
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
  const panelA = (paddedDepth * tileRows * 4) as usize;
  const panelB = (paddedDepth * tileColumns * 4) as usize;
  const code = isLast ? activation : none;
  let biasPanel = isLast ? bias : 0;
  const isPlain = !adds && !biasPanel && code === none;
  // A panel of B stays in the first cache while the panels of A pass by.
  for (; columnCount > 0; columnCount -= tileColumns) {
    let rowPanel = rows;
    let aPanel = a;
    for (let rowsLeft = rowCount; rowsLeft > 0; rowsLeft -= tileRows) {
      if (isPlain && rowsLeft >= tileRows && columnCount >= tileColumns) {
        const row0 = load<usize>(rowPanel) + column;
        const row1 = load<usize>(rowPanel, 4) + column;
        const row2 = load<usize>(rowPanel, 8) + column;
        const row3 = load<usize>(rowPanel, 12) + column;
        multiplyTile(paddedDepth, aPanel, b, row0, row1, row2, row3);
      } else {
        multiplyTile(paddedDepth, aPanel, b, spare, spare + 32, spare + 64, spare + 96);
        finishTile(spare, rowPanel, column, rowsLeft, columnCount, adds, biasPanel, code);
      }
      rowPanel += tileRows * 4;
      aPanel += panelA;
    }
    b += panelB;
    column += tileColumns * 4;
    if (biasPanel) biasPanel += tileColumns * 4;
  }
}
