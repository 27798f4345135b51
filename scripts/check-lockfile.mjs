// Fails when the lockfile holds a tool's Linux binary without its macOS and Windows sisters. Package managers leave out
// an optional dependency that the registry lacks at that moment, and a frozen install then breaks on other platforms.
import { readFileSync } from 'node:fs';

const lockfile = readFileSync(new URL('../pnpm-lock.yaml', import.meta.url), 'utf8');

/** Binary families, `name without platform@version` to the platforms that are locked. */
const families = new Map();
for (const [, prefix, platform, version] of lockfile.matchAll(
  /^ {2}'?(@?[\w./-]*?)(linux|darwin|win32|windows)(?=[-@])[\w-]*@([\w.-]+)'?:/gm,
)) {
  const family = `${prefix}*@${version}`;
  families.set(family, (families.get(family) ?? new Set()).add(platform.replace('win32', 'windows')));
}

const incomplete = [...families].filter(([, platforms]) => platforms.has('linux') && platforms.size < 3);
for (const [family, platforms] of incomplete) {
  console.error(`pnpm-lock.yaml: ${family} is locked for ${[...platforms].join(' and ')} only`);
}
if (incomplete.length > 0) {
  console.error('Pin a version that is published for linux, darwin and windows.');
  process.exit(1);
}
console.log(`lockfile: ${families.size} families of binaries, all complete`);
