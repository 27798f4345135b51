// Division with a remainder, exact to the last bit: quotients rounded down, remainders with the sign of the divisor.

import { c, joined, lower, signed, upper } from './lanes';

/** Up to this quotient its product with a divisor of 24 digits is exact, and it never rounds up to the next integer. */
const EASY: f64 = 268435456;

/** 24 digits of a float32. */
@inline
function mantissa(bits: u64): u64 {
  return ((bits & 0x000fffffffffffff) | 0x0010000000000000) >> 29;
}

/** What is left of a after whole b, with the sign of a; both are float32. By long division, forty binary digits a step. */
function remainder(a: f64, b: f64): f64 {
  if (!(abs(a) < Infinity) || !(abs(b) > 0)) return NaN;
  if (abs(a) < abs(b) || abs(b) == Infinity) return a;
  const aBits = reinterpret<u64>(abs(a));
  const bBits = reinterpret<u64>(abs(b));
  const divisor = mantissa(bBits);
  let rest = mantissa(aBits) % divisor;
  for (let left = <i32>(aBits >> 52) - <i32>(bBits >> 52); left > 0; left -= 40) {
    rest = (rest << min(left, 40)) % divisor;
  }
  const unit = reinterpret<f64>(((bBits >> 52) - 23) << 52);
  return copysign(<f64>rest * unit, a);
}

const enum Part {
  quotient,
  rest,
}

/** One pair, whatever its size; the quotient as the CPU backend has it. */
function carefully(part: Part, a: f64, b: f64): f64 {
  const rest = remainder(a, b);
  const isAcross = rest < 0 != b < 0;
  if (part == Part.rest) {
    if (rest == 0) return copysign(0, b);
    return isAcross ? rest + b : rest;
  }
  if (b == 0 || rest == 0) return floor(a / b);
  const quotient = (a - rest) / b;
  return floor((isAcross ? quotient - 1 : quotient) + 0.5) + 0;
}

@inline
function half(part: Part, a: v128, b: v128): v128 {
  const quotient = f64x2.floor(f64x2.div(a, b));
  const isEasy = v128.and(
    f64x2.lt(f64x2.abs(quotient), c(EASY)),
    f64x2.lt(f64x2.abs(b), c(Infinity)),
  );
  if (!i64x2.all_true(isEasy)) {
    const first = carefully(part, f64x2.extract_lane(a, 0), f64x2.extract_lane(b, 0));
    const second = carefully(part, f64x2.extract_lane(a, 1), f64x2.extract_lane(b, 1));
    return f64x2.replace_lane(f64x2.splat(first), 1, second);
  }
  if (part == Part.quotient) return quotient;
  const rest = f64x2.sub(a, f64x2.mul(quotient, b));
  return v128.bitselect(signed(rest, b), rest, f64x2.eq(rest, c(0)));
}

export function floorDiv(a: v128, b: v128): v128 {
  return joined(half(Part.quotient, lower(a), lower(b)), half(Part.quotient, upper(a), upper(b)));
}

export function mod(a: v128, b: v128): v128 {
  return joined(half(Part.rest, lower(a), lower(b)), half(Part.rest, upper(a), upper(b)));
}
