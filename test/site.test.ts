// The built site in a real browser (`pnpm docs:test`): every page in both languages, every demo to its goal, cells, exercises, search, playground.

import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coursePages } from '../docs/build/course.ts';
import { serveSite } from '../docs/build/serve.ts';
import { catalog, type DemoName } from '../docs/live/catalog.ts';
import { chromiumPath, launchChromium } from './chromium.ts';
import { brokenLinks } from './site-links.ts';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

let browser: Browser;
let context: BrowserContext;
let server: Server;
let home: string;

beforeAll(async () => {
  server = await serveSite();
  home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
  context = await browser.newContext();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** Opens a page, does something with it, and tells what went wrong on the way. */
async function visit(path: string, act: (page: Page) => Promise<void> = async () => {}): Promise<string[]> {
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) problems.push(`request to another host: ${url}`);
  });
  page.on(
    'response',
    (response) => response.status() >= 400 && problems.push(`${response.status()} ${response.url()}`),
  );
  try {
    await page.goto(home + path, { waitUntil: 'load' });
    await page.waitForSelector('main, .VPHome, .VPDoc');
    await act(page);
  } finally {
    await page.close();
  }
  return problems;
}

/** What a reader with a screen reader, a keyboard or weak eyes would stumble over. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target }) => target.join(' '))
          .slice(0, 3)
          .join(', ')}`,
    );
}

const coursePaths = coursePages.flatMap(({ slug }) => [`/course/${slug}`, `/zh/course/${slug}`]);
const otherPaths = [
  '/',
  '/zh/',
  '/zh/quickstart',
  '/course/',
  '/zh/course/',
  '/playground',
  '/zh/playground',
];
const guidePaths = [
  '/quickstart',
  ...['', 'backends', 'coming-from', 'add-an-op'].flatMap((guide) => [
    `/guides/${guide}`,
    `/zh/guides/${guide}`,
  ]),
];
const referencePaths = ['/course-map', '/compatibility', '/api/', '/decisions/'];
const paths = [...otherPaths, ...coursePaths, ...guidePaths, ...referencePaths];
/** LeNet has a test of its own. */
const demos = (Object.keys(catalog) as DemoName[]).filter((name) => name !== 'lenet');

describe.skipIf(chromiumPath === undefined)('the site in a browser (needs a chromium)', () => {
  it.concurrent.each(paths)(
    '%s opens without errors, without barriers, and asks no other host',
    async (path) => {
      const found: string[] = [];
      const problems = await visit(path, async (page) => {
        const pictures = page.locator('.vp-doc img');
        for (let i = 0; i < (await pictures.count()); i++) {
          const picture = pictures.nth(i);
          await picture.scrollIntoViewIfNeeded();
          if (!(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0)))
            found.push('picture missing');
          if (!(await picture.getAttribute('alt'))) found.push('picture without words');
        }
        found.push(...(await barriers(page)));
      });
      expect([...problems, ...found]).toEqual([]);
    },
    60_000,
  );

  it('has no broken link in any page', async () => {
    expect(await brokenLinks(`${docs}.vitepress/dist/`)).toEqual([]);
  }, 60_000);

  it.each(['/', '/course/lenet', '/zh/course/softmax', '/playground'])(
    '%s fits on a phone',
    async (path) => {
      const page = await browser.newPage({ viewport: { width: 375, height: 740 } });
      try {
        await page.goto(home + path);
        await page.waitForSelector('main, .VPHome, .VPDoc');
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
      } finally {
        await page.close();
      }
    },
    30_000,
  );

  it('shows its first page with at most 250 KB, within 2 seconds', async () => {
    const page = await browser.newPage();
    const sizes: number[] = [];
    page.on('response', async (response) => {
      const body = await response.body().catch(() => Buffer.alloc(0));
      sizes.push(gzipSync(body).length);
    });
    try {
      const start = performance.now();
      await page.goto(`${home}/`, { waitUntil: 'networkidle' });
      await page.locator('.VPHome a', { hasText: 'Course' }).first().click({ trial: true });
      const seconds = (performance.now() - start) / 1000 - 0.5; // networkidle waits half a second for nothing
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
      expect(seconds).toBeLessThan(2);
    } finally {
      await page.close();
    }
  }, 30_000);

  it.each([
    ['/', 'gradient', 'radient'],
    ['/zh/', '梯度', '梯度'],
  ])(
    '%s finds %s',
    async (path, word, expected) => {
      const problems = await visit(path, async (page) => {
        await page.locator('.DocSearch-Button, .VPNavBarSearch button').first().click();
        await page.locator('#localsearch-input').fill(word);
        await expect
          .poll(() => page.locator('.VPLocalSearchBox .result').count(), { timeout: 10_000 })
          .toBeGreaterThan(0);
        expect(await page.locator('.VPLocalSearchBox .result').first().innerText()).toContain(expected);
      });
      expect(problems).toEqual([]);
    },
    30_000,
  );
});

/** The page of a demo, in a language. */
function pageOf(name: DemoName, language: 'en' | 'zh'): string {
  const folder = language === 'en' ? 'course/' : 'zh/course/';
  const page = coursePages.find(({ slug }) =>
    readFileSync(`${docs}${folder}${slug}.md`, 'utf8').includes(`<Demo name="${name}" />`),
  );
  if (page === undefined) throw new Error(`No page of the course shows the demo ${name}.`);
  return `/${folder}${page.slug}`;
}

/** Starts the demo of a page and waits until its goal is reached. */
async function runDemo(page: Page, name: string, timeout: number): Promise<void> {
  const demo = page.locator(`.demo[data-demo="${name}"]`);
  await demo.locator('.live-button.main').first().click();
  await expect.poll(() => demo.getAttribute('data-state'), { timeout, interval: 200 }).toMatch(/ended|error/);
  expect(await demo.locator('.live-error').allInnerTexts()).toEqual([]);
  expect(await demo.locator('.live-pictures svg').count()).toBeGreaterThan(0);
  expect(await demo.getAttribute('data-reached'), await demo.locator('.demo-values').innerText()).toBe(
    'true',
  );
}

describe.skipIf(chromiumPath === undefined)('live parts (need a chromium)', () => {
  it.each(demos.map((name, i) => [name, i % 2 === 0 ? 'en' : 'zh'] as const))(
    'the demo %s (%s) reaches its goal',
    async (name, language) => {
      const problems = await visit(pageOf(name, language), (page) => runDemo(page, name, 60_000));
      expect(problems).toEqual([]);
    },
    90_000,
  );

  it('trains LeNet-5 to 95 % within 20 seconds on threads, and reads a digit that is drawn', async () => {
    const problems = await visit(pageOf('lenet', 'en'), async (page) => {
      const start = performance.now();
      await runDemo(page, 'lenet', 60_000);
      expect((performance.now() - start) / 1000).toBeLessThan(20);
      const demo = page.locator('.demo[data-demo="lenet"]');
      expect(await demo.locator('.live-status').innerText()).toMatch(/wasm, [2-9]\d* threads/);
      const box = (await demo.locator('canvas').boundingBox())!;
      await page.mouse.move(box.x + 98, box.y + 30);
      await page.mouse.down();
      await page.mouse.move(box.x + 98, box.y + 165, { steps: 12 });
      await page.mouse.up();
      await expect
        .poll(() => demo.locator('.demo-values').innerText(), { timeout: 10_000 })
        .toMatch(/digit\s*1\b/);
    });
    expect(problems).toEqual([]);
  }, 90_000);

  it('stops when asked, and can start again', async () => {
    const problems = await visit(pageOf('residual', 'en'), async (page) => {
      const demo = page.locator('.demo[data-demo="residual"]');
      await demo.locator('.live-button.main').first().click();
      await expect
        .poll(() => demo.locator('.live-pictures svg').count(), { timeout: 20_000 })
        .toBeGreaterThan(0);
      await demo.getByRole('button', { name: 'Stop' }).click();
      await expect.poll(() => demo.getAttribute('data-state'), { timeout: 5000 }).toBe('ended');
      await demo.getByRole('button', { name: 'Run again' }).click();
      await expect.poll(() => demo.getAttribute('data-state')).toBe('running');
    });
    expect(problems).toEqual([]);
  }, 60_000);

  it('runs a program of a page, shows errors in place with their line, and resets', async () => {
    await visit('/course/softmax', async (page) => {
      const cell = page.locator('.cell');
      await cell.getByRole('button', { name: 'Edit and run' }).click();
      await cell.getByRole('button', { name: 'Run', exact: true }).click();
      await expect.poll(() => cell.locator('.live-output').count(), { timeout: 20_000 }).toBe(1);
      await expect
        .poll(() => cell.locator('.live-status').getAttribute('data-state'), { timeout: 20_000 })
        .toBe('done');
      const output = readFileSync(`${docs}generated/course/softmax.txt`, 'utf8').trim();
      expect((await cell.locator('.live-output').innerText()).split('\n')[0]).toBe(output.split('\n')[0]);
      const editor = cell.locator('.cm-content');
      await editor.click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(
        "import { tensor } from 'cambium';\n\nconsole.log(tensor([1, 2]).add(tensor([1, 2, 3])).toArray());",
      );
      await cell.getByRole('button', { name: 'Run', exact: true }).click();
      await expect.poll(() => cell.locator('.live-error').count(), { timeout: 20_000 }).toBe(1);
      expect(await cell.locator('.live-error').innerText()).toMatch(/add.*\(line 3\)/s);
      await cell.getByRole('button', { name: 'Reset' }).click();
      expect(await cell.locator('.live-error').count()).toBe(0);
      expect(await editor.innerText()).toContain('softmax');
    });
  }, 60_000);

  it('tests the answer to an exercise', async () => {
    await visit('/zh/course/softmax', async (page) => {
      const exercise = page.locator('.exercise');
      await exercise.getByRole('button', { name: '编辑并运行' }).click();
      await exercise.getByRole('button', { name: '检验我的答案' }).click();
      await expect
        .poll(() => exercise.locator('.live-status').innerText(), { timeout: 20_000 })
        .toBe('还不对。');
      await exercise.locator('.cm-content').click();
      await page.keyboard.press('Control+A');
      const solution = readFileSync(`${docs}code/exercises/softmax/solution.ts`, 'utf8');
      await page.keyboard.insertText(solution);
      await exercise.getByRole('button', { name: '检验我的答案' }).click();
      await expect
        .poll(() => exercise.locator('.live-status').innerText(), { timeout: 20_000 })
        .toBe('正确：测试通过。');
    });
  }, 60_000);

  it('trains in the playground what a link says, saves the model, and opens it again', async () => {
    const path =
      '/playground#data=circles&layers=dense:12,tanh&optimizer=adam&learningRate=0.05&epochs=30&seed=3';
    const problems = await visit(path, async (page) => {
      await page.getByRole('button', { name: 'Train' }).click();
      const demo = page.locator('.demo');
      await expect.poll(() => demo.getAttribute('data-state'), { timeout: 40_000 }).toBe('ended');
      const accuracy = await demo.locator('.demo-values').innerText();
      expect(Number(accuracy.match(/test accuracy\s*([\d.]+)/)![1])).toBeGreaterThan(0.9);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save the model' }).click();
      const file = await (await download).path();
      await page.goto(`${home}/playground#data=spirals`);
      await page.reload();
      await page.locator('input[accept=".safetensors"]').setInputFiles({
        name: 'model.safetensors',
        mimeType: 'application/octet-stream',
        buffer: readFileSync(file),
      });
      await expect.poll(() => demo.getAttribute('data-state'), { timeout: 20_000 }).toBe('ended');
      expect(await demo.locator('.demo-values').innerText()).toBe(
        `test accuracy\n${accuracy.match(/test accuracy\s*([\d.]+)/)![1]}`,
      );
      expect(page.url()).toContain('data=circles');
    });
    expect(problems).toEqual([]);
  }, 90_000);

  it('learns from a table of the reader, and explains what is wrong with another', async () => {
    await visit('/playground#data=csv&layers=dense:8,relu&epochs=30&learningRate=0.05', async (page) => {
      const demo = page.locator('.demo');
      const choose = (text: string) =>
        page
          .locator('input[accept*=".csv"]')
          .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
      await choose('a,b,kind\n1,2,x\n3,oops,y\n');
      await page.getByRole('button', { name: 'Train' }).click();
      await expect
        .poll(() => demo.locator('.live-error').allInnerTexts(), { timeout: 20_000 })
        .toEqual([expect.stringMatching(/oops/)]);
      const rows = Array.from(
        { length: 200 },
        (_, i) => `${Math.sin(i)},${Math.cos(3 * i)},${Math.sin(i) > 0 ? 'up' : 'down'}`,
      );
      await choose(['a,b,kind', ...rows].join('\n'));
      await page.getByRole('button', { name: 'Train' }).click();
      await expect.poll(() => demo.getAttribute('data-state'), { timeout: 30_000 }).toBe('ended');
      expect(await demo.locator('.demo-values').innerText()).toMatch(/test accuracy\s*(1|0\.9\d*)/);
    });
  }, 60_000);
});
