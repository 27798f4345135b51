// sin, cos and tan: reduced and computed in double precision, two at a time, as FreeBSD's k_sinf.c and k_cosf.c do.

import { c, joined, lower, upper } from '../double/lanes';
import { farQuarters, restOf, wholeQuarters } from './far-angles';
import { splat } from './lanes';

/** Beyond it the reduction below loses digits. */
const REACH: f64 = 4.2e8;

const TWO_OVER_PI: f64 = 6.36619772367581382433e-1;
/** π/2 in two parts; the first has 25 bits, so that a multiple of it is exact. */
const HALF_PI_HIGH: f64 = 1.5707963109016418457;
const HALF_PI_LOW: f64 = 1.58932547735281966916e-8;

@inline
function sinKernel(x: v128, z: v128): v128 {
  const w = f64x2.mul(z, z);
  const r = f64x2.add(c(-0.000198393348360966317347), f64x2.mul(z, c(0.0000027183114939898219064)));
  const s = f64x2.mul(z, x);
  const near = f64x2.add(c(-0.166666666416265235595), f64x2.mul(z, c(0.0083333293858894631756)));
  return f64x2.add(f64x2.add(x, f64x2.mul(s, near)), f64x2.mul(f64x2.mul(s, w), r));
}

@inline
function cosKernel(z: v128): v128 {
  const w = f64x2.mul(z, z);
  const r = f64x2.add(c(-0.00138867637746099294692), f64x2.mul(z, c(0.0000243904487962774090654)));
  const near = f64x2.add(c(1), f64x2.mul(z, c(-0.499999997251031003120)));
  const far = f64x2.mul(w, c(0.0416666233237390631894));
  return f64x2.add(f64x2.add(near, far), f64x2.mul(f64x2.mul(w, z), r));
}

/** What to compute. */
export const enum Wave {
  sin,
  cos,
  tan,
}

/** Of an angle between -π/4 and π/4, after some quarter turns. */
@inline
function turned(op: Wave, y: v128, turns: v128): v128 {
  const z = f64x2.mul(y, y);
  const sine = sinKernel(y, z);
  const cosine = cosKernel(z);
  const isOdd = i64x2.ne(v128.and(turns, i64x2.splat(1)), i64x2.splat(0));
  if (op == Wave.tan) {
    const numerator = v128.bitselect(f64x2.neg(cosine), sine, isOdd);
    return f64x2.div(numerator, v128.bitselect(sine, cosine, isOdd));
  }
  const shift = op == Wave.cos ? i64x2.add(turns, i64x2.splat(1)) : turns;
  const sign = i64x2.shl(v128.and(shift, i64x2.splat(2)), 62);
  const picked =
    op == Wave.cos ? v128.bitselect(sine, cosine, isOdd) : v128.bitselect(cosine, sine, isOdd);
  return v128.xor(picked, sign);
}

@inline
function near(op: Wave, x: v128): v128 {
  const n = f64x2.nearest(f64x2.mul(x, c(TWO_OVER_PI)));
  const y = f64x2.sub(f64x2.sub(x, f64x2.mul(n, c(HALF_PI_HIGH))), f64x2.mul(n, c(HALF_PI_LOW)));
  return turned(op, y, i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n)));
}

function far(op: Wave, x: v128): v128 {
  const quarters = farQuarters(x);
  return turned(op, restOf(quarters), wholeQuarters(quarters));
}

/** Where an angle is far, it is done over; infinities are not. */
@inline
function wave(op: Wave, x: v128): v128 {
  const value = near(op, x);
  const magnitude = f64x2.abs(x);
  const isFar = f64x2.gt(magnitude, c(REACH));
  if (!v128.any_true(isFar)) return value;
  return v128.bitselect(far(op, x), value, v128.and(isFar, f64x2.lt(magnitude, c(Infinity))));
}

/** Four sines, cosines or tangents. */
@inline
export function waves(op: Wave, x: v128): v128 {
  const result = joined(wave(op, lower(x)), wave(op, upper(x)));
  if (op == Wave.cos) return result;
  // Keeps the sign of zero.
  return v128.bitselect(x, result, f32x4.eq(x, splat(0)));
}
