// Models that only count: what a network has to beat.

/** Perplexity of the text: how many equally likely characters the model hesitates between. `e^(mean of −log p)`. */
export function bigramPerplexity(train: Int32Array, test: Int32Array, characters: number): number {
  // Each pair begins with a count of a tenth, so that none is impossible.
  const counts = new Float64Array(characters * characters).fill(0.1);
  for (let i = 1; i < train.length; i++) counts[train[i - 1]! * characters + train[i]!]!++;
  return perplexity(test, (previous) => counts.subarray(previous * characters, (previous + 1) * characters));
}

/** The same without looking at the character before. */
export function unigramPerplexity(train: Int32Array, test: Int32Array, characters: number): number {
  const counts = new Float64Array(characters).fill(0.1);
  for (const code of train) counts[code]!++;
  return perplexity(test, () => counts);
}

function perplexity(text: Int32Array, countsAfter: (previous: number) => Float64Array): number {
  let total = 0;
  for (let i = 1; i < text.length; i++) {
    const counts = countsAfter(text[i - 1]!);
    const all = counts.reduce((sum, count) => sum + count, 0);
    total -= Math.log(counts[text[i]!]! / all);
  }
  return Math.exp(total / (text.length - 1));
}
