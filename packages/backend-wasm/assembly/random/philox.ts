// Philox-4x32-10, four blocks at a time, and the numbers that are made of its words: the same bits as
// packages/tensor/src/random gives.

import { c, joined } from '../double/lanes';
import { quantile } from '../double/quantile';
import { splat, storeFirst } from '../elementwise/lanes';

const MULTIPLIER_0: i32 = 0xd2511f53;
const MULTIPLIER_1: i32 = 0xcd9e8d57;
const WEYL_0: i32 = 0x9e3779b9;
const WEYL_1: i32 = 0xbb67ae85;

const enum Sample {
  bits,
  uniform,
  normal,
}

/** Two numbers of a normal distribution from 24 bits each; the half step keeps 0 out. */
@inline
function normalHalf(bits: v128): v128 {
  const uniform = f64x2.mul(f64x2.add(f64x2.convert_low_i32x4_u(bits), c(0.5)), c(5.9604644775390625e-8));
  const centred = f64x2.sub(uniform, c(0.5));
  return quantile(centred, f64x2.pmin(uniform, f64x2.sub(c(1), uniform)));
}

/** What four words are, as elements. */
@inline
function valueOf(sample: Sample, words: v128): v128 {
  if (sample == Sample.bits) return words;
  const bits = i32x4.shr_u(words, 8);
  if (sample == Sample.uniform) return f32x4.mul(f32x4.convert_i32x4_u(bits), splat(5.9604644775390625e-8));
  return joined(normalHalf(bits), normalHalf(i64x2.shuffle(bits, bits, 1, 1)));
}

@inline
function put(sample: Sample, out: usize, words: v128, n: i32): void {
  if (n >= 4) v128.store(out, valueOf(sample, words));
  else if (n > 0) storeFirst(out, valueOf(sample, words), n);
}

/** Elements from four times `block` on. `state`: four words, key and stream. */
@inline
function fill(sample: Sample, state: usize, out: usize, block: i32, n: i32): void {
  const by0 = i32x4.splat(MULTIPLIER_0);
  const by1 = i32x4.splat(MULTIPLIER_1);
  let counter = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  for (; n > 0; n -= 16, out += 64) {
    let key0 = load<i32>(state);
    let key1 = load<i32>(state, 4);
    let word0 = counter;
    let word1 = i32x4.splat(0);
    let word2 = v128.load32_splat(state, 8);
    let word3 = v128.load32_splat(state, 12);
    for (let round = 0; round < 10; round++) {
      const low0 = i64x2.extmul_low_i32x4_u(word0, by0);
      const high0 = i64x2.extmul_high_i32x4_u(word0, by0);
      const low1 = i64x2.extmul_low_i32x4_u(word2, by1);
      const high1 = i64x2.extmul_high_i32x4_u(word2, by1);
      // The upper halves of the products are mixed, the lower ones move on.
      word0 = v128.xor(v128.xor(i32x4.shuffle(low1, high1, 1, 3, 5, 7), word1), i32x4.splat(key0));
      word2 = v128.xor(v128.xor(i32x4.shuffle(low0, high0, 1, 3, 5, 7), word3), i32x4.splat(key1));
      word1 = i32x4.shuffle(low1, high1, 0, 2, 4, 6);
      word3 = i32x4.shuffle(low0, high0, 0, 2, 4, 6);
      key0 += WEYL_0;
      key1 += WEYL_1;
    }
    counter = i32x4.add(counter, i32x4.splat(4));
    const first01 = i32x4.shuffle(word0, word1, 0, 4, 1, 5);
    const last01 = i32x4.shuffle(word0, word1, 2, 6, 3, 7);
    const first23 = i32x4.shuffle(word2, word3, 0, 4, 1, 5);
    const last23 = i32x4.shuffle(word2, word3, 2, 6, 3, 7);
    put(sample, out, i64x2.shuffle(first01, first23, 0, 2), n);
    put(sample, out + 16, i64x2.shuffle(first01, first23, 1, 3), n - 4);
    put(sample, out + 32, i64x2.shuffle(last01, last23, 0, 2), n - 8);
    put(sample, out + 48, i64x2.shuffle(last01, last23, 1, 3), n - 12);
  }
}

export function randomBits(state: usize, out: usize, block: i32, n: i32): void {
  fill(Sample.bits, state, out, block, n);
}
export function randomUniform(state: usize, out: usize, block: i32, n: i32): void {
  fill(Sample.uniform, state, out, block, n);
}
export function randomNormal(state: usize, out: usize, block: i32, n: i32): void {
  fill(Sample.normal, state, out, block, n);
}
