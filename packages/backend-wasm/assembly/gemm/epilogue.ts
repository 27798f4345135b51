// What happens to the raw sums of a tile: C's earlier sums, bias and activation come in, and the tile's part of C is stored.

import { activate, none } from './activation';
import { loadLanes, storeLanes } from './lanes';
import { tileColumns } from './tile';

/**
 * @param sums the tile, row by row
 * @param rows addresses of the rows of C
 * @param column where the tile begins in a row, in bytes
 * @param rowCount rows to store
 * @param columnCount columns to store, at most 8
 * @param adds whether C holds sums already
 * @param bias address of 8 numbers, or 0
 */
export function finishTile(
  sums: usize,
  rows: usize,
  column: usize,
  rowCount: i32,
  columnCount: i32,
  adds: bool,
  bias: usize,
  activation: i32,
): void {
  const rowsEnd = rows + (rowCount << 2);
  for (; rows < rowsEnd; rows += 4, sums += tileColumns * 4) {
    const to = load<usize>(rows) + column;
    let low = v128.load(sums);
    let high = v128.load(sums, 16);
    if (bias) {
      low = f32x4.add(low, v128.load(bias));
      high = f32x4.add(high, v128.load(bias, 16));
    }
    if (columnCount >= tileColumns) {
      if (adds) {
        low = f32x4.add(low, v128.load(to));
        high = f32x4.add(high, v128.load(to, 16));
      }
      if (activation !== none) {
        low = activate(low, activation);
        high = activate(high, activation);
      }
      v128.store(to, low);
      v128.store(to, high, 16);
    } else {
      if (adds) {
        low = f32x4.add(low, loadLanes(to, columnCount));
        high = f32x4.add(high, loadLanes(to + 16, columnCount - 4));
      }
      if (activation !== none) {
        low = activate(low, activation);
        high = activate(high, activation);
      }
      storeLanes(to, low, columnCount);
      storeLanes(to + 16, high, columnCount - 4);
    }
  }
}
