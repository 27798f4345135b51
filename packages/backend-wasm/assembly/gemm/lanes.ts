// Loads and stores of a vector's first lanes, for the ends of rows: nothing beyond the row is touched.

/** The first `count` numbers at `from`, zeros behind them. */
export function loadLanes(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  if (count <= 0) return f32x4.splat(0);
  if (count === 1) return v128.load32_zero(from);
  const pair = v128.load64_zero(from);
  return count === 2 ? pair : v128.load_lane<f32>(from, pair, 2, 8);
}

/** Stores the first `count` lanes. */
export function storeLanes(to: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, value);
  } else if (count >= 2) {
    v128.store_lane<f64>(to, value, 0, 0);
    if (count === 3) v128.store_lane<f32>(to, value, 2, 8);
  } else if (count === 1) {
    v128.store_lane<f32>(to, value, 0, 0);
  }
}
