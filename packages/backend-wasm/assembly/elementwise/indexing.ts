// Elements at computed places: [outer, axis, inner] without gaps, indices int32. Indices are checked beforehand.

import { fill32 } from './convert';
import { storeFirst } from './lanes';

/** Whether all of `n` indices are at least 0 and below the limit. */
export function areIndices(indices: usize, n: i32, limit: i32): bool {
  const bound = i32x4.splat(limit);
  let wrong = i32x4.splat(0);
  for (; n >= 4; n -= 4, indices += 16) {
    // As an unsigned number, a negative one is too large.
    wrong = v128.or(wrong, i32x4.ge_u(v128.load(indices), bound));
  }
  for (; n > 0; n--, indices += 4) if (load<u32>(indices) >= <u32>limit) return false;
  return !v128.any_true(wrong);
}

/** Whole slices of `bytes` each: `out[o][i] = x[o][indices[i]]`. */
export function gatherSlices(
  x: usize,
  indices: usize,
  out: usize,
  outer: i32,
  length: i32,
  n: i32,
  bytes: i32,
): void {
  for (; outer > 0; outer--, x += length * bytes) {
    for (let i = 0; i < n; i++, out += bytes) {
      memory.copy(out, x + load<i32>(indices + (i << 2)) * bytes, bytes);
    }
  }
}

/** Single elements of four bytes: `out[o][i][c] = x[o][indices[o][i][c]][c]`. */
export function takeElements(
  x: usize,
  indices: usize,
  out: usize,
  outer: i32,
  length: i32,
  n: i32,
  inner: i32,
): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, x += length * pitch) {
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < pitch; c += 4, indices += 4, out += 4) {
        store<u32>(out, load<u32>(x + load<i32>(indices) * pitch + c));
      }
    }
  }
}

/** Adds float32 slices: `out[o][indices[i]] += x[o][i]`, where all of `out` is 0 before. */
export function scatterSlices(
  indices: usize,
  x: usize,
  out: usize,
  outer: i32,
  length: i32,
  n: i32,
  inner: i32,
): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, out += length * pitch) {
    fill32(out, 0, length * inner);
    for (let i = 0; i < n; i++, x += pitch) {
      const to = out + load<i32>(indices + (i << 2)) * pitch;
      for (let c = 0; c < inner; c += 4) {
        const value = f32x4.add(v128.load(to + (c << 2)), v128.load(x + (c << 2)));
        if (c + 4 <= inner) v128.store(to + (c << 2), value);
        else storeFirst(to + (c << 2), value, inner - c);
      }
    }
  }
}

/** Adds single float32 elements: `out[o][indices[o][i][c]][c] += x[o][i][c]`, where all of `out` is 0 before. */
export function scatterElements(
  indices: usize,
  x: usize,
  out: usize,
  outer: i32,
  length: i32,
  n: i32,
  inner: i32,
): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, out += length * pitch) {
    fill32(out, 0, length * inner);
    for (let i = 0; i < n; i++) {
      for (let c = 0; c < pitch; c += 4, indices += 4, x += 4) {
        const to = out + load<i32>(indices) * pitch + c;
        store<f32>(to, load<f32>(to) + load<f32>(x));
      }
    }
  }
}
