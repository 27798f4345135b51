// What a page downloads to train: the JavaScript of the packages together, one file of kernels, the workers' program.
// Fails where it is more than the limit.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import esbuild from 'esbuild';

const limit = 120_000;
const root = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);
const kernels = join(dirname(require.resolve('@cambium/backend-wasm/package.json')), 'kernels');

async function bundled(packages) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: packages.map((name) => `export * from '${name}';`).join('\n'), resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0].contents;
}

const training = [
  '@cambium/tensor',
  '@cambium/autograd',
  '@cambium/layers',
  '@cambium/optim',
  '@cambium/backend-wasm',
];
const parts = {
  'JavaScript of tensor, autograd, layers, optim, backend-wasm': await bundled(training),
  'kernels, relaxed.wasm': await readFile(join(kernels, 'relaxed.wasm')),
  'workers, worker.js': await readFile(join(kernels, 'worker.js')),
};
let total = 0;
for (const [name, bytes] of Object.entries(parts)) {
  const size = gzipSync(bytes, { level: 9 }).length;
  total += size;
  console.log(`${name.padEnd(64)}${String(size).padStart(8)} bytes gzip`);
}
console.log(`${'all'.padEnd(64)}${String(total).padStart(8)} bytes gzip, at most ${limit}`);
if (total > limit) process.exitCode = 1;
