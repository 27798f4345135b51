// Booleans: logic on bytes.

import { storeFirstBytes } from './lanes';

const enum Logic {
  and,
  or,
  xor,
  equal,
  not,
}

@inline
function combine(op: Logic, a: usize, b: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 16, a += 16, b += 16, out += 16) {
    const x = v128.load(a);
    const y = v128.load(b);
    let value: v128;
    if (op == Logic.and) value = v128.and(x, y);
    else if (op == Logic.or) value = v128.or(x, y);
    else if (op == Logic.xor) value = v128.xor(x, y);
    else if (op == Logic.equal) value = v128.xor(v128.xor(x, y), i8x16.splat(1));
    else value = v128.xor(x, i8x16.splat(1));
    if (n >= 16) v128.store(out, value);
    else storeFirstBytes(out, value, n);
  }
}

export function boolAnd(a: usize, b: usize, out: usize, n: i32): void {
  combine(Logic.and, a, b, out, n);
}
export function boolOr(a: usize, b: usize, out: usize, n: i32): void {
  combine(Logic.or, a, b, out, n);
}
export function boolXor(a: usize, b: usize, out: usize, n: i32): void {
  combine(Logic.xor, a, b, out, n);
}
export function boolEqual(a: usize, b: usize, out: usize, n: i32): void {
  combine(Logic.equal, a, b, out, n);
}
export function boolNot(x: usize, out: usize, n: i32): void {
  combine(Logic.not, x, x, out, n);
}
