// Folding int32 along the middle one of three axes; sums and products wrap around, so that their order is free.

import { storeFirst } from './lanes';

const enum Fold {
  sum,
  prod,
  max,
  min,
}

@inline
function combine(op: Fold, a: v128, b: v128): v128 {
  if (op == Fold.sum) return i32x4.add(a, b);
  if (op == Fold.prod) return i32x4.mul(a, b);
  return op == Fold.max ? i32x4.max_s(a, b) : i32x4.min_s(a, b);
}

/** The value of no elements. */
@inline
function identity(op: Fold): i32 {
  if (op == Fold.sum) return 0;
  if (op == Fold.prod) return 1;
  return op == Fold.max ? i32.MIN_VALUE : i32.MAX_VALUE;
}

@inline
function foldRow(op: Fold, x: usize, n: i32): i32 {
  let value = i32x4.splat(identity(op));
  for (; n >= 4; n -= 4, x += 16) value = combine(op, value, v128.load(x));
  for (; n > 0; n--, x += 4) {
    value = combine(op, value, i32x4.replace_lane(i32x4.splat(identity(op)), 0, load<i32>(x)));
  }
  value = combine(op, value, i32x4.shuffle(value, value, 2, 3, 0, 1));
  value = combine(op, value, i32x4.shuffle(value, value, 1, 0, 3, 2));
  return i32x4.extract_lane(value, 0);
}

@inline
function fold(op: Fold, x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, x += count * pitch, out += pitch) {
    if (inner == 1) {
      store<i32>(out, foldRow(op, x, count));
      continue;
    }
    for (let column = 0; column < inner; column += 4) {
      let at = x + (column << 2);
      let value = i32x4.splat(identity(op));
      for (let i = 0; i < count; i++, at += pitch) value = combine(op, value, v128.load(at));
      if (column + 4 <= inner) v128.store(out + (column << 2), value);
      else storeFirst(out + (column << 2), value, inner - column);
    }
  }
}

export function intSum(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  fold(Fold.sum, x, out, outer, count, inner);
}
export function intProd(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  fold(Fold.prod, x, out, outer, count, inner);
}
export function intMax(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  fold(Fold.max, x, out, outer, count, inner);
}
export function intMin(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  fold(Fold.min, x, out, outer, count, inner);
}
