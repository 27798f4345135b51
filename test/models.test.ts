// The models program's library: whole models beside TensorFlow.js.

import { add, init, type Module, mul, SGD, type Tensor } from 'cambium';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { networks } from '../apps/reference-tests/src/models/networks.ts';
import { optimizerPairs } from '../apps/reference-tests/src/models/optimizer-pairs.ts';
import { relativeError } from '../apps/reference-tests/src/models/outcome.ts';

// TensorFlow.js greets on its first use.
vi.spyOn(console, 'warn').mockImplementation(() => undefined);
const { runModels } = await import('../apps/reference-tests/src/models/index.ts');
const { compareImport } = await import('../apps/reference-tests/src/models/import-model.ts');
const { publishedModels } = await import('../apps/reference-tests/src/models/published.ts');
const { trainBoth } = await import('../apps/reference-tests/src/models/training-runs.ts');

describe.each([
  ['wasm', /^training/, 21],
  ['cpu', /^training.* with Adam$/, 7],
] as const)('on %s', (backend, training, count) => {
  beforeAll(async () => void (await init({ backend, threads: 1 })));

  it('models of npm packages give the outputs of TensorFlow.js', async () => {
    const { models, outcomes } = await runModels({ only: /^@upscalerjs/ });
    expect(outcomes.map(({ failure }) => failure)).toEqual(new Array(4).fill(null));
    expect(models).toBe(4);
  }, 60_000);

  it('a quantised model of an npm package does, too', async () => {
    const { outcomes } = await runModels({ only: /^nsfwjs mobilenet_v2$/ });
    expect(outcomes.map(({ failure }) => failure)).toEqual([null]);
  }, 60_000);

  it('every layer that TensorFlow.js saves gives its outputs', async () => {
    const { models, outcomes } = await runModels({ only: /^saved by TensorFlow\.js/ });
    expect(outcomes.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(models).toBeGreaterThan(110);
  }, 60_000);

  it('training from the same weights stays together', async () => {
    const { models, outcomes } = await runModels({ only: training });
    expect(outcomes.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(models).toBe(count);
  }, 120_000);
});

describe('the comparison', () => {
  it('measures errors beside the size of elements, and of the greatest where they are small', () => {
    expect(relativeError([2, 1.01], [2, 1])).toBeCloseTo(0.01, 10);
    expect(relativeError([100, 0.1], [100, 0])).toBeCloseTo(0.1, 10);
  });

  it('finds no agreement in other lengths and in what is no number', () => {
    expect(relativeError([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(relativeError([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
  });

  it('catches a layer that is wrong by a thousandth', async () => {
    const { name, read, input } = publishedModels[0]!;
    const wrong = { Add: () => (a: Tensor, b: Tensor) => mul(add(a, b), 1.001) };
    const { error, failure } = await compareImport(name, read, [{ shape: input }], { layers: wrong });
    expect(error).toBeGreaterThan(1e-4);
    expect(failure).toMatch(/output 0 differs by .*, at most 0\.0001 is allowed/);
  });

  it('catches an optimizer with a slightly different rate', async () => {
    const { theirs } = optimizerPairs[0]!;
    const ours = (model: Module) => new SGD(model, { learningRate: 0.0505, momentum: 0.9 });
    const { failure } = await trainBoth('other rate', networks[0]!, { name: 'SGD', ours, theirs });
    expect(failure).toMatch(/losses differ by .* weights by/);
  });

  it('tells of progress, and runs nothing where no name matches', async () => {
    const onProgress = vi.fn();
    expect(await runModels({ only: /^no such model$/, onProgress })).toEqual({ models: 0, outcomes: [] });
    expect(onProgress).not.toHaveBeenCalled();
    await runModels({ only: /: Dense tanh$/, onProgress });
    expect(onProgress.mock.calls).toEqual([[0, 1, 'saved by TensorFlow.js: Dense tanh']]);
  });
});
