// The definitions of the ops of two inputs, on four pairs. The op is a constant: only its own branch is compiled.

import { atan2 } from '../double/arcs';
import { pow } from '../double/power';
import { floorDiv, mod } from '../double/remainder';
import { splat } from './lanes';

/** Names of the ops. */
export const enum Binary {
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  equal,
  notEqual,
  less,
  lessEqual,
  pow,
  mod,
  floorDiv,
  atan2,
  logicalAnd,
  logicalOr,
  logicalXor,
  intAdd,
  intSub,
  intMul,
  intMaximum,
  intMinimum,
  intEqual,
  intNotEqual,
  intLess,
  intLessEqual,
  intLogicalAnd,
  intLogicalOr,
  intLogicalXor,
}

@inline
function applyInt(op: Binary, a: v128, b: v128): v128 {
  if (op == Binary.intAdd) return i32x4.add(a, b);
  if (op == Binary.intSub) return i32x4.sub(a, b);
  if (op == Binary.intMul) return i32x4.mul(a, b);
  if (op == Binary.intMaximum) return i32x4.max_s(a, b);
  if (op == Binary.intMinimum) return i32x4.min_s(a, b);
  if (op == Binary.intEqual) return i32x4.eq(a, b);
  if (op == Binary.intNotEqual) return i32x4.ne(a, b);
  if (op == Binary.intLess) return i32x4.lt_s(a, b);
  if (op == Binary.intLessEqual) return i32x4.le_s(a, b);
  const none = i32x4.splat(0);
  if (op == Binary.intLogicalAnd) return v128.and(i32x4.ne(a, none), i32x4.ne(b, none));
  if (op == Binary.intLogicalOr) return i32x4.ne(v128.or(a, b), none);
  return v128.xor(i32x4.ne(a, none), i32x4.ne(b, none));
}

/** The definition of every op. Integers wrap around. Comparisons and logic give masks. */
@inline
export function apply(op: Binary, a: v128, b: v128): v128 {
  if (op >= Binary.intAdd) return applyInt(op, a, b);
  if (op == Binary.add) return f32x4.add(a, b);
  if (op == Binary.sub) return f32x4.sub(a, b);
  if (op == Binary.mul) return f32x4.mul(a, b);
  if (op == Binary.div) return f32x4.div(a, b);
  if (op == Binary.maximum) return f32x4.max(a, b);
  if (op == Binary.minimum) return f32x4.min(a, b);
  if (op == Binary.equal) return f32x4.eq(a, b);
  if (op == Binary.notEqual) return f32x4.ne(a, b);
  if (op == Binary.less) return f32x4.lt(a, b);
  if (op == Binary.lessEqual) return f32x4.le(a, b);
  if (op == Binary.pow) return pow(a, b);
  if (op == Binary.mod) return mod(a, b);
  if (op == Binary.floorDiv) return floorDiv(a, b);
  if (op == Binary.atan2) return atan2(a, b);
  // NaN is true: it is not zero.
  const zero = splat(0);
  if (op == Binary.logicalAnd) return v128.and(f32x4.ne(a, zero), f32x4.ne(b, zero));
  if (op == Binary.logicalOr) return v128.or(f32x4.ne(a, zero), f32x4.ne(b, zero));
  return v128.xor(f32x4.ne(a, zero), f32x4.ne(b, zero));
}
