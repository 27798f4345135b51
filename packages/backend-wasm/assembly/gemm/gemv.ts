// A matrix times a vector. Each element of the matrix is used once, so packing would cost more than the product.

import { activate, none } from './activation';
import { loadLanes, storeLanes } from './lanes';
import { multiplyAdd } from './tile';

/** Where results go; strides are in bytes. */
let outStride: i32 = 4;
let biasStride: i32 = 4;
let addsToOutput: bool = false;
let activationCode: i32 = none;

/** Sets what the functions below do with their results. */
export function setVectorEpilogue(stride: i32, biasStep: i32, adds: bool, activation: i32): void {
  outStride = stride;
  biasStride = biasStep;
  addsToOutput = adds;
  activationCode = activation;
}

/** Results `from … to`, each the product of a row of the matrix and `x`, both without gaps. */
export function multiplyRows(
  depth: i32,
  matrix: usize,
  rowStride: i32,
  x: usize,
  out: usize,
  bias: usize,
  from: i32,
  to: i32,
): void {
  for (let row = from; row < to; row += 4) {
    // Rows behind the last repeat it; their results are dropped.
    const row0 = matrix + row * rowStride;
    const row1 = matrix + min(row + 1, to - 1) * rowStride;
    const row2 = matrix + min(row + 2, to - 1) * rowStride;
    const row3 = matrix + min(row + 3, to - 1) * rowStride;
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0);
    const whole = (depth & ~3) << 2;
    for (let k = 0; k < whole; k += 16) {
      const factor = v128.load(x + k);
      sum0 = multiplyAdd(v128.load(row0 + k), factor, sum0);
      sum1 = multiplyAdd(v128.load(row1 + k), factor, sum1);
      sum2 = multiplyAdd(v128.load(row2 + k), factor, sum2);
      sum3 = multiplyAdd(v128.load(row3 + k), factor, sum3);
    }
    const rest = depth & 3;
    if (rest > 0) {
      const factor = loadLanes(x + whole, rest);
      sum0 = multiplyAdd(loadLanes(row0 + whole, rest), factor, sum0);
      sum1 = multiplyAdd(loadLanes(row1 + whole, rest), factor, sum1);
      sum2 = multiplyAdd(loadLanes(row2 + whole, rest), factor, sum2);
      sum3 = multiplyAdd(loadLanes(row3 + whole, rest), factor, sum3);
    }
    finish(addAcross(sum0, sum1, sum2, sum3), row, to - row, out, bias);
  }
}

/** Results `from … to`, for a matrix in which the elements of a column (of one depth) lie side by side. */
export function multiplyColumns(
  depth: i32,
  matrix: usize,
  depthStride: i32,
  x: usize,
  xStride: i32,
  out: usize,
  bias: usize,
  from: i32,
  to: i32,
): void {
  let row = from;
  for (; row + 16 <= to; row += 16) {
    let sum0 = f32x4.splat(0);
    let sum1 = f32x4.splat(0);
    let sum2 = f32x4.splat(0);
    let sum3 = f32x4.splat(0);
    let at = matrix + (row << 2);
    let factorAt = x;
    for (let k = 0; k < depth; k++, at += depthStride, factorAt += xStride) {
      const factor = v128.load32_splat(factorAt);
      sum0 = multiplyAdd(v128.load(at), factor, sum0);
      sum1 = multiplyAdd(v128.load(at, 16), factor, sum1);
      sum2 = multiplyAdd(v128.load(at, 32), factor, sum2);
      sum3 = multiplyAdd(v128.load(at, 48), factor, sum3);
    }
    finish(sum0, row, 4, out, bias);
    finish(sum1, row + 4, 4, out, bias);
    finish(sum2, row + 8, 4, out, bias);
    finish(sum3, row + 12, 4, out, bias);
  }
  for (; row < to; row += 4) {
    let sum = f32x4.splat(0);
    let at = matrix + (row << 2);
    let factorAt = x;
    for (let k = 0; k < depth; k++, at += depthStride, factorAt += xStride) {
      sum = multiplyAdd(loadLanes(at, to - row), v128.load32_splat(factorAt), sum);
    }
    finish(sum, row, to - row, out, bias);
  }
}

/** The sums of the four vectors' lanes. */
function addAcross(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 2, 6), v128.shuffle<f32>(a, b, 1, 5, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 2, 6), v128.shuffle<f32>(c, d, 1, 5, 3, 7));
  return f32x4.add(v128.shuffle<f64>(ab, cd, 0, 2), v128.shuffle<f64>(ab, cd, 1, 3));
}

/** Stores up to four results from `row` on. */
function finish(sum: v128, row: i32, count: i32, out: usize, bias: usize): void {
  const to = out + row * outStride;
  if (bias) {
    const from = bias + row * biasStride;
    sum = f32x4.add(sum, biasStride === 0 ? v128.load32_splat(from) : loadLanes(from, count));
  }
  if (outStride === 4) {
    if (addsToOutput) sum = f32x4.add(sum, loadLanes(to, count));
    storeLanes(to, activationCode === none ? sum : activate(sum, activationCode), count);
    return;
  }
  for (let i = 0; i < min(count, 4); i++) {
    const place = to + i * outStride;
    let value = addsToOutput ? f32x4.add(sum, v128.load32_zero(place)) : sum;
    if (activationCode !== none) value = activate(value, activationCode);
    v128.store_lane<f32>(place, value, 0);
    sum = v128.shuffle<f32>(sum, sum, 1, 2, 3, 0);
  }
}
