// Programs in processes of their own, which tests may kill. Node runs no TypeScript: they are bundled first.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const packages = fileURLToPath(new URL('../../', import.meta.url));

/** Bundles a source file, with all that it imports, into a module of the given name. */
export async function bundle(entry: URL, folder: string, name: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    // a test may import any package of the workspace
    resolve: { alias: [{ find: /^@cambium\/([\w-]+)$/, replacement: `${packages}$1/src/index.ts` }] },
    ssr: { noExternal: true, resolve: { conditions: ['@cambium/source'] } },
    build: {
      ssr: fileURLToPath(entry),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: name } },
    },
  });
}

/** Starts Node on a program. */
export function start(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  return spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, stdio: [...stdio] });
}

/** Starts Node on a program that may write two blocks to a file and no more: to it, the disk is full. */
export function startWithLittleRoom(program: string, args: readonly string[]): ChildProcess {
  const script = `trap '' XFSZ; ulimit -f 2; exec "$@"`;
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  return spawn('/bin/sh', ['-c', script, 'sh', process.execPath, program, ...args], { stdio: [...stdio] });
}

/** What a program prints, as JSON. */
export async function resultOf(child: ChildProcess): Promise<unknown> {
  const output: Buffer[] = [];
  child.stdout!.on('data', (part: Buffer) => output.push(part));
  await once(child, 'close');
  return JSON.parse(Buffer.concat(output).toString());
}

/** Kills a program, without a warning, as soon as a file has so many lines. */
export async function killAt(child: ChildProcess, path: string, lines: number): Promise<void> {
  while ((await linesOf(path)) < lines) {
    if (child.exitCode !== null)
      throw new Error(`the program ended, with code ${child.exitCode}, before ${path} had ${lines} lines`);
    await delay(2);
  }
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

/** Number of whole lines in a file; 0 if there is none. */
export async function linesOf(path: string): Promise<number> {
  return (await readFile(path, 'utf8').catch(() => '')).split('\n').length - 1;
}
