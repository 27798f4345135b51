// Compiles assembly/ into dist/kernels/*.wasm, once per variant, and embeds the bytes in src/generated/kernels.ts.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);
const asc = join(dirname(require.resolve('assemblyscript/package.json')), 'bin', 'asc.js');

/** Below is free for parameter blocks, above begin the kernels' constants; both end before the first page does. */
const memoryBase = 32768;

const common = [
  'assembly/index.ts',
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'],
  ...[
    '--noExportMemory',
    '--initialMemory',
    '1',
    '--memoryBase',
    String(memoryBase),
    '--use',
    'abort=',
    '--disableWarning',
    '112',
  ],
];

/** A module with relaxed SIMD does not load everywhere: hence two. */
const variants = {
  simd: common,
  relaxed: [...common, '--enable', 'relaxed-simd'],
};

async function compile([name, options]) {
  const outFile = join('dist', 'kernels', `${name}.wasm`);
  await promisify(execFile)(process.execPath, [asc, ...options, '--outFile', outFile], { cwd: root });
  return [name, await readFile(join(root, outFile))];
}

function embed(modules) {
  const entries = modules.map(([name, bytes]) => `  '${name}': '${bytes.toString('base64')}',`);
  return [
    '// Written by build.mjs from assembly/. Do not edit.',
    '',
    '/** WebAssembly modules in base64, by variant. */',
    "export const kernels: Readonly<Record<'simd' | 'relaxed', string>> = {",
    ...entries,
    '};',
    '',
  ].join('\n');
}

try {
  await mkdir(join(root, 'dist', 'kernels'), { recursive: true });
  await mkdir(join(root, 'src', 'generated'), { recursive: true });
  const modules = await Promise.all(Object.entries(variants).map(compile));
  await writeFile(join(root, 'src', 'generated', 'kernels.ts'), embed(modules));
} catch (error) {
  // The compiler explains itself on stderr; a stack of this script would add nothing.
  console.error(error.stderr || error);
  process.exitCode = 1;
}
