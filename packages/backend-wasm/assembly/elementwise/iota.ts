// Numbers in even steps: `start + i · step` for i from `from` on, in double precision.

import { c, joined } from '../double/lanes';
import { storeFirst } from './lanes';

@inline
function iota(isInt: bool, out: usize, from: i32, n: i32, start: f64, step: f64): void {
  let place = f64x2.replace_lane(c(from), 1, <f64>from + 1);
  for (; n > 0; n -= 4, out += 16) {
    const low = f64x2.add(c(start), f64x2.mul(place, c(step)));
    const high = f64x2.add(c(start), f64x2.mul(f64x2.add(place, c(2)), c(step)));
    place = f64x2.add(place, c(4));
    // Cut towards zero and kept in range.
    const value = isInt
      ? i64x2.shuffle(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 2)
      : joined(low, high);
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

export function iotaFloat32(out: usize, from: i32, n: i32, start: f64, step: f64): void {
  iota(false, out, from, n, start, step);
}
export function iotaInt32(out: usize, from: i32, n: i32, start: f64, step: f64): void {
  iota(true, out, from, n, start, step);
}
