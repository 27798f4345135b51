// Whether any, or all, of the booleans along the middle one of three axes are true.

import { storeFirstBytes } from './lanes';

const enum Quantor {
  any,
  all,
}

@inline
function foldRow(op: Quantor, x: usize, n: i32): bool {
  for (; n >= 16; n -= 16, x += 16) {
    if (op == Quantor.any && v128.any_true(v128.load(x))) return true;
    if (op == Quantor.all && !i8x16.all_true(v128.load(x))) return false;
  }
  for (; n > 0; n--, x++) if (load<bool>(x) == (op == Quantor.any)) return op == Quantor.any;
  return op == Quantor.all;
}

@inline
function fold(op: Quantor, x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  for (; outer > 0; outer--, x += count * inner, out += inner) {
    if (inner == 1) {
      store<bool>(out, foldRow(op, x, count));
      continue;
    }
    for (let column = 0; column < inner; column += 16) {
      let at = x + column;
      let value = i8x16.splat(op == Quantor.any ? 0 : 1);
      for (let i = 0; i < count; i++, at += inner) {
        const flags = v128.load(at);
        value = op == Quantor.any ? v128.or(value, flags) : v128.and(value, flags);
      }
      if (column + 16 <= inner) v128.store(out + column, value);
      else storeFirstBytes(out + column, value, inner - column);
    }
  }
}

export function boolAny(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  fold(Quantor.any, x, out, outer, count, inner);
}
export function boolAll(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  fold(Quantor.all, x, out, outer, count, inner);
}
