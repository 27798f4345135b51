// Runs the programs of the docs (those of the course have their own test), and compares what they print with the comments behind the calls.
// The guides show them in both languages.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const folder = fileURLToPath(new URL('../docs/code/', import.meta.url));
const programs = filesIn(folder, '.ts').filter((file) => !/^(course|exercises|kit)\//.test(file));
const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const pages = [docs, `${docs}guides/`].flatMap((home) =>
  readdirSync(home)
    .filter((file) => file.endsWith('.md'))
    .map((file) => readFileSync(home + file, 'utf8')),
);

function filesIn(home: string, ending: string): string[] {
  const all = readdirSync(home, { recursive: true }) as string[];
  return all.filter((file) => file.endsWith(ending)).map((file) => file.replaceAll('\\', '/'));
}

/** What `console.log(…); // words` says is printed, where the words end in a value. */
function promised(code: string): (string | null)[] {
  return [...code.matchAll(/console\.log\(.*\);(?: \/\/ (.*))?$/gm)].map(([, comment]) => comment ?? null);
}

describe.each(programs)('docs/code/%s', (program) => {
  const printed: string[] = [];
  beforeEach(() => {
    printed.length = 0;
    vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
      printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '));
    });
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(() => void vi.restoreAllMocks());

  it('runs and prints what it says', async () => {
    await import(`${folder}${program}`);
    const comments = promised(readFileSync(folder + program, 'utf8'));
    expect(printed).toHaveLength(comments.length);
    comments.forEach((comment, i) => {
      if (comment === null) return;
      const value = comment.split(' = ').at(-1)!;
      expect(withoutSpaces(printed[i]!)).toBe(withoutSpaces(value));
    });
  }, 30_000);

  it('is shown on a page', () => {
    expect(pages.some((page) => page.includes(`/code/${program}\n`))).toBe(true);
  });
});

describe.each(readdirSync(`${docs}guides/`))('docs/zh/guides/%s', (guide) => {
  it('has the headings, tables, code, files, parts and links of the English page', () => {
    const english = readFileSync(`${docs}guides/${guide}`, 'utf8');
    const chinese = readFileSync(`${docs}zh/guides/${guide}`, 'utf8');
    expect(outline(chinese)).toEqual(outline(english));
    // It lies one folder deeper.
    expect(shown(chinese)).toEqual(shown(english.replace(/^(<<< |<!--@include: )/gm, '$1../')));
  });
});

/** Headings, by their level, and rows of tables. */
function outline(page: string): string[] {
  return [...(page.match(/^(#+ |\|)/gm) ?? [])];
}

/** What a page has besides words, each once: sentences of another language have another order. */
function shown(page: string): Set<string> {
  return new Set(page.match(/^```[\s\S]*?^```$|`[^`\n]+`|^<<< .*|<!--.*?-->|<[A-Z][^>]*>|\]\(.*?\)/gm));
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, '');
}
