// Words of different length in one batch: the short ones are filled up with zeros.

import { DataLoader, type HostArray, type HostBatch } from 'cambium';
import type { LabelledWord } from './words.ts';

/** What a batch holds: letters `x [batch, longest]` and languages `y [batch]`. */
interface WordBatch {
  readonly x: HostArray;
  readonly y: HostArray;
}

/** Batches that are as wide as their longest word. */
export function wordLoader(
  words: readonly LabelledWord[],
  options: { readonly batchSize: number; readonly shuffle?: boolean; readonly seed?: number },
): DataLoader<LabelledWord, LabelledWord, WordBatch> {
  return new DataLoader({ length: words.length, get: (i) => words[i]! }, { ...options, collate: pad });
}

/** One rectangle of letters, 0 behind the end of a word. */
export function pad(words: readonly LabelledWord[]): HostBatch<WordBatch> {
  const longest = Math.max(...words.map(({ letters }) => letters.length));
  const data = new Int32Array(words.length * longest);
  for (const [i, { letters }] of words.entries()) data.set(letters, i * longest);
  return {
    x: { data, shape: [words.length, longest], dtype: 'int32' },
    y: { data: Int32Array.from(words, ({ language }) => language), shape: [words.length], dtype: 'int32' },
  };
}
