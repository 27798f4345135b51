// Random numbers from a counter: the n-th number is a function of (key, n), the same on every device and thread.

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/**
 * Philox-4x32-10: four random 32-bit words for one counter block.
 *
 * The generator's state holds the key in words 0–1 and the stream (one for each draw) in words 2–3.
 *
 * @param state 4 words: key low, key high, stream low, stream high
 * @param block which four words of the stream, a non-negative integer below 2^53
 * @param out receives the four words
 * @see Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011)
 * @example
 * ```ts
 * const words = new Uint32Array(4);
 * philox4x32([0, 0, 0, 0], 0, words);
 * [...words];   // [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]
 * ```
 */
export function philox4x32(state: ArrayLike<number>, block: number, out: Uint32Array): void {
  let key0 = state[0]! >>> 0;
  let key1 = state[1]! >>> 0;
  let word0 = block >>> 0;
  let word1 = Math.floor(block / 2 ** 32) >>> 0;
  let word2 = state[2]! >>> 0;
  let word3 = state[3]! >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(multiplier0, word0);
    const low0 = Math.imul(multiplier0, word0);
    const high1 = multiplyHigh(multiplier1, word2);
    const low1 = Math.imul(multiplier1, word2);
    word0 = (high1 ^ word1 ^ key0) >>> 0;
    word1 = low1 >>> 0;
    word2 = (high0 ^ word3 ^ key1) >>> 0;
    word3 = low0 >>> 0;
    key0 = (key0 + weyl0) >>> 0;
    key1 = (key1 + weyl1) >>> 0;
  }
  out[0] = word0;
  out[1] = word1;
  out[2] = word2;
  out[3] = word3;
}

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle1 = aHigh * bLow + ((aLow * bLow) >>> 16);
  const middle2 = aLow * bHigh + (middle1 & 0xffff);
  return (aHigh * bHigh + Math.floor(middle1 / 65536) + Math.floor(middle2 / 65536)) >>> 0;
}

/**
 * 53 random bits from two words, as a number in [0, 1).
 *
 * @example
 * ```ts
 * uniform53(0x80000000, 0);   // 0.5
 * ```
 */
export function uniform53(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) / 9007199254740992;
}
