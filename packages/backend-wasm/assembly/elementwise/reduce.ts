// Folding the middle one of three axes: x is `outer` times `count` times `inner` numbers without gaps.

import { choose, splat, storeFirst } from './lanes';

/** Numbers that are summed in single precision before they join a sum in double precision. */
const BLOCK: i32 = 512;

@inline
function horizontal(value: v128): f64 {
  return f64x2.extract_lane(value, 0) + f64x2.extract_lane(value, 1);
}

/** Both halves in double precision, added. */
@inline
function widened(value: v128): v128 {
  const upper = i64x2.shuffle(value, value, 1, 1);
  return f64x2.add(f64x2.promote_low_f32x4(value), f64x2.promote_low_f32x4(upper));
}

/** The sum of `n` neighbours. */
export function sumOf(x: usize, n: i32): f64 {
  let total = f64x2.splat(0);
  while (n >= 16) {
    let left = min(n, BLOCK) & ~15;
    n -= left;
    let s0 = splat(0);
    let s1 = splat(0);
    let s2 = splat(0);
    let s3 = splat(0);
    for (; left > 0; left -= 16, x += 64) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    total = f64x2.add(total, widened(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3))));
  }
  let sum = horizontal(total);
  for (; n > 0; n--, x += 4) sum += load<f32>(x);
  return sum;
}

/** Sums of four columns: blocks of rows in single precision, and the blocks in double. */
function sumColumns(x: usize, pitch: i32, count: i32): v128 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  while (count > 0) {
    let left = min(count, 32);
    count -= left;
    let s = splat(0);
    for (; left > 0; left--, x += pitch) s = f32x4.add(s, v128.load(x));
    low = f64x2.add(low, f64x2.promote_low_f32x4(s));
    high = f64x2.add(high, f64x2.promote_low_f32x4(i64x2.shuffle(s, s, 1, 1)));
  }
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** Sixteen columns at a time: a whole cache line of each row. */
function sumWideColumns(x: usize, pitch: i32, count: i32, out: usize): void {
  const zero = f64x2.splat(0);
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
  while (count > 0) {
    let left = min(count, 32);
    count -= left;
    let s0 = splat(0);
    let s1 = splat(0);
    let s2 = splat(0);
    let s3 = splat(0);
    for (; left > 0; left--, x += pitch) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
    }
    a0 = f64x2.add(a0, f64x2.promote_low_f32x4(s0));
    a1 = f64x2.add(a1, f64x2.promote_low_f32x4(i64x2.shuffle(s0, s0, 1, 1)));
    a2 = f64x2.add(a2, f64x2.promote_low_f32x4(s1));
    a3 = f64x2.add(a3, f64x2.promote_low_f32x4(i64x2.shuffle(s1, s1, 1, 1)));
    a4 = f64x2.add(a4, f64x2.promote_low_f32x4(s2));
    a5 = f64x2.add(a5, f64x2.promote_low_f32x4(i64x2.shuffle(s2, s2, 1, 1)));
    a6 = f64x2.add(a6, f64x2.promote_low_f32x4(s3));
    a7 = f64x2.add(a7, f64x2.promote_low_f32x4(i64x2.shuffle(s3, s3, 1, 1)));
  }
  v128.store(out, i64x2.shuffle(f32x4.demote_f64x2_zero(a0), f32x4.demote_f64x2_zero(a1), 0, 2));
  v128.store(out, i64x2.shuffle(f32x4.demote_f64x2_zero(a2), f32x4.demote_f64x2_zero(a3), 0, 2), 16);
  v128.store(out, i64x2.shuffle(f32x4.demote_f64x2_zero(a4), f32x4.demote_f64x2_zero(a5), 0, 2), 32);
  v128.store(out, i64x2.shuffle(f32x4.demote_f64x2_zero(a6), f32x4.demote_f64x2_zero(a7), 0, 2), 48);
}

export function sum(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, x += count * pitch, out += pitch) {
    if (inner == 1) {
      store<f32>(out, <f32>sumOf(x, count));
      continue;
    }
    let c = 0;
    for (; c + 16 <= inner; c += 16) sumWideColumns(x + (c << 2), pitch, count, out + (c << 2));
    for (; c < inner; c += 4) {
      const sums = sumColumns(x + (c << 2), pitch, count);
      if (c + 4 <= inner) v128.store(out + (c << 2), sums);
      else storeFirst(out + (c << 2), sums, inner - c);
    }
  }
}

const enum Extreme {
  max,
  min,
}

@inline
function better(op: Extreme, a: v128, b: v128): v128 {
  return op == Extreme.max ? f32x4.max(a, b) : f32x4.min(a, b);
}

/** The same in one instruction, but blind to NaN and to the sign of zero. */
@inline
function roughlyBetter(op: Extreme, a: v128, b: v128): v128 {
  return op == Extreme.max ? f32x4.pmax(a, b) : f32x4.pmin(a, b);
}

/** The extreme of the lanes of four vectors. */
@inline
function extremeLane(op: Extreme, a: v128, b: v128, c: v128, d: v128): f32 {
  let best = better(op, better(op, a, b), better(op, c, d));
  best = better(op, best, i32x4.shuffle(best, best, 2, 3, 0, 1));
  best = better(op, best, i32x4.shuffle(best, best, 1, 0, 3, 2));
  return f32x4.extract_lane(best, 0);
}

/** The extreme of `n` neighbours, where it is NaN or a zero: with care for each. */
function carefulExtremeOf(op: Extreme, x: usize, n: i32): f32 {
  let result = load<f32>(x);
  for (; n > 0; n--, x += 4) {
    result = op == Extreme.max ? max(result, load<f32>(x)) : min(result, load<f32>(x));
  }
  return result;
}

/** The extreme of `n` neighbours; NaN if there is one. */
@inline
function extremeOf(op: Extreme, x: usize, n: i32): f32 {
  const start = x;
  const count = n;
  let a = v128.load32_splat(x);
  let b = a;
  let c = a;
  let d = a;
  let isNaN = f32x4.ne(a, a);
  for (; n >= 16; n -= 16, x += 64) {
    const v0 = v128.load(x);
    const v1 = v128.load(x, 16);
    const v2 = v128.load(x, 32);
    const v3 = v128.load(x, 48);
    a = roughlyBetter(op, a, v0);
    b = roughlyBetter(op, b, v1);
    c = roughlyBetter(op, c, v2);
    d = roughlyBetter(op, d, v3);
    isNaN = v128.or(isNaN, v128.or(unordered(v0, v1), unordered(v2, v3)));
  }
  let result = extremeLane(op, a, b, c, d);
  for (; n > 0; n--, x += 4) {
    result = op == Extreme.max ? max(result, load<f32>(x)) : min(result, load<f32>(x));
  }
  if (v128.any_true(isNaN) || result == 0) return carefulExtremeOf(op, start, count);
  return result;
}

/** Where either is NaN. */
@inline
function unordered(a: v128, b: v128): v128 {
  return v128.or(f32x4.ne(a, a), f32x4.ne(b, b));
}

/** The greatest of `n` neighbours. */
export function greatestOf(x: usize, n: i32): f32 {
  return extremeOf(Extreme.max, x, n);
}

@inline
function extremes(op: Extreme, x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, x += count * pitch, out += pitch) {
    if (inner == 1) {
      store<f32>(out, extremeOf(op, x, count));
      continue;
    }
    for (let c = 0; c < inner; c += 4) {
      let at = x + (c << 2);
      let best = v128.load(at);
      for (let i = 1; i < count; i++) {
        at += pitch;
        best = better(op, best, v128.load(at));
      }
      if (c + 4 <= inner) v128.store(out + (c << 2), best);
      else storeFirst(out + (c << 2), best, inner - c);
    }
  }
}

export function maxOf(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  extremes(Extreme.max, x, out, outer, count, inner);
}
export function minOf(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  extremes(Extreme.min, x, out, outer, count, inner);
}

/** Place of the first extreme of `n` neighbours: it is found by its value, then looked for. */
@inline
function placeOf(op: Extreme, x: usize, n: i32): i32 {
  const best = extremeOf(op, x, n);
  let i = 0;
  if (best != best) {
    while (load<f32>(x + (i << 2)) == load<f32>(x + (i << 2))) i++;
    return i;
  }
  const wanted = splat(best);
  for (; i + 4 <= n; i += 4) {
    const mask = i32x4.bitmask(f32x4.eq(v128.load(x + (i << 2)), wanted));
    if (mask) return i + ctz(mask);
  }
  while (load<f32>(x + (i << 2)) != best) i++;
  return i;
}

@inline
function places(op: Extreme, x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, x += count * pitch, out += pitch) {
    if (inner == 1) {
      store<i32>(out, placeOf(op, x, count));
      continue;
    }
    for (let c = 0; c < inner; c += 4) {
      let at = x + (c << 2);
      let best = v128.load(at);
      let place = i32x4.splat(0);
      for (let i = 1; i < count; i++) {
        at += pitch;
        const value = v128.load(at);
        // NaN beats every number, and nothing beats NaN.
        const loses = op == Extreme.max ? f32x4.le(value, best) : f32x4.ge(value, best);
        const wins = v128.andnot(f32x4.eq(best, best), loses);
        best = choose(wins, value, best);
        place = choose(wins, i32x4.splat(i), place);
      }
      if (c + 4 <= inner) v128.store(out + (c << 2), place);
      else storeFirst(out + (c << 2), place, inner - c);
    }
  }
}

export function argMax(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  places(Extreme.max, x, out, outer, count, inner);
}
export function argMin(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  places(Extreme.min, x, out, outer, count, inner);
}
