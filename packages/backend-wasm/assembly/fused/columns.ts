// Batch normalisation: statistics of columns, and their use on each row. Sums are kept in double precision, `padded`
// numbers each, where padded is the number of columns rounded up to whole vectors. They are cleared by the caller,
// who gives each chunk of rows sums of its own and joins them at the end.
// A mean in single precision is off by up to half a unit of the last place, which is much where it is large and the
// column varies little. Distances from it are exact, so that their sum says how far it is off, and results are corrected.

import { madd, splat } from '../elementwise/lanes';
import { addWide, rounded, storeSome } from './lanes';

/** Rows that are summed in single precision before they join a sum in double precision. */
const BLOCK: i32 = 32;

/** What is summed: x; its distance from the mean and the square; or, besides the distance, gradient and product. */
const enum Summand {
  x,
  square,
  gradient,
}

/** Adds up the columns of the rows `from` to `to`: eight at a time, so that two additions are always under way. */
@inline
function addUp(what: Summand, x: usize, g: usize, mean: usize, sums: usize, from: i32, to: i32, cols: i32): void {
  const pitch = cols << 2;
  const padded = (cols + 3) & ~3;
  while (from < to) {
    const rows = min(to - from, BLOCK);
    for (let c = 0; c < padded; c += 8) {
      let at = x + from * pitch + (c << 2);
      let gAt = g + from * pitch + (c << 2);
      const centre0 = what == Summand.x ? splat(0) : v128.load(mean + (c << 2));
      const centre1 = what == Summand.x ? splat(0) : v128.load(mean + (c << 2), 16);
      let x0 = splat(0), x1 = splat(0), y0 = splat(0), y1 = splat(0), z0 = splat(0), z1 = splat(0);
      for (let row = 0; row < rows; row++, at += pitch, gAt += pitch) {
        let d0 = v128.load(at);
        let d1 = v128.load(at, 16);
        if (what != Summand.x) {
          d0 = f32x4.sub(d0, centre0);
          d1 = f32x4.sub(d1, centre1);
        }
        x0 = f32x4.add(x0, d0);
        x1 = f32x4.add(x1, d1);
        if (what == Summand.square) {
          y0 = madd(d0, d0, y0);
          y1 = madd(d1, d1, y1);
        } else if (what == Summand.gradient) {
          const g0 = v128.load(gAt);
          const g1 = v128.load(gAt, 16);
          y0 = f32x4.add(y0, g0);
          y1 = f32x4.add(y1, g1);
          z0 = madd(g0, d0, z0);
          z1 = madd(g1, d1, z1);
        }
      }
      const isPair = c + 4 < padded;
      addPair(sums + (c << 3), x0, x1, isPair);
      if (what != Summand.x) addPair(sums + ((padded + c) << 3), y0, y1, isPair);
      if (what == Summand.gradient) addPair(sums + ((2 * padded + c) << 3), z0, z1, isPair);
    }
    from += rows;
  }
}

@inline
function addPair(sums: usize, first: v128, second: v128, isPair: bool): void {
  addWide(sums, first);
  if (isPair) addWide(sums + 32, second);
}

/** `sums += Σ x`. */
export function columnSums(x: usize, sums: usize, from: i32, to: i32, cols: i32): void {
  addUp(Summand.x, x, 0, 0, sums, from, to, cols);
}

/** `sums += Σ (x - mean)`, and behind it `Σ (x - mean)²`. */
export function columnSquares(x: usize, mean: usize, sums: usize, from: i32, to: i32, cols: i32): void {
  addUp(Summand.square, x, 0, mean, sums, from, to, cols);
}

/** `sums += Σ (x - mean)`, and behind it `Σ g` and `Σ g (x - mean)`. */
export function columnGradients(
  g: usize,
  x: usize,
  mean: usize,
  sums: usize,
  from: i32,
  to: i32,
  cols: i32,
): void {
  addUp(Summand.gradient, x, g, mean, sums, from, to, cols);
}

/** Adds the sums of all chunks, `count` each, to those of the first, in their order. */
export function joinSums(sums: usize, chunks: i32, count: i32): void {
  const end = sums + ((chunks * count) << 3);
  for (let first = sums; first < sums + (count << 3); first += 16) {
    let total = v128.load(first);
    for (let at = first + (count << 3); at < end; at += count << 3) total = f64x2.add(total, v128.load(at));
    v128.store(first, total);
  }
}

/** `out = sums / divisor`, rounded. */
export function columnMeans(sums: usize, out: usize, divisor: i32, cols: i32): void {
  const by = f64x2.splat(<f64>divisor);
  for (let c = 0; c < cols; c += 4, sums += 32, out += 16) {
    v128.store(sums, f64x2.div(v128.load(sums), by));
    v128.store(sums, f64x2.div(v128.load(sums, 16), by), 16);
    storeSome(out, rounded(sums), cols - c);
  }
}

/** From the sums of {@link columnSquares} to variances, and to how far the means are off. */
export function columnVariances(sums: usize, variance: usize, off: usize, divisor: i32, cols: i32): void {
  const squares = sums + (((cols + 3) & ~3) << 3);
  for (let c = 0; c < cols; c++) {
    const distance = load<f64>(sums + (c << 3)) / divisor;
    store<f32>(off + (c << 2), <f32>distance);
    store<f32>(variance + (c << 2), <f32>(load<f64>(squares + (c << 3)) / divisor - distance * distance));
  }
}

/** What {@link normalizeColumns} takes: `scale / √(variance + epsilon)`, and the shift, corrected unless `off` is 0. */
export function columnFactors(
  variance: usize,
  off: usize,
  scale: usize,
  shift: usize,
  factors: usize,
  shifts: usize,
  epsilon: f64,
  cols: i32,
): void {
  for (let at = 0; at < cols << 2; at += 4) {
    const factor = <f64>load<f32>(scale + at) / sqrt<f64>(<f64>load<f32>(variance + at) + epsilon);
    const correction = off != 0 ? <f64>load<f32>(off + at) * factor : 0;
    store<f32>(factors + at, <f32>factor);
    store<f32>(shifts + at, <f32>(<f64>load<f32>(shift + at) - correction));
  }
}

/** `out = (x - mean) · factor + shift` for the rows `from` to `to`. */
export function normalizeColumns(
  x: usize,
  mean: usize,
  factor: usize,
  shift: usize,
  out: usize,
  from: i32,
  to: i32,
  cols: i32,
): void {
  const pitch = cols << 2;
  x += from * pitch;
  out += from * pitch;
  for (; from < to; from++, x += pitch, out += pitch) {
    for (let at = 0; at < pitch; at += 16) {
      const distance = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      storeSome(out + at, madd(distance, v128.load(factor + at), v128.load(shift + at)), (pitch - at) >> 2);
    }
  }
}

/**
 * From the sums of {@link columnGradients} to what each column's gradient is made with: `g · a + (x - mean) · b + c`,
 * three times `padded` numbers. The gradients of scale and shift go to `last`, a row each.
 */
export function columnGradientFactors(
  sums: usize,
  variance: usize,
  scale: usize,
  factors: usize,
  last: usize,
  epsilon: f64,
  rows: i32,
  cols: i32,
): void {
  const padded = (cols + 3) & ~3;
  for (let c = 0; c < cols; c++) {
    const off = rows > 0 ? load<f64>(sums + (c << 3)) / rows : 0;
    const sum = load<f64>(sums + ((padded + c) << 3));
    const along = load<f64>(sums + ((2 * padded + c) << 3)) - off * sum;
    const inverse = rows > 0 ? 1 / sqrt<f64>(<f64>load<f32>(variance + (c << 2)) + epsilon) : 0;
    const a = <f64>load<f32>(scale + (c << 2)) * inverse;
    const b = (-a * inverse * inverse * along) / rows;
    store<f32>(factors + (c << 2), <f32>a);
    store<f32>(factors + ((padded + c) << 2), <f32>b);
    store<f32>(factors + ((2 * padded + c) << 2), <f32>((-a * sum) / rows - b * off));
    store<f32>(last + (c << 2), <f32>(along * inverse));
    store<f32>(last + ((cols + c) << 2), <f32>sum);
  }
}

/** `out = g · a + (x - mean) · b + c` for the rows `from` to `to`. */
export function columnInputGradients(
  g: usize,
  x: usize,
  mean: usize,
  factors: usize,
  out: usize,
  from: i32,
  to: i32,
  cols: i32,
): void {
  const pitch = cols << 2;
  const second = factors + (((cols + 3) & ~3) << 2);
  const third = second + (((cols + 3) & ~3) << 2);
  g += from * pitch;
  x += from * pitch;
  out += from * pitch;
  for (; from < to; from++, g += pitch, x += pitch, out += pitch) {
    for (let at = 0; at < pitch; at += 16) {
      const distance = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      const rest = madd(distance, v128.load(second + at), v128.load(third + at));
      storeSome(out + at, madd(v128.load(g + at), v128.load(factors + at), rest), (pitch - at) >> 2);
    }
  }
}
