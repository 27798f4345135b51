// Loops over a plane of pairs: `rows` times `cols` results without gaps, of operands that advance by `…Row` bytes a row
// and by one element (`…Col` 1) or none (0) a column. Whole tensors are one row; biases and scalars are steps of 0.

import { apply, Binary } from './binary-definitions';
import { splat, storeFirst, storeFirstBytes } from './lanes';

/** How the operands of a row advance. */
const enum Form {
  both,
  left,
  right,
}

/** The vector at a place, or the same number everywhere. */
@inline
function left(form: Form, a: usize, at: usize, fixed: v128): v128 {
  return form == Form.right ? fixed : v128.load(a + at);
}

@inline
function right(form: Form, b: usize, at: usize, fixed: v128): v128 {
  return form == Form.left ? fixed : v128.load(b + at);
}

/** Ops of a few instructions; the others gain nothing from more than a vector a turn. */
@inline
function isShort(op: Binary): bool {
  return op < Binary.pow || op > Binary.atan2;
}

@inline
function row(op: Binary, form: Form, a: usize, b: usize, out: usize, cols: i32): void {
  const fixedA = form == Form.right ? v128.load32_splat(a) : splat(0);
  const fixedB = form == Form.left ? v128.load32_splat(b) : splat(0);
  let at: usize = 0;
  for (; isShort(op) && cols >= 16; cols -= 16, at += 64) {
    v128.store(out + at, apply(op, left(form, a, at, fixedA), right(form, b, at, fixedB)));
    v128.store(
      out + at,
      apply(op, left(form, a, at + 16, fixedA), right(form, b, at + 16, fixedB)),
      16,
    );
    v128.store(
      out + at,
      apply(op, left(form, a, at + 32, fixedA), right(form, b, at + 32, fixedB)),
      32,
    );
    v128.store(
      out + at,
      apply(op, left(form, a, at + 48, fixedA), right(form, b, at + 48, fixedB)),
      48,
    );
  }
  for (; cols > 0; cols -= 4, at += 16) {
    const value = apply(op, left(form, a, at, fixedA), right(form, b, at, fixedB));
    if (cols >= 4) v128.store(out + at, value);
    else storeFirst(out + at, value, cols);
  }
}

@inline
function rowOfFlags(op: Binary, form: Form, a: usize, b: usize, out: usize, cols: i32): void {
  const fixedA = form == Form.right ? v128.load32_splat(a) : splat(0);
  const fixedB = form == Form.left ? v128.load32_splat(b) : splat(0);
  for (let at: usize = 0; cols > 0; cols -= 16, at += 64, out += 16) {
    const low = i16x8.narrow_i32x4_s(
      apply(op, left(form, a, at, fixedA), right(form, b, at, fixedB)),
      apply(op, left(form, a, at + 16, fixedA), right(form, b, at + 16, fixedB)),
    );
    const high = i16x8.narrow_i32x4_s(
      apply(op, left(form, a, at + 32, fixedA), right(form, b, at + 32, fixedB)),
      apply(op, left(form, a, at + 48, fixedA), right(form, b, at + 48, fixedB)),
    );
    const flags = v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1));
    if (cols >= 16) v128.store(out, flags);
    else storeFirstBytes(out, flags, cols);
  }
}

@inline
export function zip(
  op: Binary,
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  for (; rows > 0; rows--, a += aRow, b += bRow, out += cols << 2) {
    if (aCol & bCol) row(op, Form.both, a, b, out, cols);
    else if (aCol) row(op, Form.left, a, b, out, cols);
    else row(op, Form.right, a, b, out, cols);
  }
}

@inline
export function compare(
  op: Binary,
  a: usize, aRow: i32, aCol: i32, b: usize, bRow: i32, bCol: i32, out: usize, rows: i32, cols: i32,
): void {
  for (; rows > 0; rows--, a += aRow, b += bRow, out += cols) {
    if (aCol & bCol) rowOfFlags(op, Form.both, a, b, out, cols);
    else if (aCol) rowOfFlags(op, Form.left, a, b, out, cols);
    else rowOfFlags(op, Form.right, a, b, out, cols);
  }
}
