// Starts the measuring page: served by Vite with the headers that shared memory asks for, opened in Chromium.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { createServer, type ViteDevServer } from 'vite';
import type { Report, Request } from '../report.ts';
import type { PageGlobals } from './page.ts';

const app = fileURLToPath(new URL('../..', import.meta.url));
const resolve = createRequire(import.meta.url).resolve;

/** Runs the request in Chromium (`CHROMIUM=/path` picks one), and passes its reports on. */
export async function contestInBrowser(request: Request, tell: (report: Report) => void): Promise<void> {
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
    await page.exposeFunction('tell', tell);
    tell({ kind: 'engine', browser: `Chromium ${browser.version()}` });
    await page.goto(`${server.resolvedUrls!.local[0]}page/index.html`);
    await page
      .waitForFunction(() => 'runContest' in globalThis, undefined, { timeout: 60_000 })
      .catch(() => {
        throw new Error(`The measuring page did not come up:\n${problems.join('\n')}`);
      });
    const files = {
      tfjs: `/@fs${dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
      onnx: `/@fs${dirname(resolve('onnxruntime-web'))}/`,
    };
    await page.evaluate(([what, where]) => (globalThis as unknown as PageGlobals).runContest(what, where), [
      request,
      files,
    ] as const);
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
    // The entry with the WebAssembly provider alone, whose kernels are the same and whose module is half as large.
    resolve: { alias: [{ find: /^onnxruntime-web$/, replacement: 'onnxruntime-web/wasm' }] },
    optimizeDeps: {
      entries: ['page/index.html'],
      include: ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm', '@jax-js/jax', 'onnx-proto'],
      exclude: ['onnxruntime-web/wasm'],
    },
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
