// Moving a plane of elements between strided places. Steps are in bytes; planes of more axes are several calls.

/** Side of the tiles of a transposition: a tile of either side stays in the first-level cache. */
const TILE: i32 = 32;

@inline
function copyPlane<T>(
  from: usize,
  fromRow: i32,
  fromCol: i32,
  to: usize,
  toRow: i32,
  toCol: i32,
  rows: i32,
  cols: i32,
): void {
  if (fromCol == sizeof<T>() && toCol == sizeof<T>() && cols * sizeof<T>() >= 64) {
    for (; rows > 0; rows--, from += fromRow, to += toRow) memory.copy(to, from, cols * sizeof<T>());
    return;
  }
  for (; rows > 0; rows--, from += fromRow, to += toRow) {
    let source = from;
    let target = to;
    let left = cols;
    for (; left >= 4; left -= 4) {
      const v0 = load<T>(source);
      source += fromCol;
      const v1 = load<T>(source);
      source += fromCol;
      const v2 = load<T>(source);
      source += fromCol;
      const v3 = load<T>(source);
      source += fromCol;
      store<T>(target, v0);
      target += toCol;
      store<T>(target, v1);
      target += toCol;
      store<T>(target, v2);
      target += toCol;
      store<T>(target, v3);
      target += toCol;
    }
    for (; left > 0; left--) {
      store<T>(target, load<T>(source));
      source += fromCol;
      target += toCol;
    }
  }
}

/** Elements of one byte. */
export function copy8(
  from: usize,
  fromRow: i32,
  fromCol: i32,
  to: usize,
  toRow: i32,
  toCol: i32,
  rows: i32,
  cols: i32,
): void {
  copyPlane<u8>(from, fromRow, fromCol, to, toRow, toCol, rows, cols);
}

/** Elements of four bytes. */
export function copy32(
  from: usize,
  fromRow: i32,
  fromCol: i32,
  to: usize,
  toRow: i32,
  toCol: i32,
  rows: i32,
  cols: i32,
): void {
  if (fromRow == 4 && toCol == 4 && rows >= 4 && cols >= 4) transpose32(from, fromCol, to, toRow, rows, cols);
  else copyPlane<u32>(from, fromRow, fromCol, to, toRow, toCol, rows, cols);
}

/** Elements of eight bytes. */
export function copy64(
  from: usize,
  fromRow: i32,
  fromCol: i32,
  to: usize,
  toRow: i32,
  toCol: i32,
  rows: i32,
  cols: i32,
): void {
  copyPlane<u64>(from, fromRow, fromCol, to, toRow, toCol, rows, cols);
}

/** Rows of the source become columns: `to[r][c] = from[c][r]`, in squares of four by four within tiles. */
function transpose32(from: usize, fromCol: i32, to: usize, toRow: i32, rows: i32, cols: i32): void {
  for (let r = 0; r < rows; r += TILE) {
    const rEnd = min(r + TILE, rows);
    for (let c = 0; c < cols; c += TILE) {
      transposeTile(from, fromCol, to, toRow, r, rEnd, c, min(c + TILE, cols));
    }
  }
}

function transposeTile(
  from: usize,
  fromCol: i32,
  to: usize,
  toRow: i32,
  rStart: i32,
  rEnd: i32,
  cStart: i32,
  cEnd: i32,
): void {
  let r = rStart;
  for (; r + 4 <= rEnd; r += 4) {
    let c = cStart;
    for (; c + 4 <= cEnd; c += 4) {
      let source = from + c * fromCol + (r << 2);
      const v0 = v128.load(source);
      source += fromCol;
      const v1 = v128.load(source);
      source += fromCol;
      const v2 = v128.load(source);
      source += fromCol;
      const v3 = v128.load(source);
      const low01 = i32x4.shuffle(v0, v1, 0, 4, 1, 5);
      const high01 = i32x4.shuffle(v0, v1, 2, 6, 3, 7);
      const low23 = i32x4.shuffle(v2, v3, 0, 4, 1, 5);
      const high23 = i32x4.shuffle(v2, v3, 2, 6, 3, 7);
      let target = to + r * toRow + (c << 2);
      v128.store(target, i64x2.shuffle(low01, low23, 0, 2));
      target += toRow;
      v128.store(target, i64x2.shuffle(low01, low23, 1, 3));
      target += toRow;
      v128.store(target, i64x2.shuffle(high01, high23, 0, 2));
      target += toRow;
      v128.store(target, i64x2.shuffle(high01, high23, 1, 3));
    }
    for (; c < cEnd; c++) {
      for (let i = r; i < r + 4; i++) store<u32>(to + i * toRow + (c << 2), load<u32>(from + c * fromCol + (i << 2)));
    }
  }
  for (; r < rEnd; r++) {
    for (let c = cStart; c < cEnd; c++) store<u32>(to + r * toRow + (c << 2), load<u32>(from + c * fromCol + (r << 2)));
  }
}
