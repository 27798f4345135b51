// Philox-4x32-10 with whole numbers of any size, word for word as in Salmon et al., "Parallel random numbers" (2011).

const mask = 0xffffffffn;

/** The four words of one counter under one key. */
export function philox(counter: readonly bigint[], key: readonly bigint[]): bigint[] {
  let [c0, c1, c2, c3] = counter as [bigint, bigint, bigint, bigint];
  let [k0, k1] = key as [bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const [p0, p1] = [0xd2511f53n * c0, 0xcd9e8d57n * c2];
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & mask, (p0 >> 32n) ^ c3 ^ k1, p0 & mask];
    [k0, k1] = [(k0 + 0x9e3779b9n) & mask, (k1 + 0xbb67ae85n) & mask];
  }
  return [c0, c1, c2, c3];
}

/** The first words of the stream that a generator's state names: key in words 0 and 1, stream in words 2 and 3. */
export function randomWords(state: readonly number[], count: number): number[] {
  const [keyLow, keyHigh, streamLow, streamHigh] = state.map((word) => BigInt.asUintN(32, BigInt(word)));
  const words: number[] = [];
  for (let block = 0n; words.length < count; block++) {
    const counter = [block & mask, block >> 32n, streamLow!, streamHigh!];
    words.push(...philox(counter, [keyLow!, keyHigh!]).map(Number));
  }
  return words.slice(0, count);
}
