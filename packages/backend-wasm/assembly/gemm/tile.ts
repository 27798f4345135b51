// Sizes that all parts of the matrix product agree on, and the one multiply-add.
//
// C = A B is computed in tiles of 4 × 8 that stay in eight registers. With fused multiply-add, where a product needs no
// register of its own, tiles of 6 × 8 are 9 % quicker; what does not fill one of them falls to those of four rows.

/** Rows of C in a tile, which is the width of a panel of A. */
export const tileRows: i32 = 4;
/** The same of a tall tile. */
export const tallRows: i32 = 6;
/** Columns of C in a tile, which is the width of a panel of B. */
export const tileColumns: i32 = 8;

/** How many of a block's rows go into tall tiles, the first ones: so many that the rest pads least. */
export function countTall(rows: i32): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return 0;
  const rest = rows % tallRows;
  const whole = rows - rest;
  if (rest === tallRows - 1) return whole + tallRows;
  // Seven or eight rows are two tiles of four.
  return rest === 1 || rest === 2 ? max(0, whole - tallRows) : whole;
}

/** Rows with those that fill the last tile. */
export function padRows(rows: i32): i32 {
  const tall = countTall(rows);
  return rows > tall ? tall + roundUp(rows - tall, tileRows) : tall;
}

/** Where a tile is finished that is not whole, or not only stored: the addresses of its rows stand behind it. */
export const spareRows: usize = tallRows * tileColumns * 4;
/** Bytes of it, a multiple of 16. */
export const spareBytes: usize = spareRows + 32;

/** Writes the addresses, and returns where they stand. */
export function openSpare(spare: usize): usize {
  for (let row = 0; row < tallRows; row++) {
    store<usize>(spare + spareRows + (row << 2), spare + row * tileColumns * 4);
  }
  return spare + spareRows;
}

/** Depth of packed panels is a multiple of this, with zeros at the end: the microkernel's loop takes that many steps. */
export const depthStep: i32 = ASC_FEATURE_RELAXED_SIMD ? 1 : 2;

/** Depth of a block. Sums are cut here and nowhere else, so that they do not depend on how work is shared. */
export const blockDepth: i32 = 256;
/** Rows of a block, of whole tiles of both heights: a packed block of A (132 KiB) stays in the second cache. */
export const blockRows: i32 = 132;
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
