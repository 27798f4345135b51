// One run for the whole workspace, from the sources: in Node and, where a chromium is installed, in the browser.
import { fileURLToPath } from 'node:url';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumPath } from './test/chromium.ts';

const conditions = ['@cambium/source'];

/** Milliseconds for a test that has no limit of its own: for what hangs, not for what is slow on a busy machine. */
const testTimeout = 30_000;

// A test may import any package, also one that its own package must not depend on.
const packages = fileURLToPath(new URL('./packages', import.meta.url));
const alias = [
  { find: /^cambium$/, replacement: `${packages}/cambium/src/index.ts` },
  { find: /^cambium\/node$/, replacement: `${packages}/cambium/src/node.ts` },
  { find: /^@cambium\/data\/bpe$/, replacement: `${packages}/data/src/text/bpe.ts` },
  { find: /^@cambium\/data\/images$/, replacement: `${packages}/data/src/images/index.ts` },
  { find: /^@cambium\/layers\/tfjs$/, replacement: `${packages}/layers/src/tfjs/index.ts` },
  { find: /^@cambium\/train\/search$/, replacement: `${packages}/train/src/search.ts` },
  {
    find: /^@cambium\/examples\/(.+)$/,
    replacement: `${fileURLToPath(new URL('./apps/examples/src', import.meta.url))}/$1.ts`,
  },
  { find: /^@cambium\/([\w-]+)$/, replacement: `${packages}/$1/src/index.ts` },
];

const node: TestProjectInlineConfiguration = {
  resolve: { alias, conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'node',
    testTimeout,
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // The tests of the site need it built, which takes minutes: `pnpm docs:test`.
    exclude: ['**/*.browser.test.ts', ...(process.env.SITE ? [] : ['test/site.test.ts'])],
    typecheck: {
      enabled: true,
      include: ['packages/*/test/**/*.test-d.ts'],
      tsconfig: './tsconfig.test.json',
    },
  },
};

const browser: TestProjectInlineConfiguration = {
  resolve: { alias, conditions },
  // Cross-origin isolation, which shared memory between threads asks for.
  server: {
    headers: {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    },
  },
  test: {
    name: 'browser',
    testTimeout,
    include: ['packages/*/test/**/*.browser.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      instances: [{ browser: 'chromium' }],
      provider: playwright({
        launchOptions: {
          ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
          args: [
            '--no-sandbox',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            // WebGPU in software, for machines without a GPU
            '--enable-unsafe-webgpu',
            '--use-webgpu-adapter=swiftshader',
          ],
        },
      }),
    },
  },
};

export default defineConfig({
  test: {
    // All cores: else a machine of two has one test file at a time.
    maxWorkers: '100%',
    projects: chromiumPath === undefined ? [node] : [node, browser],
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
