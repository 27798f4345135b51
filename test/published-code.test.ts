// What holds for everything that is published: no code made at run time, no install scripts, no side effects.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

describe.each(readdirSync(packages))('%s', (folder) => {
  const home = join(packages, folder);
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Record<string, never>;
  const code = (readdirSync(join(home, 'dist'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(home, 'dist', file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, ''));

  it('runs under a content security policy without unsafe-eval', () => {
    for (const text of code) expect(text).not.toMatch(/(?<![.\w])eval\((?!\))|\bFunction\(/);
  });

  it('installs without scripts', () => {
    expect(
      Object.keys(manifest.scripts ?? {}).filter((name) => /install|prepare|prepublish/.test(name)),
    ).toEqual([]);
  });

  it('is an ES module that bundlers can take apart', () => {
    expect(manifest).toMatchObject({ type: 'module', license: 'MIT', engines: { node: '>=20.19' } });
    const sideEffects: unknown = manifest.sideEffects;
    if (folder === 'cambium')
      expect(sideEffects).toEqual(['./dist/default-backend.js', './src/default-backend.ts']);
    else expect(sideEffects).toBe(false);
  });
});
