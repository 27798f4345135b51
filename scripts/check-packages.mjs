// Packs every publishable package as it would be published, and checks the tarball with publint and attw.
// `node scripts/check-packages.mjs tensor plot` checks only these two.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const wanted = process.argv.slice(2);
const out = mkdtempSync(join(tmpdir(), 'cambium-pack-'));
const failed = [];

for (const name of wanted.length > 0 ? wanted : readdirSync(packages)) {
  const cwd = join(packages, name);
  if (JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8')).private) continue;
  const run = (command, ...args) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  try {
    const tarball = join(out, `${name}.tgz`);
    run('pnpm', 'pack', '--out', tarball);
    run('publint', '--strict', tarball);
    // A worker's program is an address for others, not a module to import.
    run('attw', tarball, '--profile', 'esm-only', '--exclude-entrypoints', './worker');
    console.log(`${name}: ok`);
  } catch (error) {
    failed.push(name);
    console.error(`${name}: failed\n${error.stdout ?? ''}${error.stderr ?? error}`);
  }
}

rmSync(out, { recursive: true });
if (failed.length > 0) process.exit(1);
