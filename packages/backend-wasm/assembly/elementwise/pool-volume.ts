// Pooling of volumes [batch, depth, height, width, channels] without gaps. What windows there are stands in a block of
// 26 numbers: batch, channels, and for each spatial axis the eight of `Axis`.

import { choose, splat, storeFirst } from './lanes';
import { counted, endInside, firstInside } from './pool';

const enum Axis {
  length,
  windows,
  kernel,
  stride,
  padding,
  dilation,
  /** Padding that counts in the divisor of a mean, before and behind. */
  countedBefore,
  countedAfter,
}

@inline
function read(shape: usize, axis: i32, which: Axis): i32 {
  return load<i32>(shape + ((2 + (axis << 3) + which) << 2));
}

/** First place of a window, which may be outside. */
@inline
function startOf(shape: usize, axis: i32, window: i32): i32 {
  return window * read(shape, axis, Axis.stride) - read(shape, axis, Axis.padding);
}

/** Its first tap inside, and the one after the last. */
@inline
function firstTap(shape: usize, axis: i32, start: i32): i32 {
  return firstInside(start, read(shape, axis, Axis.dilation));
}

@inline
function endTap(shape: usize, axis: i32, start: i32): i32 {
  const length = read(shape, axis, Axis.length);
  return endInside(start, read(shape, axis, Axis.dilation), read(shape, axis, Axis.kernel), length);
}

@inline
function countedOf(shape: usize, axis: i32, start: i32): i32 {
  return counted(
    start,
    read(shape, axis, Axis.kernel),
    read(shape, axis, Axis.length),
    read(shape, axis, Axis.countedBefore),
    read(shape, axis, Axis.countedAfter),
  );
}

const enum Pool {
  max,
  mean,
  meanGrad,
}

/** One window, four channels at a time. Means are written to `out`; with gradients, `out` is read and `x` written. */
@inline
function pool(op: Pool, shape: usize, x: usize, out: usize, places: usize, z0: i32, y0: i32, x0: i32): void {
  const channels = load<i32>(shape, 4);
  const height = read(shape, 1, Axis.length);
  const width = read(shape, 2, Axis.length);
  const p0 = firstTap(shape, 0, z0);
  const p1 = endTap(shape, 0, z0);
  const q0 = firstTap(shape, 1, y0);
  const q1 = endTap(shape, 1, y0);
  const r0 = firstTap(shape, 2, x0);
  const r1 = endTap(shape, 2, x0);
  const byDepth = read(shape, 0, Axis.dilation);
  const byHeight = read(shape, 1, Axis.dilation);
  const byWidth = read(shape, 2, Axis.dilation);
  const volume = countedOf(shape, 0, z0) * countedOf(shape, 1, y0) * countedOf(shape, 2, x0);
  const divisor = splat(<f32>max(1, volume));
  const first = ((z0 + p0 * byDepth) * height + y0 + q0 * byHeight) * width + x0 + r0 * byWidth;
  for (let c = 0; c < channels; c += 4) {
    const isWhole = c + 4 <= channels;
    const to = out + (c << 2);
    let value = splat(op == Pool.max ? -Infinity : 0);
    if (op == Pool.meanGrad) value = f32x4.div(v128.load(to), divisor);
    let place = i32x4.splat(first);
    for (let p = p0; p < p1; p++) {
      for (let q = q0; q < q1; q++) {
        let at = ((z0 + p * byDepth) * height + y0 + q * byHeight) * width + x0 + r0 * byWidth;
        for (let r = r0; r < r1; r++, at += byWidth) {
          const from = x + ((at * channels + c) << 2);
          const tap = v128.load(from);
          if (op == Pool.max) {
            // NaN beats every number, and nothing beats NaN.
            const wins = v128.andnot(f32x4.eq(value, value), f32x4.le(tap, value));
            value = choose(wins, tap, value);
            place = choose(wins, i32x4.splat(at), place);
          } else if (op == Pool.mean) {
            value = f32x4.add(value, tap);
          } else if (isWhole) {
            v128.store(from, f32x4.add(value, tap));
          } else {
            storeFirst(from, f32x4.add(value, tap), channels - c);
          }
        }
      }
    }
    if (op == Pool.meanGrad) continue;
    if (op == Pool.mean) value = f32x4.div(value, divisor);
    if (isWhole) v128.store(to, value);
    else storeFirst(to, value, channels - c);
    if (op != Pool.max) continue;
    if (isWhole) v128.store(places + (c << 2), place);
    else storeFirst(places + (c << 2), place, channels - c);
  }
}

/** All windows of some images. */
@inline
function poolImages(op: Pool, shape: usize, x: usize, out: usize, places: usize, from: i32, to: i32): void {
  const pixel = load<i32>(shape, 4) << 2;
  const depths = read(shape, 0, Axis.windows);
  const heights = read(shape, 1, Axis.windows);
  const widths = read(shape, 2, Axis.windows);
  const image = read(shape, 0, Axis.length) * read(shape, 1, Axis.length) * read(shape, 2, Axis.length) * pixel;
  const results = depths * heights * widths * pixel;
  x += from * image;
  out += from * results;
  places += from * results;
  for (; from < to; from++, x += image) {
    if (op == Pool.meanGrad) memory.fill(x, 0, image);
    for (let i = 0; i < depths; i++) {
      for (let j = 0; j < heights; j++) {
        for (let k = 0; k < widths; k++, out += pixel, places += pixel) {
          const z0 = startOf(shape, 0, i);
          const y0 = startOf(shape, 1, j);
          pool(op, shape, x, out, places, z0, y0, startOf(shape, 2, k));
        }
      }
    }
  }
}

/** The greatest of each channel in each window, and its place, counted over the spatial axes. */
export function maxPoolVolume(shape: usize, x: usize, out: usize, places: usize, from: i32, to: i32): void {
  poolImages(Pool.max, shape, x, out, places, from, to);
}
export function avgPoolVolume(shape: usize, x: usize, out: usize, from: i32, to: i32): void {
  poolImages(Pool.mean, shape, x, out, out, from, to);
}
/** Equal shares of `grad` to all that each window counts. */
export function avgPoolGradVolume(shape: usize, x: usize, grad: usize, from: i32, to: i32): void {
  poolImages(Pool.meanGrad, shape, x, grad, grad, from, to);
}
