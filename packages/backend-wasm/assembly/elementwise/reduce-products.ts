// Products of float32 along the middle one of three axes, in double precision: they leave the range of a float32 early.

import { c, joined, lower, upper } from '../double/lanes';
import { storeFirst } from './lanes';

/** The product of `n` neighbours. */
function productOf(x: usize, n: i32): f64 {
  let low = c(1);
  let high = c(1);
  for (; n >= 4; n -= 4, x += 16) {
    const value = v128.load(x);
    low = f64x2.mul(low, lower(value));
    high = f64x2.mul(high, upper(value));
  }
  const both = f64x2.mul(low, high);
  let product = f64x2.extract_lane(both, 0) * f64x2.extract_lane(both, 1);
  for (; n > 0; n--, x += 4) product *= load<f32>(x);
  return product;
}

/** Products of four columns. */
function productsOfColumns(x: usize, pitch: i32, count: i32): v128 {
  let low = c(1);
  let high = c(1);
  for (; count > 0; count--, x += pitch) {
    const value = v128.load(x);
    low = f64x2.mul(low, lower(value));
    high = f64x2.mul(high, upper(value));
  }
  return joined(low, high);
}

export function prod(x: usize, out: usize, outer: i32, count: i32, inner: i32): void {
  const pitch = inner << 2;
  for (; outer > 0; outer--, x += count * pitch, out += pitch) {
    if (inner == 1) {
      store<f32>(out, <f32>productOf(x, count));
      continue;
    }
    for (let column = 0; column < inner; column += 4) {
      const at = column << 2;
      const products = productsOfColumns(x + at, pitch, count);
      if (column + 4 <= inner) v128.store(out + at, products);
      else storeFirst(out + at, products, inner - column);
    }
  }
}
