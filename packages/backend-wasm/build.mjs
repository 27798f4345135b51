// Compiles assembly/ into kernels/*.wasm, once per variant, and the workers' program into kernels/worker.js; and puts all of
// them as text into src/generated/embedded.ts.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

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
    // With a maximum the import can be made one of a shared memory: src/module/shared.ts.
    '--maximumMemory',
    '65536',
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
  const outFile = join('kernels', `${name}.wasm`);
  await promisify(execFile)(process.execPath, [asc, ...options, '--outFile', outFile], { cwd: root });
  return [name, await readFile(join(root, outFile))];
}

/** One file without imports: bundlers take it as it is. */
async function bundleWorker() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/threads/worker.ts'],
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    conditions: ['@cambium/source'],
    write: false,
  });
  const [{ text }] = outputFiles;
  await writeFile(join(root, 'kernels', 'worker.js'), text);
  return text;
}

function embed(modules, worker) {
  const entries = modules.map(([name, bytes]) => `  ${name}: '${bytes.toString('base64')}',`);
  return [
    '// Written by build.mjs from assembly/ and src/threads. Do not edit.',
    '',
    '/** WebAssembly modules in base64, by variant. */',
    "export const kernels: Readonly<Record<'simd' | 'relaxed', string>> = {",
    ...entries,
    '};',
    '',
    '/** The program of a worker. */',
    `export const worker: string = ${JSON.stringify(worker)};`,
    '',
  ].join('\n');
}

try {
  await mkdir(join(root, 'kernels'), { recursive: true });
  await mkdir(join(root, 'src', 'generated'), { recursive: true });
  const [worker, ...modules] = await Promise.all([bundleWorker(), ...Object.entries(variants).map(compile)]);
  await writeFile(join(root, 'src', 'generated', 'embedded.ts'), embed(modules, worker));
} catch (error) {
  // The compiler explains itself on stderr; a stack of this script would add nothing.
  console.error(error.stderr || error);
  process.exitCode = 1;
}
