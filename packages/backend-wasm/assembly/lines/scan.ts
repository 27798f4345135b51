// Running sums and products along the middle one of three axes, from either end, with each element or without it.
// Totals of float32 are kept in double precision. An element is read before its place is written: x may be `out`.

import { c, joined, lower, upper } from '../double/lanes';
import { storeFirst } from '../elementwise/lanes';

const enum Scan {
  sum,
  product,
}

/** One line, whose elements lie `pitch` bytes apart, backwards if it is negative. */
@inline
function line(op: Scan, x: usize, out: usize, pitch: i32, count: i32, exclusive: i32): void {
  let total: f64 = op == Scan.sum ? 0 : 1;
  for (; count > 0; count--, x += pitch, out += pitch) {
    const before = total;
    const value = <f64>load<f32>(x);
    total = op == Scan.sum ? total + value : total * value;
    store<f32>(out, <f32>(exclusive ? before : total));
  }
}

/** Up to four lines side by side. */
@inline
function columns(op: Scan, x: usize, out: usize, pitch: i32, count: i32, exclusive: i32, width: i32): void {
  let low = c(op == Scan.sum ? 0 : 1);
  let high = low;
  for (; count > 0; count--, x += pitch, out += pitch) {
    const before = joined(low, high);
    const value = v128.load(x);
    low = op == Scan.sum ? f64x2.add(low, lower(value)) : f64x2.mul(low, lower(value));
    high = op == Scan.sum ? f64x2.add(high, upper(value)) : f64x2.mul(high, upper(value));
    const result = exclusive ? before : joined(low, high);
    if (width >= 4) v128.store(out, result);
    else storeFirst(out, result, width);
  }
}

@inline
function intLine(op: Scan, x: usize, out: usize, pitch: i32, count: i32, exclusive: i32): void {
  let total: i32 = op == Scan.sum ? 0 : 1;
  for (; count > 0; count--, x += pitch, out += pitch) {
    const before = total;
    const value = load<i32>(x);
    total = op == Scan.sum ? total + value : total * value;
    store<i32>(out, exclusive ? before : total);
  }
}

@inline
function scan(
  op: Scan, isInt: bool, x: usize, out: usize, outer: i32, count: i32, inner: i32, reverse: i32, exclusive: i32,
): void {
  const size = inner << 2;
  const pitch = reverse ? -size : size;
  const shift = reverse ? (count - 1) * size : 0;
  for (; outer > 0; outer--, x += count * size, out += count * size) {
    for (let at = 0; at < size; ) {
      const from = x + shift + at;
      const to = out + shift + at;
      if (isInt) {
        intLine(op, from, to, pitch, count, exclusive);
        at += 4;
      } else if (inner == 1) {
        line(op, from, to, pitch, count, exclusive);
        at += 4;
      } else {
        columns(op, from, to, pitch, count, exclusive, (size - at) >> 2);
        at += 16;
      }
    }
  }
}

export function cumsum(
  x: usize, out: usize, outer: i32, count: i32, inner: i32, reverse: i32, exclusive: i32,
): void {
  scan(Scan.sum, false, x, out, outer, count, inner, reverse, exclusive);
}
export function cumprod(
  x: usize, out: usize, outer: i32, count: i32, inner: i32, reverse: i32, exclusive: i32,
): void {
  scan(Scan.product, false, x, out, outer, count, inner, reverse, exclusive);
}
export function intCumsum(
  x: usize, out: usize, outer: i32, count: i32, inner: i32, reverse: i32, exclusive: i32,
): void {
  scan(Scan.sum, true, x, out, outer, count, inner, reverse, exclusive);
}
export function intCumprod(
  x: usize, out: usize, outer: i32, count: i32, inner: i32, reverse: i32, exclusive: i32,
): void {
  scan(Scan.product, true, x, out, outer, count, inner, reverse, exclusive);
}
