// The innermost loops once more, for tiles of six rows: only where the sum and the product are one instruction do twelve
// sums, two columns and a factor find room in sixteen registers.

import { multiplyAdd, tallRows, tileColumns } from './tile';

/** `C[6, 8] = A[6, depth] · B[depth, 8]`, as `multiplyTile` does it. */
export function multiplyTallTile(depth: i32, a: usize, b: usize, rows: usize, column: usize): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  const end = a + depth * (tallRows * 4);
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(a);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(a, 4);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(a, 8);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(a, 12);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    const a4 = v128.load32_splat(a, 16);
    c40 = multiplyAdd(a4, b0, c40);
    c41 = multiplyAdd(a4, b1, c41);
    const a5 = v128.load32_splat(a, 20);
    c50 = multiplyAdd(a5, b0, c50);
    c51 = multiplyAdd(a5, b1, c51);
    a += tallRows * 4;
    b += tileColumns * 4;
  }
  const row0 = load<usize>(rows) + column;
  v128.store(row0, c00);
  v128.store(row0, c01, 16);
  const row1 = load<usize>(rows, 4) + column;
  v128.store(row1, c10);
  v128.store(row1, c11, 16);
  const row2 = load<usize>(rows, 8) + column;
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  const row3 = load<usize>(rows, 12) + column;
  v128.store(row3, c30);
  v128.store(row3, c31, 16);
  const row4 = load<usize>(rows, 16) + column;
  v128.store(row4, c40);
  v128.store(row4, c41, 16);
  const row5 = load<usize>(rows, 20) + column;
  v128.store(row5, c50);
  v128.store(row5, c51, 16);
}

/** The same with the elements of A where they lie, as `multiplyTileInPlace` does it. */
export function multiplyTallTileInPlace(
  depth: i32,
  lanes: usize,
  depths: usize,
  b: usize,
  bPitch: usize,
  rows: usize,
  column: usize,
): void {
  let c00 = f32x4.splat(0);
  let c01 = f32x4.splat(0);
  let c10 = f32x4.splat(0);
  let c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0);
  let c21 = f32x4.splat(0);
  let c30 = f32x4.splat(0);
  let c31 = f32x4.splat(0);
  let c40 = f32x4.splat(0);
  let c41 = f32x4.splat(0);
  let c50 = f32x4.splat(0);
  let c51 = f32x4.splat(0);
  const lane0 = load<usize>(lanes);
  const lane1 = load<usize>(lanes, 4);
  const lane2 = load<usize>(lanes, 8);
  const lane3 = load<usize>(lanes, 12);
  const lane4 = load<usize>(lanes, 16);
  const lane5 = load<usize>(lanes, 20);
  const end = depths + ((depth as usize) << 2);
  while (depths < end) {
    const offset = load<usize>(depths);
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const a0 = v128.load32_splat(lane0 + offset);
    c00 = multiplyAdd(a0, b0, c00);
    c01 = multiplyAdd(a0, b1, c01);
    const a1 = v128.load32_splat(lane1 + offset);
    c10 = multiplyAdd(a1, b0, c10);
    c11 = multiplyAdd(a1, b1, c11);
    const a2 = v128.load32_splat(lane2 + offset);
    c20 = multiplyAdd(a2, b0, c20);
    c21 = multiplyAdd(a2, b1, c21);
    const a3 = v128.load32_splat(lane3 + offset);
    c30 = multiplyAdd(a3, b0, c30);
    c31 = multiplyAdd(a3, b1, c31);
    const a4 = v128.load32_splat(lane4 + offset);
    c40 = multiplyAdd(a4, b0, c40);
    c41 = multiplyAdd(a4, b1, c41);
    const a5 = v128.load32_splat(lane5 + offset);
    c50 = multiplyAdd(a5, b0, c50);
    c51 = multiplyAdd(a5, b1, c51);
    depths += 4;
    b += bPitch;
  }
  const row0 = load<usize>(rows) + column;
  v128.store(row0, c00);
  v128.store(row0, c01, 16);
  const row1 = load<usize>(rows, 4) + column;
  v128.store(row1, c10);
  v128.store(row1, c11, 16);
  const row2 = load<usize>(rows, 8) + column;
  v128.store(row2, c20);
  v128.store(row2, c21, 16);
  const row3 = load<usize>(rows, 12) + column;
  v128.store(row3, c30);
  v128.store(row3, c31, 16);
  const row4 = load<usize>(rows, 16) + column;
  v128.store(row4, c40);
  v128.store(row4, c41, 16);
  const row5 = load<usize>(rows, 20) + column;
  v128.store(row5, c50);
  v128.store(row5, c51, 16);
}
