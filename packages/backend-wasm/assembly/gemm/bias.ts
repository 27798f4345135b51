// A copy of the bias that may be read in whole panels.

import { loadLanes } from './lanes';

/** Copies `count` numbers, zeros up to `padded` (a multiple of 4) behind them, and returns where they are now. */
export function copyBias(to: usize, from: usize, count: i32, padded: i32): usize {
  for (let i = 0; i < padded; i += 4) v128.store(to + (i << 2), loadLanes(from + (i << 2), count - i));
  return to;
}
