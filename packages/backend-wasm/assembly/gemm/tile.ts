// Sizes that all parts of the matrix product agree on, and the one multiply-add.
//
// C = A B is computed in tiles of 4 × 8 that stay in eight registers. That tile was the quickest of those tried, with
// and without fused multiply-add; engines spill beyond about ten accumulators.

/** Rows of C in a tile, which is the width of a panel of A. */
export const tileRows: i32 = 4;
/** Columns of C in a tile, which is the width of a panel of B. */
export const tileColumns: i32 = 8;

/** Depth of packed panels is a multiple of this, with zeros at the end: the microkernel's loop takes that many steps. */
export const depthStep: i32 = ASC_FEATURE_RELAXED_SIMD ? 1 : 2;

/** Depth of a block. Sums are cut here and nowhere else, so that they do not depend on how work is shared. */
export const blockDepth: i32 = 256;
/** Rows of a block: a packed block of A (128 KiB) stays in the second cache. */
export const blockRows: i32 = 128;
/** Columns of a block of B, where B is not packed as a whole (512 KiB). */
export const blockColumns: i32 = 512;

/** `a · b + c`, rounded once in the relaxed variant and twice in the other. */
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

export function roundUp(value: i32, step: i32): i32 {
  return ((value + step - 1) / step) * step;
}
