// Other dtypes: between float32 and integers, and booleans from anything. Dense on both sides.

import { splat, storeFirst, storeFirstBytes } from './lanes';

export function int32ToFloat32(x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 4, x += 16, out += 16) {
    const value = f32x4.convert_i32x4_s(v128.load(x));
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

export function float64ToFloat32(x: usize, out: usize, n: i32): void {
  for (; n >= 2; n -= 2, x += 16, out += 8) {
    v128.store64_lane(out, f32x4.demote_f64x2_zero(v128.load(x)), 0);
  }
  if (n > 0) store<f32>(out, <f32>load<f64>(x));
}

export function float32ToFloat64(x: usize, out: usize, n: i32): void {
  for (; n >= 2; n -= 2, x += 8, out += 16) {
    v128.store(out, f64x2.promote_low_f32x4(v128.load64_zero(x)));
  }
  if (n > 0) store<f64>(out, <f64>load<f32>(x));
}

/** Cut towards zero and kept in range; NaN gives 0. */
export function float32ToInt32(x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 4, x += 16, out += 16) {
    const value = i32x4.trunc_sat_f32x4_s(v128.load(x));
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

/** Also booleans, which are bytes. */
export function uint8ToFloat32(x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 4, x += 4, out += 16) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(x)));
    const value = f32x4.convert_i32x4_s(words);
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

export function uint8ToInt32(x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 4, x += 4, out += 16) {
    const value = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(x)));
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}

/** Cut towards zero and kept between 0 and 255; NaN gives 0. */
export function float32ToUint8(x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 16, x += 64, out += 16) {
    const low = i16x8.narrow_i32x4_s(
      i32x4.trunc_sat_f32x4_s(v128.load(x)),
      i32x4.trunc_sat_f32x4_s(v128.load(x, 16)),
    );
    const high = i16x8.narrow_i32x4_s(
      i32x4.trunc_sat_f32x4_s(v128.load(x, 32)),
      i32x4.trunc_sat_f32x4_s(v128.load(x, 48)),
    );
    const value = i8x16.narrow_i16x8_u(low, high);
    if (n >= 16) v128.store(out, value);
    else storeFirstBytes(out, value, n);
  }
}

/** True is what is not 0, NaN included. */
export function float32ToBool(x: usize, out: usize, n: i32): void {
  const zero = splat(0);
  for (; n > 0; n -= 16, x += 64, out += 16) {
    const low = i16x8.narrow_i32x4_s(
      f32x4.ne(v128.load(x), zero),
      f32x4.ne(v128.load(x, 16), zero),
    );
    const high = i16x8.narrow_i32x4_s(
      f32x4.ne(v128.load(x, 32), zero),
      f32x4.ne(v128.load(x, 48), zero),
    );
    const value = v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1));
    if (n >= 16) v128.store(out, value);
    else storeFirstBytes(out, value, n);
  }
}

export function int32ToBool(x: usize, out: usize, n: i32): void {
  const zero = i32x4.splat(0);
  for (; n > 0; n -= 16, x += 64, out += 16) {
    const low = i16x8.narrow_i32x4_s(
      i32x4.ne(v128.load(x), zero),
      i32x4.ne(v128.load(x, 16), zero),
    );
    const high = i16x8.narrow_i32x4_s(
      i32x4.ne(v128.load(x, 32), zero),
      i32x4.ne(v128.load(x, 48), zero),
    );
    const value = v128.and(i8x16.narrow_i16x8_s(low, high), i8x16.splat(1));
    if (n >= 16) v128.store(out, value);
    else storeFirstBytes(out, value, n);
  }
}

/** Kept between 0 and 255. */
export function int32ToUint8(x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 16, x += 64, out += 16) {
    const low = i16x8.narrow_i32x4_s(v128.load(x), v128.load(x, 16));
    const high = i16x8.narrow_i32x4_s(v128.load(x, 32), v128.load(x, 48));
    const value = i8x16.narrow_i16x8_u(low, high);
    if (n >= 16) v128.store(out, value);
    else storeFirstBytes(out, value, n);
  }
}

export function uint8ToBool(x: usize, out: usize, n: i32): void {
  for (; n > 0; n -= 16, x += 16, out += 16) {
    const value = i8x16.min_u(v128.load(x), i8x16.splat(1));
    if (n >= 16) v128.store(out, value);
    else storeFirstBytes(out, value, n);
  }
}

/** `n` times the same four bytes. */
export function fill32(out: usize, bits: i32, n: i32): void {
  const value = i32x4.splat(bits);
  for (; n >= 16; n -= 16, out += 64) {
    v128.store(out, value);
    v128.store(out, value, 16);
    v128.store(out, value, 32);
    v128.store(out, value, 48);
  }
  for (; n > 0; n -= 4, out += 16) {
    if (n >= 4) v128.store(out, value);
    else storeFirst(out, value, n);
  }
}
