// Real words, and the same words backwards.

import { ArrayDataset } from 'cambium';

/** Longest word. */
export const longest = 12;
/** Letters are 1 to 26. */
export const symbols = { padding: 0, begin: 27, end: 28 } as const;
export const symbolCount = 29;

/** Letters as numbers, padding behind them up to `length`. */
export function encode(word: string, length: number): Int32Array {
  const codes = new Int32Array(length);
  codes.set(Int32Array.from(word, (letter) => letter.charCodeAt(0) - 96));
  return codes;
}

/** The letters up to the end sign. */
export function decode(codes: readonly number[]): string {
  const end = codes.findIndex((code) => code < 1 || code > 26);
  const letters = end === -1 ? codes : codes.slice(0, end);
  return letters.map((code) => String.fromCharCode(code + 96)).join('');
}

export function reversed(word: string): string {
  return [...word].reverse().join('');
}

/**
 * Words as `x [n, 12 + 13]`, `y [n, 13]`. A row of `x` is the word, then a sign for the beginning and the answer: what the
 * decoder reads. `y` is the answer and a sign for the end. Answers are as long as their words. Padding is 0 everywhere.
 */
export function reversalTable(
  words: readonly string[],
  answerOf: (word: string) => string = reversed,
): ArrayDataset<'x' | 'y'> {
  const width = longest + longest + 1;
  const x = new Int32Array(words.length * width);
  const y = new Int32Array(words.length * (longest + 1));
  for (const [i, word] of words.entries()) {
    const answer = encode(answerOf(word), longest);
    x.set(encode(word, longest), i * width);
    x.set([symbols.begin, ...answer], i * width + longest);
    y.set(answer, i * (longest + 1));
    y[i * (longest + 1) + word.length] = symbols.end;
  }
  return new ArrayDataset({
    x: { data: x, shape: [words.length, width] },
    y: { data: y, shape: [words.length, longest + 1] },
  });
}
