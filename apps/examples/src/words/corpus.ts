// A text as numbers of words, and as pairs of words that stand near each other.

import { ArrayDataset, type HostRandom } from 'cambium';

/** A text in which rare words are left out. */
export interface Corpus {
  /** The words by number, the most frequent first. */
  readonly vocabulary: readonly string[];
  /** How often each occurs. */
  readonly counts: readonly number[];
  /** The text. */
  readonly codes: Int32Array;
}

/** Words that occur at least `least` times. */
export function corpusOf(words: readonly string[], least: number): Corpus {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const kept = [...counts].filter(([, count]) => count >= least).sort(([, a], [, b]) => b - a);
  const numbers = new Map(kept.map(([word], i) => [word, i]));
  return {
    vocabulary: kept.map(([word]) => word),
    counts: kept.map(([, count]) => count),
    codes: Int32Array.from(words.flatMap((word) => numbers.get(word) ?? [])),
  };
}

/**
 * Pairs of a word `x` and one of its neighbours `y`, at most `reach` words apart. Frequent words are left out at random,
 * the more frequent the more often, as in word2vec: "the" says little about its neighbours.
 */
export function pairs({ codes, counts }: Corpus, reach: number, random: HostRandom): ArrayDataset<'x' | 'y'> {
  const frequent = 1e-3 * codes.length;
  const kept = codes.filter((code) => random.uniform() < Math.sqrt(frequent / counts[code]!));
  const [x, y]: [number[], number[]] = [[], []];
  for (const [place, code] of kept.entries()) {
    // Near words come more often than far ones: the reach differs from word to word.
    const near = 1 + random.integer(reach);
    for (let other = Math.max(0, place - near); other <= Math.min(kept.length - 1, place + near); other++) {
      if (other === place) continue;
      x.push(code);
      y.push(kept[other]!);
    }
  }
  return new ArrayDataset({ x: Int32Array.from(x), y: Int32Array.from(y) });
}
