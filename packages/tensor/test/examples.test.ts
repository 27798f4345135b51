// Runs every @example of the sources, and compares results with the comments behind them.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCpuBackend } from '@cambium/backend-cpu';
import * as cambium from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

interface Example {
  readonly owner: string;
  readonly code: string;
}

function examplesOf(file: string): Example[] {
  const text = readFileSync(`${source}/${file}`, 'utf8');
  const comments = text.matchAll(
    /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*(?:\/\/.*\n)?(?:export )?(?:async )?(?:function |class |const )?(\w+)/g,
  );
  return [...comments].flatMap(([, comment, owner]) => {
    const block = /@example\s*```ts\n([\s\S]*?)```/.exec(comment!.replace(/^ *\* ?/gm, ''));
    return block === null ? [] : [{ owner: owner!, code: block[1]! }];
  });
}

/** Turns `expression; // expected` into a call of `check`. */
function withChecks(code: string): string {
  return code.replace(
    /^(?!const |let |if |\s|\/\/)(.+?);[ ]+\/\/ (.+)$/gm,
    (_line, expression: string, expected: string) => {
      return `check(${expression}, ${JSON.stringify(expected)});`;
    },
  );
}

function check(actual: unknown, comment: string): void {
  let expected: unknown;
  try {
    expected = new Function(`return (${comment});`)();
  } catch {
    return; // words, not a value
  }
  if (typeof expected === 'object' && !Array.isArray(expected)) return;
  const held = actual instanceof cambium.Cell ? actual.value : actual;
  const value = cambium.isTensor(held) ? held.toArray() : held;
  if (typeof expected === 'string' || typeof expected === 'boolean') expect(value).toBe(expected);
  else expectClose(value, expected);
}

function expectClose(actual: unknown, expected: unknown): void {
  if (typeof expected !== 'number' || !Number.isFinite(expected)) {
    if (Array.isArray(expected)) {
      expect(actual).toHaveLength(expected.length);
      for (const [i, each] of expected.entries()) expectClose((actual as unknown[])[i], each);
    } else {
      expect(actual).toEqual(expected);
    }
    return;
  }
  expect(Math.abs((actual as number) - expected), `${String(actual)} is not ${expected}`).toBeLessThan(
    1e-4 * Math.max(1, Math.abs(expected)),
  );
}

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<void>;

const files = (readdirSync(source, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts'));
const examples = files.flatMap(examplesOf).filter(({ code }) => !code.includes('import '));

beforeAll(() => {
  cambium.setBackend(createCpuBackend());
});

describe('examples in the documentation', () => {
  it.each(examples)('$owner', async ({ code }) => {
    const values: Record<string, unknown> = { ...cambium, check, x: cambium.tensor([3, 4]) };
    await new AsyncFunction(...Object.keys(values), `{ ${withChecks(code)} }`)(...Object.values(values));
  });

  it('exist for every public function', () => {
    const documented = new Set(files.flatMap(examplesOf).map(({ owner }) => owner));
    const defined = files
      .filter((file) => /^(ops|io)[\\/]|^format/.test(file))
      .flatMap((file) => [
        ...readFileSync(`${source}/${file}`, 'utf8').matchAll(/^export (?:async )?function (\w+)/gm),
      ])
      .map(([, name]) => name!);
    const plumbing = ['asTensor', 'isTensor'];
    const missing = defined.filter(
      (name) => name in cambium && !documented.has(name) && !plumbing.includes(name),
    );
    expect(missing).toEqual([]);
    expect(defined.length).toBeGreaterThan(150);
  });
});
