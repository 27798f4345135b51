// Layer normalisation of rows and its gradient: a few passes over a row that the cache holds.

import { madd, splat } from '../elementwise/lanes';
import { sumOf } from '../elementwise/reduce';
import { addWide, firstLanes, rounded, splatRounded, storeSome, sumOfLanes } from './lanes';

/** Numbers that are summed in single precision before they join a sum in double precision. */
const BLOCK: i32 = 512;
/** The same for the sums of columns, in rows. */
const ROWS: i32 = 32;

/** `1 / √(Σ (x - mean)² / n + epsilon)`. */
@inline
function inverseDeviation(x: usize, n: i32, mean: v128, epsilon: f64): f64 {
  const count = <f64>n;
  let total: f64 = 0;
  while (n > 0) {
    let left = min(n, BLOCK);
    n -= left;
    let s0 = splat(0);
    let s1 = splat(0);
    let s2 = splat(0);
    let s3 = splat(0);
    for (; left >= 16; left -= 16, x += 64) {
      const d0 = f32x4.sub(v128.load(x), mean);
      const d1 = f32x4.sub(v128.load(x, 16), mean);
      const d2 = f32x4.sub(v128.load(x, 32), mean);
      const d3 = f32x4.sub(v128.load(x, 48), mean);
      s0 = madd(d0, d0, s0);
      s1 = madd(d1, d1, s1);
      s2 = madd(d2, d2, s2);
      s3 = madd(d3, d3, s3);
    }
    for (; left > 0; left -= 4, x += 16) {
      const distance = firstLanes(f32x4.sub(v128.load(x), mean), left);
      s0 = madd(distance, distance, s0);
    }
    total += sumOfLanes(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  }
  return 1 / sqrt<f64>(total / count + epsilon);
}

@inline
function normalized(x: usize, mean: v128, inverse: v128, scale: usize, shift: usize): v128 {
  return madd(f32x4.mul(f32x4.sub(v128.load(x), mean), inverse), v128.load(scale), v128.load(shift));
}

/** `(x - mean) / √(variance + epsilon) · scale + shift` for the rows `from` to `to`. */
export function layerNorm(
  x: usize,
  scale: usize,
  shift: usize,
  out: usize,
  epsilon: f64,
  from: i32,
  to: i32,
  cols: i32,
): void {
  const pitch = cols << 2;
  x += from * pitch;
  out += from * pitch;
  for (; from < to; from++, x += pitch, out += pitch) {
    const mean = splatRounded(sumOf(x, cols) / cols);
    const inverse = splatRounded(inverseDeviation(x, cols, mean, epsilon));
    let at = 0;
    for (; at + 64 <= pitch; at += 64) {
      const v0 = normalized(x + at, mean, inverse, scale + at, shift + at);
      const v1 = normalized(x + at + 16, mean, inverse, scale + at + 16, shift + at + 16);
      const v2 = normalized(x + at + 32, mean, inverse, scale + at + 32, shift + at + 32);
      const v3 = normalized(x + at + 48, mean, inverse, scale + at + 48, shift + at + 48);
      v128.store(out + at, v0);
      v128.store(out + at, v1, 16);
      v128.store(out + at, v2, 32);
      v128.store(out + at, v3, 48);
    }
    for (; at < pitch; at += 16) {
      storeSome(out + at, normalized(x + at, mean, inverse, scale + at, shift + at), (pitch - at) >> 2);
    }
  }
}

/** Moves sums of single precision on to those of double precision. */
function flush(block: usize, sums: usize, n: i32): void {
  for (; n > 0; n -= 4, block += 16, sums += 32) {
    addWide(sums, v128.load(block));
    v128.store(block, splat(0));
  }
}

/**
 * `(s - mean s - x̂ · mean(s · x̂)) / σ` with `s = g · scale` for the rows `from` to `to`. The gradients of scale and
 * shift are added to `sums`, `padded` numbers of double precision each; `block` is room for as many of single
 * precision. Both are cleared by the caller.
 */
export function layerNormGrad(
  g: usize,
  x: usize,
  scale: usize,
  out: usize,
  epsilon: f64,
  block: usize,
  sums: usize,
  from: i32,
  to: i32,
  cols: i32,
): void {
  const pitch = cols << 2;
  const padded = (cols + 3) & ~3;
  const second = block + (padded << 2);
  g += from * pitch;
  x += from * pitch;
  out += from * pitch;
  for (let row = from; row < to; row++, g += pitch, x += pitch, out += pitch) {
    const mean = splatRounded(sumOf(x, cols) / cols);
    const deviation = inverseDeviation(x, cols, mean, epsilon);
    const inverse = splatRounded(deviation);
    let sum: f64 = 0;
    let along: f64 = 0;
    for (let start = 0; start < pitch; start += BLOCK << 2) {
      const end = min(pitch, start + (BLOCK << 2));
      let sums0 = splat(0);
      let sums1 = splat(0);
      let sums2 = splat(0);
      let sums3 = splat(0);
      let at = start;
      for (; at + 32 <= end; at += 32) {
        const g0 = v128.load(g + at);
        const g1 = v128.load(g + at, 16);
        const n0 = f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverse);
        const n1 = f32x4.mul(f32x4.sub(v128.load(x + at, 16), mean), inverse);
        const scaled0 = f32x4.mul(g0, v128.load(scale + at));
        const scaled1 = f32x4.mul(g1, v128.load(scale + at, 16));
        sums0 = f32x4.add(sums0, scaled0);
        sums1 = madd(scaled0, n0, sums1);
        sums2 = f32x4.add(sums2, scaled1);
        sums3 = madd(scaled1, n1, sums3);
        v128.store(block + at, madd(g0, n0, v128.load(block + at)));
        v128.store(block + at, madd(g1, n1, v128.load(block + at, 16)), 16);
        v128.store(second + at, f32x4.add(g0, v128.load(second + at)));
        v128.store(second + at, f32x4.add(g1, v128.load(second + at, 16)), 16);
      }
      for (; at < end; at += 16) {
        const left = (pitch - at) >> 2;
        const gradient = firstLanes(v128.load(g + at), left);
        const normal = firstLanes(f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverse), left);
        const scaled = firstLanes(f32x4.mul(gradient, v128.load(scale + at)), left);
        sums0 = f32x4.add(sums0, scaled);
        sums1 = madd(scaled, normal, sums1);
        v128.store(block + at, madd(gradient, normal, v128.load(block + at)));
        v128.store(second + at, f32x4.add(gradient, v128.load(second + at)));
      }
      sum += sumOfLanes(f32x4.add(sums0, sums2));
      along += sumOfLanes(f32x4.add(sums1, sums3));
    }
    const first = splatRounded(sum / cols);
    const part = splatRounded(along / cols);
    for (let at = 0; at < pitch; at += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverse);
      const scaled = f32x4.sub(f32x4.mul(v128.load(g + at), v128.load(scale + at)), first);
      storeSome(out + at, f32x4.mul(f32x4.sub(scaled, f32x4.mul(normal, part)), inverse), (pitch - at) >> 2);
    }
    if (((row - from + 1) % ROWS) == 0) flush(block, sums, 2 * padded);
  }
  flush(block, sums, 2 * padded);
}

/** `out = sums`, rounded. */
export function roundSums(sums: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 4, sums += 32, out += 16) storeSome(out, rounded(sums), n);
}
