// Runs the comparisons in Chromium: the page is served by Vite with the headers that shared memory asks for.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import { type PartReport, type Progress, reportOf } from '../part.ts';
import type { Setting } from '../setting.ts';
import type { PageGlobals } from './page.ts';

const app = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a setting in Chromium (`CHROMIUM=/path` picks one). */
export async function runInBrowser(setting: Setting, progress: Progress): Promise<PartReport> {
  const executablePath =
    process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);
  const server = await serve();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    await page.exposeFunction('tell', progress);
    await page.goto(`${server.resolvedUrls!.local[0]}page/index.html`);
    await page
      .waitForFunction(() => 'runReference' in globalThis, undefined, { timeout: 60_000 })
      .catch(() => {
        throw new Error(`The page did not come up:\n${problems.join('\n')}`);
      });
    return reportOf(
      await page.evaluate((what) => (globalThis as unknown as PageGlobals).runReference(what), setting),
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

async function serve(): Promise<ViteDevServer> {
  const server = await createServer({
    root: app,
    configFile: false,
    logLevel: 'error',
    optimizeDeps: { entries: ['page/index.html'], include: ['@tensorflow/tfjs'] },
    server: {
      host: '127.0.0.1',
      watch: null,
      hmr: false,
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  });
  return server.listen();
}
