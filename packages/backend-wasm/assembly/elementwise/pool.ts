// Pooling of images [batch, height, width, channels] without gaps: one call for a whole tensor.

import { choose, splat, storeFirst } from './lanes';

/** First tap of a window that lies inside: the least t with `start + t · step ≥ 0`. */
@inline
export function firstInside(start: i32, step: i32): i32 {
  return start >= 0 ? 0 : (step - 1 - start) / step;
}

/** One after the last tap that lies inside. */
@inline
export function endInside(start: i32, step: i32, taps: i32, length: i32): i32 {
  return start >= length ? 0 : min(taps, (length - 1 - start) / step + 1);
}

/** The greatest of each channel in each window, and its place, counted over height and width. */
export function maxPool(
  x: usize,
  out: usize,
  places: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
  dilationHeight: i32,
  dilationWidth: i32,
): void {
  const pixel = channels << 2;
  const image = height * width * pixel;
  for (; batch > 0; batch--, x += image) {
    for (let i = 0; i < outHeight; i++) {
      const y0 = i * strideHeight - top;
      const p0 = firstInside(y0, dilationHeight);
      const p1 = endInside(y0, dilationHeight, kernelHeight, height);
      for (let j = 0; j < outWidth; j++, out += pixel, places += pixel) {
        const x0 = j * strideWidth - left;
        const q0 = firstInside(x0, dilationWidth);
        const q1 = endInside(x0, dilationWidth, kernelWidth, width);
        const first = (y0 + p0 * dilationHeight) * width + x0 + q0 * dilationWidth;
        // Two vectors at a time: each comparison waits for the one before.
        for (let c = 0; c < channels; c += 8) {
          let best0 = splat(-Infinity);
          let best1 = best0;
          let place0 = i32x4.splat(first);
          let place1 = place0;
          let rowStart = first;
          for (let p = p0; p < p1; p++, rowStart += dilationHeight * width) {
            let at = rowStart;
            for (let q = q0; q < q1; q++, at += dilationWidth) {
              const from = x + at * pixel + (c << 2);
              const value0 = v128.load(from);
              const value1 = v128.load(from, 16);
              const here = i32x4.splat(at);
              const wins0 = winsOver(value0, best0);
              const wins1 = winsOver(value1, best1);
              best0 = choose(wins0, value0, best0);
              best1 = choose(wins1, value1, best1);
              place0 = choose(wins0, here, place0);
              place1 = choose(wins1, here, place1);
            }
          }
          const at = c << 2;
          storeUpTo(out + at, best0, channels - c);
          storeUpTo(places + at, place0, channels - c);
          storeUpTo(out + at + 16, best1, channels - c - 4);
          storeUpTo(places + at + 16, place1, channels - c - 4);
        }
      }
    }
  }
}

/** NaN beats every number, and nothing beats NaN. */
@inline
function winsOver(value: v128, best: v128): v128 {
  return v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
}

@inline
function storeUpTo(at: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(at, value);
  else if (count > 0) storeFirst(at, value, count);
}

/** Positions of a window that count in the divisor, along one axis. */
@inline
export function counted(start: i32, taps: i32, length: i32, before: i32, after: i32): i32 {
  return min(start + taps, length + after) - max(start, -before);
}

/** Means (`isGrad` 0), or the equal shares that each window hands back (1): then `x` is written and `out` read. */
export function avgPool(
  isGrad: i32,
  x: usize,
  out: usize,
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
  countedTop: i32,
  countedBottom: i32,
  countedLeft: i32,
  countedRight: i32,
): void {
  const pixel = channels << 2;
  const image = height * width * pixel;
  for (; batch > 0; batch--, x += image) {
    if (isGrad) memory.fill(x, 0, image);
    for (let i = 0; i < outHeight; i++) {
      const y0 = i * strideHeight - top;
      const p0 = max(y0, 0);
      const p1 = min(y0 + kernelHeight, height);
      const countedRows = counted(y0, kernelHeight, height, countedTop, countedBottom);
      for (let j = 0; j < outWidth; j++, out += pixel) {
        const x0 = j * strideWidth - left;
        const q0 = max(x0, 0);
        const q1 = min(x0 + kernelWidth, width);
        const divisor = splat(
          <f32>max(1, countedRows * counted(x0, kernelWidth, width, countedLeft, countedRight)),
        );
        for (let c = 0; c < channels; c += 4) {
          const isWhole = c + 4 <= channels;
          let sum = isGrad ? f32x4.div(v128.load(out + (c << 2)), divisor) : splat(0);
          for (let p = p0; p < p1; p++) {
            for (let q = q0; q < q1; q++) {
              const at = x + (p * width + q) * pixel + (c << 2);
              const value = f32x4.add(sum, v128.load(at));
              if (!isGrad) sum = value;
              else if (isWhole) v128.store(at, value);
              else storeFirst(at, value, channels - c);
            }
          }
          if (isGrad) continue;
          const mean = f32x4.div(sum, divisor);
          if (isWhole) v128.store(out + (c << 2), mean);
          else storeFirst(out + (c << 2), mean, channels - c);
        }
      }
    }
  }
}
