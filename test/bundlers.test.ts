// Pages built with each bundler, under a strict content security policy, train in Chromium on all threads they may use.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPage } from '../apps/bundlers/build.mjs';
import { chromiumPath, launchChromium } from './chromium.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};
const strict =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:";
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const closing: (() => unknown)[] = [];
let work: string;
let browser: Browser;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cambium-bundlers-'));
  browser = await launchChromium();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  for (const close of closing) await close();
  await rm(work, { recursive: true, force: true });
});

async function serve(folder: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const server: Server = createServer((request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    readFile(file).then(
      (bytes) =>
        response
          .writeHead(200, { ...headers, 'Content-Type': types[extname(file)] ?? 'text/plain' })
          .end(bytes),
      () => response.writeHead(404, headers).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** What the page at an address says of its training. */
async function resultOf(address: string): Promise<unknown> {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    await page.waitForFunction(() => document.title.startsWith('{'), null, { timeout: 30_000 });
    return JSON.parse(await page.title());
  } finally {
    await page.close();
  }
}

const learned = (backend: string, threads: unknown) => ({
  backend,
  threads,
  loss: expect.toSatisfy((loss: number) => loss < 0.05, 'a loss below 0.05'),
});
const several = expect.toSatisfy((count: number) => count >= 2, 'two threads or more');

describe.skipIf(chromiumPath === undefined)('in a browser (needs a chromium)', () => {
  for (const bundler of ['vite', 'webpack'] as const) {
    it(`${bundler} finds kernels and workers, and the page trains on two threads where it is isolated`, async () => {
      const site = await buildPage(bundler, 'files', join(work, bundler));
      const csp = { 'Content-Security-Policy': strict };
      expect(await resultOf(await serve(site, { ...csp, ...isolation }))).toEqual(learned('wasm', 2));
      expect(await resultOf(await serve(site, csp))).toEqual(learned('wasm', 1));
    }, 120_000);
  }

  for (const bundler of ['vite', 'webpack'] as const) {
    it(`${bundler} packs transforms into a worker of the page's own`, async () => {
      const site = await buildPage(bundler, 'workers', join(work, `${bundler}-workers`));
      const address = await serve(site, { 'Content-Security-Policy': strict });
      expect(await resultOf(address)).toEqual({ batches: [[0, 2], [4, 6], [8]] });
    }, 120_000);
  }

  it('esbuild takes the inline entry, whose workers need blob:', async () => {
    const site = await buildPage('esbuild', 'inline', join(work, 'esbuild'));
    const blob = {
      'Content-Security-Policy': strict.replace("worker-src 'self'", 'worker-src blob:'),
      ...isolation,
    };
    expect(await resultOf(await serve(site, blob))).toEqual(learned('wasm', several));
    expect(await resultOf(await serve(site, { 'Content-Security-Policy': strict, ...isolation }))).toEqual(
      learned('wasm', 1),
    );
    expect(await resultOf(await serve(site, { 'Content-Security-Policy': strict }))).toEqual(
      learned('wasm', 1),
    );
  }, 120_000);

  it('the inline entry works from another origin, as from a CDN', async () => {
    const site = await buildPage('esbuild', 'inline', join(work, 'cdn'));
    const cdn = await serve(site, {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    const folder = await mkdtemp(join(work, 'page-'));
    await writeFile(
      join(folder, 'index.html'),
      `<!doctype html><title>…</title><script type="module" src="${cdn}page.js"></script>`,
    );
    expect(await resultOf(await serve(folder, isolation))).toEqual(learned('wasm', several));
  }, 120_000);

  it('computes in plain JavaScript where WebAssembly is forbidden', async () => {
    const site = join(work, 'vite', 'site');
    const csp = { 'Content-Security-Policy': strict.replace(" 'wasm-unsafe-eval'", '') };
    expect(await resultOf(await serve(site, csp))).toEqual(learned('cpu', 1));
  }, 120_000);
});
