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
    let sum = splat(0);
    for (; left >= 4; left -= 4, x += 16) {
      const distance = f32x4.sub(v128.load(x), mean);
      sum = madd(distance, distance, sum);
    }
    if (left > 0) {
      const distance = firstLanes(f32x4.sub(v128.load(x), mean), left);
      sum = madd(distance, distance, sum);
    }
    total += sumOfLanes(sum);
  }
  return 1 / sqrt<f64>(total / count + epsilon);
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
    for (let at = 0; at < pitch; at += 16) {
      const normal = f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverse);
      storeSome(out + at, madd(normal, v128.load(scale + at), v128.load(shift + at)), (pitch - at) >> 2);
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
  sums: usize,
  block: usize,
  epsilon: f64,
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
      for (let at = start; at < end; at += 16) {
        const gradient = firstLanes(v128.load(g + at), (pitch - at) >> 2);
        const normal = firstLanes(f32x4.mul(f32x4.sub(v128.load(x + at), mean), inverse), (pitch - at) >> 2);
        const scaled = f32x4.mul(gradient, firstLanes(v128.load(scale + at), (pitch - at) >> 2));
        sums0 = f32x4.add(sums0, scaled);
        sums1 = madd(scaled, normal, sums1);
        v128.store(block + at, madd(gradient, normal, v128.load(block + at)));
        v128.store(second + at, f32x4.add(gradient, v128.load(second + at)));
      }
      sum += sumOfLanes(sums0);
      along += sumOfLanes(sums1);
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
