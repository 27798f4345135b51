// Sorting rows, with the places the elements came from. A key of 32 bits in the order of the values and a place are one
// number of 64 bits, so that no two are equal and every way of sorting is stable: short rows by insertion, others by
// their digits.

/** Rows up to this length are sorted by insertion. */
const SHORT: i32 = 64;
/** Values of a digit of eight bits, and bytes to count them in all four digits of a key. */
const RADIX: i32 = 256;
const COUNTERS: i32 = RADIX * 4 * 4;

/** Bytes of scratch for rows of `cols` elements: counters, and the numbers twice. May be more than 32 bits tell. */
export function sortScratchBytes(cols: i32): f64 {
  return <f64>COUNTERS + <f64>cols * 16;
}

/** In the order of the numbers: -0 is 0, and NaN the greatest. */
@inline
function floatKey(bits: u32): u32 {
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return 0xffffffff;
  if (magnitude == 0) return 0x80000000;
  return bits ^ (<u32>(<i32>bits >> 31) | 0x80000000);
}

@inline
function keyOf(isInt: bool, bits: u32): u32 {
  return isInt ? bits ^ 0x80000000 : floatKey(bits);
}

function insert(pairs: usize, n: i32): void {
  const end = pairs + (n << 3);
  for (let next = pairs + 8; next < end; next += 8) {
    const pair = load<u64>(next);
    let at = next;
    for (; at > pairs && load<u64>(at - 8) > pair; at -= 8) store<u64>(at, load<u64>(at - 8));
    store<u64>(at, pair);
  }
}

/** Counts the digits of all keys. */
function count(pairs: usize, n: i32, counters: usize): void {
  memory.fill(counters, 0, COUNTERS);
  for (let i = 0; i < n; i++) {
    const key = load<u32>(pairs + (i << 3), 4);
    for (let digit = 0; digit < 4; digit++) {
      const counter = counters + (digit << 10) + (((key >> (digit << 3)) & 255) << 2);
      store<i32>(counter, load<i32>(counter) + 1);
    }
  }
}

/** Counts become the places where the elements of each digit begin; false if all have the same one. */
function accumulate(counters: usize, n: i32): bool {
  let total = 0;
  for (let at = counters; at < counters + (RADIX << 2); at += 4) {
    const some = load<i32>(at);
    if (some == n) return false;
    store<i32>(at, total);
    total += some;
  }
  return true;
}

/** Sorts by digits, the last one first, from one place to the other and back; returns where the result is. */
function distribute(pairs: usize, other: usize, n: i32, counters: usize): usize {
  count(pairs, n, counters);
  for (let digit = 0; digit < 4; digit++, counters += RADIX << 2) {
    if (!accumulate(counters, n)) continue;
    const shift = 32 + (digit << 3);
    for (let at = pairs; at < pairs + (n << 3); at += 8) {
      const pair = load<u64>(at);
      const counter = counters + (((<i32>(pair >> shift)) & 255) << 2);
      const place = load<i32>(counter);
      store<i32>(counter, place + 1);
      store<u64>(other + (place << 3), pair);
    }
    const held = pairs;
    pairs = other;
    other = held;
  }
  return pairs;
}

@inline
function sort(
  isInt: bool, x: usize, values: usize, places: usize, rows: i32, cols: i32, descending: i32, scratch: usize,
): void {
  const flip: u32 = descending ? 0xffffffff : 0;
  const pairs = scratch + COUNTERS;
  const pitch = cols << 2;
  for (; rows > 0; rows--, x += pitch, values += pitch, places += pitch) {
    for (let i = 0; i < cols; i++) {
      const key = keyOf(isInt, load<u32>(x + (i << 2))) ^ flip;
      store<u64>(pairs + (i << 3), (<u64>key << 32) | <u64>i);
    }
    let sorted = pairs;
    if (cols <= SHORT) insert(pairs, cols);
    else sorted = distribute(pairs, pairs + (cols << 3), cols, scratch);
    for (let i = 0; i < cols; i++) {
      const place = load<i32>(sorted + (i << 3));
      store<i32>(places + (i << 2), place);
      store<u32>(values + (i << 2), load<u32>(x + (place << 2)));
    }
  }
}

export function sortRows(
  x: usize, values: usize, places: usize, rows: i32, cols: i32, descending: i32, scratch: usize,
): void {
  sort(false, x, values, places, rows, cols, descending, scratch);
}
export function intSortRows(
  x: usize, values: usize, places: usize, rows: i32, cols: i32, descending: i32, scratch: usize,
): void {
  sort(true, x, values, places, rows, cols, descending, scratch);
}
