// Multiplies elements of A where they lie. A packed panel is worth its writing only if several panels of B read it; where
// C has few columns, as in convolutions of few channels, the addresses are read from the tables instead, tile by tile.

import { none } from './activation';
import { finishTile } from './epilogue';
import { multiplyTallTileInPlace } from './tall';
import { countTall, multiplyAdd, openSpare, tallRows, tileColumns, tileRows } from './tile';

/** So many panels of B pay for the packing of A. */
const mostColumns: i32 = 4 * tileColumns;

/** Whether so many columns are better multiplied in place. */
export function isQuickerInPlace(columns: i32): bool {
  return columns <= mostColumns;
}

/**
 * `C[rows, columns] (+)= A[rows, depth] · B[depth, columns]`, as `multiplyBlock` does it.
 *
 * @param lanes table of A's rows, padded to whole tiles
 * @param depths table of A's depths; an element's address is the sum of both entries
 * @param b address of B's first row
 * @param bPitch bytes from row to row of B
 * @param bPanel bytes from eight columns to the next; the last ones are read as a whole, too
 * @param rows table of the addresses of C's rows, padded to whole tiles
 * @param column where the block begins in a row, in bytes
 * @param bias address of the block's part of it, readable up to whole panels, or 0
 * @param spare room for a tile that is not whole
 */
export function multiplyInPlace(
  depth: i32,
  lanes: usize,
  depths: usize,
  b: usize,
  bPitch: usize,
  bPanel: usize,
  rows: usize,
  rowCount: i32,
  column: usize,
  columnCount: i32,
  adds: bool,
  bias: usize,
  activation: i32,
  spare: usize,
): void {
  const isPlain = !adds && !bias && activation === none;
  const spareRows = openSpare(spare);
  let tallLeft = countTall(rowCount);
  // All columns of some rows at once: what a window sees stays in the first cache.
  while (rowCount > 0) {
    const isTall = tallLeft > 0;
    const height = isTall ? tallRows : tileRows;
    let panel = b;
    let biasPanel = bias;
    let at = column;
    for (let left = columnCount; left > 0; left -= tileColumns) {
      const isWhole = isPlain && rowCount >= height && left >= tileColumns;
      if (isWhole) {
        multiply(isTall, depth, lanes, depths, panel, bPitch, rows, at);
      } else {
        multiply(isTall, depth, lanes, depths, panel, bPitch, spareRows, 0);
        finishTile(spare, rows, at, min(rowCount, height), left, adds, biasPanel, activation);
      }
      panel += bPanel;
      at += tileColumns * 4;
      if (biasPanel) biasPanel += tileColumns * 4;
    }
    lanes += height << 2;
    rows += height << 2;
    rowCount -= height;
    tallLeft -= height;
  }
}

// Inlined at both places, for the reason given in block.ts.
@inline
function multiply(
  isTall: bool,
  depth: i32,
  lanes: usize,
  depths: usize,
  b: usize,
  bPitch: usize,
  rows: usize,
  column: usize,
): void {
  if (ASC_FEATURE_RELAXED_SIMD && isTall) {
    multiplyTallTileInPlace(depth, lanes, depths, b, bPitch, rows, column);
  } else {
    const lane0 = load<usize>(lanes);
    const lane1 = load<usize>(lanes, 4);
    const lane2 = load<usize>(lanes, 8);
    const lane3 = load<usize>(lanes, 12);
    multiplyTileInPlace(depth, depths, lane0, lane1, lane2, lane3, b, bPitch, rows, column);
  }
}

/**
 * The tile itself: the microkernel with an address to look up for each depth. Two steps at a time are 3 % quicker without
 * fused multiply-add and no slower with it; an odd depth is begun with a single one, so that nothing is read behind.
 * The lanes come as arguments, which is 3 % quicker than looking them up here.
 */
function multiplyTileInPlace(
  depth: i32,
  depths: usize,
  lane0: usize,
  lane1: usize,
  lane2: usize,
  lane3: usize,
  b: usize,
  bPitch: usize,
  rows: usize,
  column: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  const end = depths + ((depth as usize) << 2);
  if (depth & 1) {
    const offset = load<usize>(depths);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(lane0 + offset);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(lane1 + offset);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(lane2 + offset);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(lane3 + offset);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    depths += 4;
    b += bPitch;
  }
  while (depths < end) {
    const offset = load<usize>(depths);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(lane0 + offset);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(lane1 + offset);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(lane2 + offset);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(lane3 + offset);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    const next = b + bPitch;
    const offset2 = load<usize>(depths, 4);
    const b2 = v128.load(next);
    const b3 = v128.load(next, 16);
    const a4 = v128.load32_splat(lane0 + offset2);
    c00 = multiplyAdd(a4, b2, c00);
    c01 = multiplyAdd(a4, b3, c01);
    const a5 = v128.load32_splat(lane1 + offset2);
    c10 = multiplyAdd(a5, b2, c10);
    c11 = multiplyAdd(a5, b3, c11);
    const a6 = v128.load32_splat(lane2 + offset2);
    c20 = multiplyAdd(a6, b2, c20);
    c21 = multiplyAdd(a6, b3, c21);
    const a7 = v128.load32_splat(lane3 + offset2);
    c30 = multiplyAdd(a7, b2, c30);
    c31 = multiplyAdd(a7, b3, c31);
    depths += 8;
    b = next + bPitch;
  }
  const row0 = load<usize>(rows) + column;
  v128.store(row0, c00);
  v128.store(row0, c01, 16);
  const row1 = load<usize>(rows, 4) + column;
  v128.store(row1, c10);
  v128.store(row1, c11, 16);
  const row2 = load<usize>(rows, 8) + column;
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  const row3 = load<usize>(rows, 12) + column;
  v128.store(row3, c30);
  v128.store(row3, c31, 16);
}
