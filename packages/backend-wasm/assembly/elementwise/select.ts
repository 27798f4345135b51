// Choosing between two operands by a boolean. What moves are bits, whatever the dtype: a kernel for each size.

import { storeFirst, storeFirstBytes } from './lanes';

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

/** The same for elements of one byte. */
export function select8(
  condition: usize,
  a: usize,
  aCol: i32,
  b: usize,
  bCol: i32,
  out: usize,
  n: i32,
): void {
  const fixedA = v128.load8_splat(a);
  const fixedB = v128.load8_splat(b);
  for (; n > 0; n -= 16, condition += 16, a += 16, b += 16, out += 16) {
    const mask = i8x16.neg(v128.load(condition));
    const value = v128.bitselect(aCol ? v128.load(a) : fixedA, bCol ? v128.load(b) : fixedB, mask);
    if (n >= 16) v128.store(out, value);
    else storeFirstBytes(out, value, n);
  }
}

/** The same for elements of eight bytes: arithmetic takes the same time for any pattern of flags, a branch does not. */
export function select64(
  condition: usize,
  a: usize,
  aCol: i32,
  b: usize,
  bCol: i32,
  out: usize,
  n: i32,
): void {
  for (; n > 0; n--, condition++, a += aCol << 3, b += bCol << 3, out += 8) {
    const other = load<u64>(b);
    store<u64>(out, other ^ ((other ^ load<u64>(a)) & (0 - load<u8>(condition) as u64)));
  }
}
