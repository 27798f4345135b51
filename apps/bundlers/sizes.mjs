// What a page downloads to train: JavaScript, one file of kernels, the workers' program. Once with all that the packages
// export, once with what a LeNet-5 and its training use. Fails where it is more than the limit.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import esbuild from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);
const kernels = join(dirname(require.resolve('@cambium/backend-wasm/package.json')), 'kernels');

async function bundled(contents) {
  const { outputFiles } = await esbuild.build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return outputFiles[0].contents;
}

const sizeOf = (bytes) => gzipSync(bytes, { level: 9 }).length;
const files = ['relaxed.wasm', 'worker.js'];
const fileSizes = await Promise.all(files.map(async (name) => sizeOf(await readFile(join(kernels, name)))));
for (const [i, name] of files.entries()) console.log(`${String(fileSizes[i]).padStart(8)}  ${name}`);

const all = ['tensor', 'autograd', 'layers', 'optim', 'backend-wasm'];
const lenet = `
  import { crossEntropy, flatten, maxPool2d, relu, scope, setBackend, tensor } from '@cambium/tensor';
  import { valueAndGrad } from '@cambium/autograd';
  import { Conv2d, Linear, Module, Sequential } from '@cambium/layers';
  import { Adam } from '@cambium/optim';
  import { createWasmBackend } from '@cambium/backend-wasm';
  globalThis.used = [crossEntropy, flatten, maxPool2d, relu, scope, setBackend, tensor, valueAndGrad];
  globalThis.used.push(Conv2d, Linear, Module, Sequential, Adam, createWasmBackend);
`;
const pages = [
  {
    name: 'all that tensor, autograd, layers, optim and backend-wasm export',
    contents: all.map((name) => `export * from '@cambium/${name}';`).join('\n'),
    limit: 150_000,
  },
  { name: 'what the training of LeNet-5 uses of them', contents: lenet, limit: 120_000 },
];
for (const { name, contents, limit } of pages) {
  const script = sizeOf(await bundled(contents));
  const total = fileSizes.reduce((sum, size) => sum + size, script);
  console.log(`${String(script).padStart(8)}  JavaScript: ${name}`);
  console.log(`${String(total).padStart(8)}  in all, at most ${limit}`);
  if (total > limit) process.exitCode = 1;
}
