// Each package as its users get it: packed, installed alone outside of the workspace, type-checked strictly, and run.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = (name: string): string => join(root, 'node_modules', name, 'bin/tsc');
/** The oldest TypeScript that is supported, one in between, and the one in use here. */
const compilers = ['typescript-5.4', 'typescript-5.9', 'typescript'];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const folders = await readdir(join(root, 'packages'));
const readmes = new Map(
  await Promise.all(
    folders.map(
      async (folder) =>
        [folder, await readFile(join(root, 'packages', folder, 'README.md'), 'utf8')] as const,
    ),
  ),
);

let work: string;
const tarballs = new Map<string, string>();
const manifests = new Map<string, Manifest>();

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cambium-packed-'));
  for (const folder of folders) {
    const home = join(root, 'packages', folder);
    const { name } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as Manifest;
    const tarball = join(work, `${folder}.tgz`);
    await run('pnpm', ['pack', '--out', tarball], { cwd: home });
    tarballs.set(name, tarball);
    const { stdout } = await run('tar', ['-xOf', tarball, 'package/package.json']);
    manifests.set(name, JSON.parse(stdout) as Manifest);
  }
}, 120_000);

afterAll(() => rm(work, { recursive: true, force: true }));

/** A package and all workspace packages that it declares, directly or not. */
function closure(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    if (found.has(name) || !tarballs.has(name)) return;
    found.add(name);
    for (const dependency of Object.keys(manifests.get(name)!.dependencies ?? {})) visit(dependency);
  };
  names.forEach(visit);
  return found;
}

function firstBlock(readme: string, language: string): string {
  const block = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme);
  if (block === null) throw new Error(`the README has no ${language} block`);
  return block[1]!;
}

/** An empty project with what the README's install line names, and nothing else. */
async function installAlone(folder: string, readme: string): Promise<string> {
  const named = firstBlock(readme, 'sh')
    .trim()
    .split(/\s+/)
    .slice(2)
    .filter((word) => !word.startsWith('-'));
  const dependencies: Record<string, string> = {};
  for (const name of named) dependencies[name] = tarballs.has(name) ? `file:${tarballs.get(name)}` : '*';
  for (const name of closure(named)) dependencies[name] ??= `file:${tarballs.get(name)}`;
  const project = join(work, `use-${folder}`);
  await mkdir(project);
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'user', private: true, type: 'module', dependencies }),
  );
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: project });
  return project;
}

describe.each(folders)('%s, packed and installed alone', (folder) => {
  it('type-checks without skipLibCheck and runs the snippet of its README', async () => {
    const readme = readmes.get(folder)!;
    const project = await installAlone(folder, readme);
    await writeFile(join(project, 'snippet.test.ts'), firstBlock(readme, 'ts'));
    const compilerOptions = {
      ...{
        strict: true,
        skipLibCheck: false,
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2022', 'esnext.disposable', 'dom'],
      },
      ...{ types: [], outDir: 'out', exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['snippet.test.ts'] }),
    );
    for (const name of folder === 'cambium' ? compilers : compilers.slice(-1)) {
      await expectSuccess(process.execPath, [compiler(name), '-p', project], project);
    }
    const isTest = 'vitest' in (manifests.get(`@cambium/${folder}`)?.peerDependencies ?? {});
    const runner = isTest
      ? ['node_modules/vitest/vitest.mjs', 'run', '--dir', 'out']
      : ['out/snippet.test.js'];
    await expectSuccess(process.execPath, runner, project);
  }, 120_000);
});

async function expectSuccess(command: string, args: readonly string[], cwd: string): Promise<void> {
  const result = await run(command, [...args], { cwd }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  const failed = result instanceof Error;
  expect(failed ? `${result.stdout}\n${result.stderr}` : '').toBe('');
}
