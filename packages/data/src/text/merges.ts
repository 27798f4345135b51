// Learning byte-pair encodings: again and again, the pair of tokens that stands together most often becomes a token.

/** Two tokens that stand together. */
export type Merge = readonly [left: string, right: string];

interface Word {
  readonly count: number;
  tokens: string[];
}

interface Pair {
  readonly merge: Merge;
  count: number;
  /** The words that hold, or held, it. */
  readonly words: Set<Word>;
}

/**
 * The first `most` merges for words that occur so often.
 *
 * @see Sennrich et al., "Neural machine translation of rare words with subword units" (2016), algorithm 1
 */
export function learnMerges(counts: ReadonlyMap<string, number>, most: number): Merge[] {
  const pairs = new Map<string, Pair>();
  for (const [text, count] of counts) note(pairs, { count, tokens: [...text] }, 1);
  const merges: Merge[] = [];
  while (merges.length < most) {
    const best = mostFrequent(pairs.values());
    if (best === null) break;
    merges.push(best.merge);
    for (const word of best.words) {
      note(pairs, word, -1);
      word.tokens = joined(word.tokens, best.merge);
      note(pairs, word, 1);
    }
    pairs.delete(keyOf(best.merge));
  }
  return merges;
}

/** Counts the pairs of a word, or takes them back. */
function note(pairs: Map<string, Pair>, word: Word, sign: 1 | -1): void {
  for (let i = 1; i < word.tokens.length; i++) {
    const merge: Merge = [word.tokens[i - 1]!, word.tokens[i]!];
    const key = keyOf(merge);
    let pair = pairs.get(key);
    if (pair === undefined) {
      pair = { merge, count: 0, words: new Set() };
      pairs.set(key, pair);
    }
    pair.count += sign * word.count;
    if (sign > 0) pair.words.add(word);
  }
}

/** The pair with the highest count, of equal ones the first in the alphabet; `null` where none stands together twice. */
function mostFrequent(pairs: Iterable<Pair>): Pair | null {
  let best: Pair | null = null;
  for (const pair of pairs) {
    if (pair.count < 2 || (best !== null && pair.count < best.count)) continue;
    if (best === null || pair.count > best.count || keyOf(pair.merge) < keyOf(best.merge)) best = pair;
  }
  return best;
}

function joined(tokens: readonly string[], [left, right]: Merge): string[] {
  const result: string[] = [];
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i] === left && tokens[i + 1] === right) {
      result.push(left + right);
      i++;
    } else {
      result.push(tokens[i]!);
    }
  }
  return result;
}

/** No token holds a space: bytes stand for characters that can be seen. */
function keyOf([left, right]: Merge): string {
  return `${left} ${right}`;
}
