// The course: each page in both languages, its pictures, and its exercise with starter and solution. Its programs are run when
// the site is built, which fails if one of them does.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as plot from '@cambium/plot';
import * as cambium from 'cambium';
import { describe, expect, it } from 'vitest';
import { coursePages } from '../docs/build/course.ts';
import { courseMap } from '../docs/build/course-map.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));
const pages = { en: `${docs}course/`, zh: `${docs}zh/course/` };

describe('the map of the course', () => {
  it('names only symbols, tests, examples and results that are there', () => {
    const map = courseMap(new Set([...Object.keys(cambium), ...Object.keys(plot)]));
    expect(map.match(/^\| \d/gm)!.length).toBeGreaterThan(30);
    expect(() => courseMap(new Set(['Linear']))).toThrow(/no package exports/);
  });

  it('leads to every page of the course', () => {
    const map = courseMap(new Set([...Object.keys(cambium), ...Object.keys(plot)]));
    for (const { slug } of coursePages) expect(map).toContain(`(/course/${slug})`);
  });
});

describe.each(coursePages)('$slug', ({ slug, title }) => {
  it('has a program that printed something when the site was built, and drew the pictures of both pages', () => {
    expect(readFileSync(`${docs}generated/course/${slug}.txt`, 'utf8').trim()).not.toBe('');
    const drawn = readdirSync(`${docs}public/pictures/course/${slug}`).map((file) =>
      file.replace(/\.svg$/, ''),
    );
    for (const home of Object.values(pages)) {
      const shown = readFileSync(`${home}${slug}.md`, 'utf8').matchAll(
        /\]\(\/pictures\/course\/([\w/-]+)\.svg\)/g,
      );
      expect([...shown].map(([, path]) => path).sort()).toEqual(
        drawn.map((name) => `${slug}/${name}`).sort(),
      );
    }
  });

  it.each(Object.entries(pages))('has a page (%s) with code, output and exercise', (language, home) => {
    const page = readFileSync(`${home}${slug}.md`, 'utf8');
    const up = language === 'en' ? '../' : '../../';
    expect(page).toContain(`# ${title[language as 'en' | 'zh']}\n`);
    expect(page).toContain(`<<< ${up}code/course/${slug}.ts`);
    expect(page).toContain(`<Cell program="course/${slug}">`);
    expect(page).toContain(`<<< ${up}generated/course/${slug}.txt`);
    expect(page).toContain(`<Exercise name="${slug}" />`);
    // A tag at the beginning of a line would end the paragraph.
    expect(page).not.toMatch(/\n<Result/);
    for (const [, link] of page.matchAll(/\]\(\.\/([\w-]+)\)/g))
      expect(existsSync(`${home}${link}.md`)).toBe(true);
  });

  it('has an exercise that its solution passes and its starter does not', async () => {
    const exercise = `${docs}code/exercises/${slug}/`;
    const { default: check } = (await import(`${exercise}check.ts`)) as {
      default(answer: unknown): Promise<void>;
    };
    await check(await import(`${exercise}solution.ts`));
    await expect(async () => check(await import(`${exercise}starter.ts`))).rejects.toThrow();
  }, 60_000);
});
