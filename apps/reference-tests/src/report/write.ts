// Writes the pages of the documentation.

import { mkdirSync, writeFileSync } from 'node:fs';
import { htmlOf } from './html.ts';
import { markdownOf } from './markdown.ts';
import type { Run } from './run.ts';

const docs = new URL('../../../../docs/', import.meta.url);

/** Writes them and gives their names. */
export function writePages(runs: readonly Run[]): string[] {
  const pages = {
    'reference-results.md': markdownOf(runs),
    'public/reference-table.html': htmlOf(runs),
  };
  mkdirSync(new URL('public/', docs), { recursive: true });
  return Object.entries(pages).map(([name, text]) => {
    writeFileSync(new URL(name, docs), text);
    return `docs/${name}`;
  });
}
