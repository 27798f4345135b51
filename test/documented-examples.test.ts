// Runs every @example of the sources, and compares results with the comments behind them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as wasm from '@cambium/backend-wasm';
import * as conformance from '@cambium/conformance';
import * as bpe from '@cambium/data/bpe';
import * as pictures from '@cambium/data/images';
import * as tfjs from '@cambium/layers/tfjs';
import * as plot from '@cambium/plot';
import * as searching from '@cambium/train/search';
import * as cambium from 'cambium';
import * as files from 'cambium/node';
import { transformWithOxc } from 'vite';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as backend from '../packages/tensor/src/backend.ts';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

interface Example {
  readonly owner: string;
  readonly code: string;
}

/** Examples that cannot run here, and why. */
const excluded: Readonly<Record<string, string>> = {
  checkpointFiles: 'writes files; see packages/train/test/log-files.test.ts',
  Rows: 'internal to its package',
  csvLog: 'writes a file; see packages/train/test/log-files.test.ts',
  conformanceChecks: "tests the reader's own backend",
  jsonlFile: 'reads a file; see packages/data/test/jsonl.test.ts',
  parseIdx: 'fetches a file',
  readImage: 'reads a file; see packages/data/test/images.test.ts',
  readImageFolder: 'reads files; see packages/data/test/images.test.ts',
  readIdxFile: 'reads a file; see packages/data/test/mnist.test.ts',
  readMnist: 'reads files; see packages/data/test/mnist.test.ts',
};

/** Symbols that examples may use without making them. */
function prelude(folder: string): Record<string, unknown> {
  cambium.seed(1);
  const { Adam, ArrayDataset, DataLoader, Linear, Sequential, tensor } = cambium;
  const dataset = new ArrayDataset({
    x: { data: Float32Array.from({ length: 96 }, (_, i) => Math.sin(i)), shape: [24, 4] },
    y: Int32Array.from({ length: 24 }, (_, i) => i % 3),
  });
  const loader = (): object => new DataLoader(dataset, { batchSize: 8 });
  const model = new Sequential(new Linear(4, 3));
  const images = cambium.ones([2, 4]);
  const grads = new Map(model.parameters().map((parameter) => [parameter, cambium.onesLike(parameter)]));
  return {
    ...{
      model,
      grads,
      images,
      dataset,
      progress: null,
      optimizer: new Adam(model),
      console: { log: () => undefined },
    },
    ...{ train: loader(), validation: loader(), test: loader(), loader: loader() },
    ...{ x: folder === 'tensor' ? tensor([3, 4]) : images, y: tensor([0, 1], { dtype: 'int32' }) },
    ...(folder === 'data' ? dataPrelude(dataset) : {}),
    context: { checkpoint: async () => new Uint8Array(8) },
    writeFileAtomically: async () => undefined, // tested in packages/train, writes nothing here
  };
}

function dataPrelude(dataset: object): Record<string, unknown> {
  const [pixels, labels] = [new Uint8Array(60_000 * 784), new Int32Array(60_000)];
  return {
    ...{ pixels, labels, train: dataset, countOf: [60_000], testImages: cambium.ones([2, 4]) },
    ...{ paths: [], readImage: () => undefined, step: () => undefined },
  };
}

function examplesOf(path: string): Example[] {
  const comments = readFileSync(path, 'utf8').matchAll(
    /\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*(?:\/\/.*\n)?(?:export )?(?:abstract )?(?:async )?(?:function |class |const |interface )?(\w+)/g,
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
    (_line, expression: string, expected: string) => `check(${expression}, ${JSON.stringify(expected)});`,
  );
}

function check(actual: unknown, comment: string): void {
  let expected: unknown;
  try {
    expected = new Function(`return (${comment});`)();
  } catch {
    return; // words, not a value
  }
  if (expected === undefined || (typeof expected === 'object' && !Array.isArray(expected))) return;
  const held = actual instanceof cambium.Cell ? actual.value : actual;
  expectClose(cambium.isTensor(held) ? held.toArray() : held, expected);
}

function expectClose(actual: unknown, expected: unknown): void {
  if (Array.isArray(expected)) {
    expect(actual).toHaveLength(expected.length);
    for (const [i, each] of expected.entries()) expectClose((actual as unknown[])[i], each);
  } else if (typeof expected === 'number' && Number.isFinite(expected)) {
    const error = Math.abs((actual as number) - expected);
    expect(error, `${String(actual)} is not ${expected}`).toBeLessThan(
      1e-4 * Math.max(1, Math.abs(expected)),
    );
  } else {
    expect(actual).toEqual(expected);
  }
}

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<void>;

function sourcesOf(folder: string): string[] {
  const home = join(packages, folder, 'src');
  const names = readdirSync(home, { recursive: true }) as string[];
  return names.filter((file) => file.endsWith('.ts')).map((file) => join(home, file));
}

const documented = readdirSync(packages)
  .map((folder) => ({
    folder,
    examples: sourcesOf(folder)
      .flatMap(examplesOf)
      .filter(({ owner, code }) => !Object.hasOwn(excluded, owner) && !/^import |^export /m.test(code)),
  }))
  .filter(({ examples }) => examples.length > 0);

describe.each(documented)('examples in $folder', ({ folder, examples }) => {
  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    return () => vi.restoreAllMocks();
  });

  it.each(examples)('$owner', async ({ code }) => {
    const { code: script } = await transformWithOxc(`async () => { ${withChecks(code)} }`, 'example.ts');
    const values: Record<string, unknown> = {
      ...{
        ...backend,
        ...conformance,
        ...cambium,
        ...files,
        ...bpe,
        ...pictures,
        ...plot,
        ...searching,
        ...tfjs,
        ...wasm,
      },
      ...prelude(folder),
      check,
    };
    await new AsyncFunction(...Object.keys(values), `await (${script.trim().replace(/;$/, '')})();`)(
      ...Object.values(values),
    );
  });
});
