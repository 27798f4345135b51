// Arc functions: all are the angle of a point, by one polynomial for the arc tangent up to 1 (our own minimax fit).

import { c, joined, lower, signed, step, upper } from './lanes';

const HALF_PI: f64 = 1.5707963267948966;
const PI: f64 = 3.141592653589793;

/** The angle of (x, y), from -π to π; relative error 4e-10. */
function angle(y: v128, x: v128): v128 {
  const height = f64x2.abs(y);
  const width = f64x2.abs(x);
  const isSteep = f64x2.gt(height, width);
  const less = v128.bitselect(width, height, isSteep);
  const more = v128.bitselect(height, width, isSteep);
  // The origin lies on the axis, and infinity over infinity on the diagonal.
  let t = v128.andnot(f64x2.div(less, more), f64x2.eq(more, c(0)));
  t = v128.bitselect(c(1), t, f64x2.eq(less, c(Infinity)));
  const z = f64x2.mul(t, t);
  // Even and odd powers apart: half as many steps wait for one another.
  const w = f64x2.mul(z, z);
  let even = step(c(0.0010911154674195933), w, 0.022274395177716495);
  let odd = step(c(-0.0071994053154306321), w, -0.044357535038976898);
  even = step(even, w, 0.067161096867947549);
  odd = step(odd, w, -0.087987726747948742);
  even = step(even, w, 0.11054501302234252);
  odd = step(odd, w, -0.14279159638651273);
  even = step(even, w, 0.19999604636751577);
  odd = step(odd, w, -0.33333323935287327);
  even = step(even, w, 0.99999999962823343);
  const p = f64x2.add(even, f64x2.mul(odd, z));
  let value = f64x2.mul(t, p);
  value = v128.bitselect(f64x2.sub(c(HALF_PI), value), value, isSteep);
  // -0 is on the left.
  value = v128.bitselect(f64x2.sub(c(PI), value), value, i64x2.shr_s(x, 63));
  const isNaN = v128.or(f64x2.ne(x, x), f64x2.ne(y, y));
  return v128.or(signed(value, y), isNaN);
}

/** `√(1 - x²)`, without cancellation near 1; NaN beyond. */
@inline
function leg(x: v128): v128 {
  return f64x2.sqrt(f64x2.mul(f64x2.sub(c(1), x), f64x2.add(c(1), x)));
}

@inline
export function asin(x: v128): v128 {
  const low = lower(x);
  const high = upper(x);
  return joined(angle(low, leg(low)), angle(high, leg(high)));
}

@inline
export function acos(x: v128): v128 {
  const low = lower(x);
  const high = upper(x);
  return joined(angle(leg(low), low), angle(leg(high), high));
}

@inline
export function atan(x: v128): v128 {
  return joined(angle(lower(x), c(1)), angle(upper(x), c(1)));
}

/** Not inlined: it stands in loops of three forms. */
export function atan2(y: v128, x: v128): v128 {
  return joined(angle(lower(y), lower(x)), angle(upper(y), upper(x)));
}
