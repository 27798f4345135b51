// Booleans: logic on bytes, and choosing by them.

import { storeFirst, storeFirstBytes } from './lanes';

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

/** Four flags, at a multiple of four in a vector of sixteen, as masks of 32 bits. */
@inline
function masks(flags: v128): v128 {
  const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(flags));
  // 0 or 1 in each lane, negated: no bits or all of them.
  return i32x4.neg(words);
}

@inline
function selectRow(
  condition: usize,
  a: usize,
  aCol: i32,
  b: usize,
  bCol: i32,
  out: usize,
  n: i32,
): void {
  const fixedA = v128.load32_splat(a);
  const fixedB = v128.load32_splat(b);
  for (; n >= 8; n -= 8, condition += 8, a += 32, b += 32, out += 32) {
    const flags = i16x8.extend_low_i8x16_u(v128.load64_zero(condition));
    const first = i32x4.neg(i32x4.extend_low_i16x8_u(flags));
    const second = i32x4.neg(i32x4.extend_high_i16x8_u(flags));
    const yes = aCol ? v128.load(a) : fixedA;
    const no = bCol ? v128.load(b) : fixedB;
    v128.store(out, v128.bitselect(yes, no, first));
    const nextYes = aCol ? v128.load(a, 16) : fixedA;
    const nextNo = bCol ? v128.load(b, 16) : fixedB;
    v128.store(out, v128.bitselect(nextYes, nextNo, second), 16);
  }
  for (; n > 0; n -= 4, condition += 4, a += 16, b += 16, out += 16) {
    const mask = masks(v128.load32_zero(condition));
    const value = v128.bitselect(aCol ? v128.load(a) : fixedA, bCol ? v128.load(b) : fixedB, mask);
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

/** `condition ? a : b` for elements of four bytes; a and b advance by one element (1) or stand still (0). */
export function select32(
  condition: usize,
  a: usize,
  aCol: i32,
  b: usize,
  bCol: i32,
  out: usize,
  n: i32,
): void {
  if (aCol & bCol) selectRow(condition, a, 1, b, 1, out, n);
  else if (aCol) selectRow(condition, a, 1, b, 0, out, n);
  else if (bCol) selectRow(condition, a, 0, b, 1, out, n);
  else selectRow(condition, a, 0, b, 0, out, n);
}
