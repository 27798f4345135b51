// Loops that apply an op to neighbours: one for ops of many instructions, others for those that gain from more at once.

import { splat, storeFirst, storeFirstBytes } from './lanes';
import { apply, easy, Unary } from './unary-definitions';

/** A vector a turn: enough where it is many instructions. */
@inline
export function map(op: Unary, x: usize, out: usize, n: i32, p: f32 = 0, q: f32 = 0): void {
  const first = splat(p);
  const second = splat(q);
  for (; n > 0; n -= 4, x += 16, out += 16) {
    const value = apply(op, v128.load(x), first, second);
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

/** Four vectors a turn, for ops of a few instructions. */
@inline
export function mapShort(op: Unary, x: usize, out: usize, n: i32, p: f32 = 0, q: f32 = 0): void {
  const first = splat(p);
  const second = splat(q);
  for (; n >= 16; n -= 16, x += 64, out += 64) {
    const v0 = v128.load(x);
    const v1 = v128.load(x, 16);
    const v2 = v128.load(x, 32);
    const v3 = v128.load(x, 48);
    v128.store(out, apply(op, v0, first, second));
    v128.store(out, apply(op, v1, first, second), 16);
    v128.store(out, apply(op, v2, first, second), 32);
    v128.store(out, apply(op, v3, first, second), 48);
  }
  map(op, x, out, n, p, q);
}

/** Two vectors a turn: the steps of one fill the waiting times of the other. */
@inline
export function mapPairs(op: Unary, x: usize, out: usize, n: i32): void {
  const zero = splat(0);
  for (; n >= 8; n -= 8, x += 32, out += 32) {
    const v0 = v128.load(x);
    const v1 = v128.load(x, 16);
    v128.store(out, apply(op, v0, zero, zero));
    v128.store(out, apply(op, v1, zero, zero), 16);
  }
  map(op, x, out, n);
}

/**
 * For ops that are much quicker without that care: runs through easy numbers, two vectors a turn, and goes eight
 * steps with care where one is not. The loops are apart, since a loop with a call in it loses its registers.
 */
@inline
export function mapEasily(op: Unary, x: usize, out: usize, n: i32, p: f32 = 0): void {
  const first = splat(p);
  const zero = splat(0);
  while (n > 0) {
    for (; n >= 8; n -= 8, x += 32, out += 32) {
      const v0 = v128.load(x);
      const v1 = v128.load(x, 16);
      if (!i32x4.all_true(v128.and(easy(op, v0), easy(op, v1)))) break;
      v128.store(out, apply(op, v0, first, zero, true));
      v128.store(out, apply(op, v1, first, zero, true), 16);
    }
    const some = min(n, 8);
    map(op, x, out, some, p);
    n -= some;
    x += 32;
    out += 32;
  }
}

/** Masks of 32 bits become booleans of 8. */
@inline
export function mapBool(op: Unary, x: usize, out: usize, n: i32): void {
  const zero = splat(0);
  for (; n > 0; n -= 16, x += 64, out += 16) {
    const low = i16x8.narrow_i32x4_s(
      apply(op, v128.load(x), zero, zero),
      apply(op, v128.load(x, 16), zero, zero),
    );
    const high = i16x8.narrow_i32x4_s(
      apply(op, v128.load(x, 32), zero, zero),
      apply(op, v128.load(x, 48), zero, zero),
    );
    const flags = v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1));
    if (n >= 16) v128.store(out, flags);
    else storeFirstBytes(out, flags, n);
  }
}
