// erf: a polynomial near 0, and 1 - e^p(|x|) beyond. erfc: a quotient, in double precision. Coefficients by N. Juffa.

import { c, joined, lower, step, upper } from '../double/lanes';
import { exp } from './exponential';
import { atMost, choose, madd, splat, withSign } from './lanes';

/** The error function, to about 1 ulp. */
@inline
export function erf(x: v128): v128 {
  const square = f32x4.mul(x, x);
  let near = madd(splat(-5.96761703e-4), square, splat(4.99119423e-3));
  near = madd(near, square, splat(-2.67681349e-2));
  near = madd(near, square, splat(1.12819925e-1));
  near = madd(near, square, splat(-3.76125336e-1));
  near = madd(near, square, splat(1.28379166e-1));
  near = madd(near, x, x);

  const t = atMost(f32x4.abs(x), 4);
  const s = f32x4.mul(t, t);
  let far = madd(splat(-1.7285347e-5), t, splat(3.83197126e-4));
  far = madd(far, s, madd(splat(-3.88396438e-3), t, splat(2.42546219e-2)));
  far = madd(far, t, splat(-1.06777877e-1));
  far = madd(far, t, splat(-6.34846687e-1));
  far = madd(far, t, splat(-1.28717512e-1));
  far = madd(far, t, f32x4.neg(t));
  const isFar = f32x4.gt(t, splat(0.927734375));
  return choose(isFar, withSign(f32x4.sub(splat(1), exp(far, true)), x), near);
}

/** `e^a² erfc(a)` for a from 0 to 10.06: `(1 + p) / (1 + 2a)`, with p a polynomial in `(a - 2) / (a + 2)`. */
@inline
function scaled(a: v128): v128 {
  const q = f64x2.div(f64x2.sub(a, c(2)), f64x2.add(a, c(2)));
  let p = step(c(-4.01139259e-4), q, -1.2307521e-3);
  p = step(p, q, 1.31355342e-3);
  p = step(p, q, 8.63227434e-3);
  p = step(p, q, -8.05991981e-3);
  p = step(p, q, -5.42046614e-2);
  p = step(p, q, 1.64055392e-1);
  p = step(p, q, -1.66031361e-1);
  p = step(p, q, -9.27639827e-2);
  p = step(p, q, 2.76978403e-1);
  return f64x2.div(f64x2.add(c(1), p), f64x2.add(c(1), f64x2.mul(c(2), a)));
}

/** `1 - erf(x)`, precise also where erf is close to 1. */
@inline
export function erfc(x: v128): v128 {
  const a = atMost(f32x4.abs(x), 10.0546875);
  const low = lower(a);
  const high = upper(a);
  // a² = square + rest, exactly; and e^-rest is 1 - rest.
  const lowSquare = f64x2.mul(low, low);
  const highSquare = f64x2.mul(high, high);
  const square = joined(lowSquare, highSquare);
  const power = exp(f32x4.neg(square), false);
  const lowRest = f64x2.sub(lowSquare, lower(square));
  const highRest = f64x2.sub(highSquare, upper(square));
  const lowTail = f64x2.mul(f64x2.mul(scaled(low), f64x2.sub(c(1), lowRest)), lower(power));
  const highTail = f64x2.mul(f64x2.mul(scaled(high), f64x2.sub(c(1), highRest)), upper(power));
  let tail = joined(lowTail, highTail);
  tail = v128.andnot(tail, f32x4.ge(a, splat(10.0546875)));
  return choose(f32x4.lt(x, splat(0)), f32x4.sub(splat(2), tail), tail);
}
