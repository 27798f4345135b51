// Searching hyper-parameters: what is drawn, what is found, and that neither threads nor kills change it.

import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader, HostRandom } from '@cambium/data';
import { Linear, Sequential } from '@cambium/layers';
import { SGD } from '@cambium/optim';
import { crossEntropy, seed, setBackend, tanh } from '@cambium/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fit } from '../src/index.ts';
import { drawPoint, gridPoints } from '../src/search/space.ts';
import {
  choice,
  type Evaluation,
  gridSearch,
  integer,
  type Objective,
  randomSearch,
  real,
  type SearchOptions,
  type Space,
  search,
  successiveHalving,
} from '../src/search.ts';
import { bundle, killAt, linesOf, resultOf, start } from './processes.ts';

setBackend(createCpuBackend());

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambium-'));
});
afterEach(() => rm(folder, { recursive: true }));

const fixture = (name: string): URL => new URL(`./fixtures/${name}`, import.meta.url);
const space = { learningRate: real(1e-5, 1, { scale: 'log' }), units: integer(4, 256, { scale: 'log' }) };
type Parameters = { readonly learningRate: number; readonly units: number };
const bowl = ({ parameters, budget }: { parameters: Parameters; budget: number }): number =>
  Math.log10(parameters.learningRate / 0.01) ** 2 + Math.log2(parameters.units / 32) ** 2 + 1 / budget;

describe('a space', () => {
  const draw = <const S extends Space>(one: S, count = 2000) =>
    Array.from({ length: count }, (_, i) => drawPoint(one, new HostRandom(7).fork(i)));

  it('on a log scale draws each factor of ten alike', () => {
    const rates = draw({ rate: real(1e-4, 1, { scale: 'log' }) }).map(({ rate }) => rate);
    for (const low of [1e-4, 1e-3, 1e-2, 1e-1]) {
      const share = rates.filter((rate) => rate >= low && rate < 10 * low).length / rates.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.04);
    }
  });

  it('draws whole numbers and options alike, ends included', () => {
    const points = draw({ layers: integer(1, 4), norm: choice('none', 'batch') });
    for (const layers of [1, 2, 3, 4]) {
      const share = points.filter((point) => point.layers === layers).length / points.length;
      expect(Math.abs(share - 0.25)).toBeLessThan(0.04);
    }
    expect(Math.abs(points.filter(({ norm }) => norm === 'batch').length / points.length - 0.5)).toBeLessThan(
      0.04,
    );
  });

  it('gives a grid of all combinations, evenly spaced on its scale', () => {
    const grid = gridPoints({ rate: real(1e-4, 1, { scale: 'log' }), on: choice(true, false) }, { rate: 5 });
    expect(grid).toHaveLength(10);
    const rates = [...new Set(grid.map(({ rate }) => rate))];
    for (const [i, rate] of rates.entries()) expect(rate / 10 ** (i - 4)).toBeCloseTo(1, 10);
    expect(gridPoints({ layers: integer(1, 3) }, 9)).toEqual([1, 2, 3].map((layers) => ({ layers })));
  });

  it.each([
    [() => real(1, 1), /low is below high/],
    [() => real(0, 1, { scale: 'log' }), /above 0/],
    [() => real(0, Number.POSITIVE_INFINITY), /finite/],
    [() => integer(1.5, 3), /whole numbers/],
    [() => choice(), /nothing to choose/],
    [() => gridSearch({ points: { rate: 0 } }), /points is an integer ≥ 1/],
    [() => randomSearch({ trials: 0 }), /trials/],
    [() => randomSearch({ trials: 1, budget: -1 }), /budget/],
    [() => successiveHalving({ trials: 9, minBudget: 2, maxBudget: 1 }), /maxBudget/],
    [() => successiveHalving({ trials: 9, minBudget: 1, maxBudget: 9, factor: 1 }), /factor/],
  ])('refuses what makes no sense, case %#', (wrong, message) => {
    expect(wrong).toThrow(message);
  });
});

describe('search', () => {
  it('finds the best of a grid, and the greatest where great is good', async () => {
    const options = { space: { x: real(-2, 2), sign: choice(1, -1) }, strategy: gridSearch({ points: 5 }) };
    const objective: Objective<typeof options.space> = ({ parameters: { x, sign } }) => sign * (x - 1);
    const least = await search({ ...options, objective });
    expect(least.best.parameters).toEqual({ x: -2, sign: 1 });
    expect(least.evaluations).toHaveLength(10);
    expect((await search({ ...options, objective, mode: 'max' })).best.parameters).toEqual({
      x: -2,
      sign: -1,
    });
  });

  it('gives the same trials with the same seed, and others with another', async () => {
    const run = async (own: number) => {
      const strategy = randomSearch({ trials: 5 });
      return (await search({ objective: bowl, space, strategy, seed: own })).evaluations;
    };
    expect(await run(3)).toEqual(await run(3));
    expect((await run(4))[0]!.parameters).not.toEqual((await run(3))[0]!.parameters);
    expect(new Set((await run(3)).map((each) => each.seed)).size).toBe(5);
  });

  it('halves: gives the best third three times the budget, round after round', async () => {
    const { best, evaluations } = await search({
      objective: bowl,
      space,
      strategy: successiveHalving({ trials: 27, minBudget: 1, maxBudget: 20 }),
      seed: 1,
    });
    const budgets = new Map<number, Evaluation<typeof space>[]>();
    for (const each of evaluations) budgets.set(each.budget, [...(budgets.get(each.budget) ?? []), each]);
    expect([...budgets].map(([budget, round]) => [budget, round.length])).toEqual([
      [1, 27],
      [3, 9],
      [9, 3],
      [20, 1],
    ]);
    const bestOfFirst = [...budgets.get(1)!].sort((a, b) => a.value - b.value).slice(0, 9);
    expect(new Set(budgets.get(3)!.map(({ trial }) => trial))).toEqual(
      new Set(bestOfFirst.map(({ trial }) => trial)),
    );
    expect(best).toMatchObject({ budget: 20, trial: bestOfFirst[0]!.trial, seed: bestOfFirst[0]!.seed });
  });

  it('goes on without trials that fail, and says why they did', async () => {
    const run = (trials: number) =>
      search({
        objective: fixture('exits.mjs'),
        space,
        strategy: randomSearch({ trials }),
        seed: 1,
        mode: 'max',
        threads: 2,
      });
    const { best, evaluations } = await run(8);
    expect(best.trial).toBe(4);
    expect(evaluations.map(({ error }) => error).slice(0, 4)).toEqual([
      null,
      'the thread ended with code 3 and no result',
      'trial 2 diverged',
      'the objective gives a finite number, got NaN',
    ]);
    expect(evaluations[1]!.value).toBeNaN();
  });

  it('refuses when all trials failed, with the first reason', async () => {
    const run = (objective: SearchOptions<typeof space>['objective']) =>
      search({ objective, space, strategy: randomSearch({ trials: 2 }) });
    await expect(run(() => Promise.reject(new Error('no data')))).rejects.toThrow(
      /all 2 trials failed.*no data/,
    );
    await expect(run(fixture('missing.mjs'))).rejects.toThrow(/Cannot find module/);
    await expect(
      run(new URL('./support.ts', import.meta.url).href.replace('support.ts', 'fixtures/search-run.mjs')),
    ).rejects.toThrow(/failed/);
  });

  it('gives the same in one thread and in several, each trial in a fresh one', async () => {
    const run = (threads: number) =>
      search({
        objective: fixture('objective.mjs'),
        space,
        strategy: randomSearch({ trials: 6 }),
        seed: 5,
        threads,
      });
    const one = await run(1);
    expect(one.evaluations.every(({ error }) => error === null)).toBe(true);
    expect(await run(3)).toEqual(one);
  });

  it('takes a module by its path', async () => {
    const { best } = await search({
      objective: fileURLToPath(fixture('objective.mjs')),
      space,
      strategy: randomSearch({ trials: 1 }),
    });
    expect(best.error).toBeNull();
  });

  it('refuses threads for a function, and none for a module', async () => {
    const strategy = randomSearch({ trials: 1 });
    await expect(search({ objective: bowl, space, strategy, threads: 2 })).rejects.toThrow(
      /function runs in this thread/,
    );
    const objective = fixture('objective.mjs');
    await expect(search({ objective, space, strategy, threads: 0 })).rejects.toThrow(
      /threads is an integer ≥ 1/,
    );
  });
});

describe('a journal', () => {
  const options = (calls: number[] = []): SearchOptions<typeof space> => ({
    objective: (trial) => {
      calls.push(trial.trial);
      return bowl(trial);
    },
    space,
    strategy: successiveHalving({ trials: 9, minBudget: 1, maxBudget: 9 }),
    seed: 2,
    journal: join(folder, 'new', 'search.jsonl'),
  });

  it('cut off anywhere lets the search go on to the same result, without doing work twice', async () => {
    const whole = await search(options());
    const { journal } = options();
    const text = await readFile(journal!);
    expect(text.toString().trimEnd().split('\n')).toHaveLength(1 + 9 + 3 + 1);
    for (let length = 0; length <= text.length; length += 7) {
      await writeFile(journal!, text);
      await truncate(journal!, length);
      const calls: number[] = [];
      expect(await search(options(calls))).toEqual(whole);
      const kept = Math.max(0, text.subarray(0, length).toString().split('\n').length - 2);
      expect(calls).toHaveLength(13 - kept);
      expect(await readFile(journal!, 'utf8')).toHaveLength(text.length);
    }
  });

  it('does not keep failures, which are tried again', async () => {
    let isBroken = true;
    const flaky: SearchOptions<typeof space> = {
      ...options(),
      objective: (trial) => {
        if (isBroken && trial.trial === 4) throw new Error('no disk');
        return bowl(trial);
      },
    };
    expect((await search(flaky)).evaluations[4]!.error).toBe('no disk');
    isBroken = false;
    expect((await search(flaky)).evaluations[4]!.error).toBeNull();
  });

  it('of another search, or damaged, is refused', async () => {
    await search(options());
    await expect(search({ ...options(), seed: 3 })).rejects.toMatchObject({ code: 'state' });
    await expect(search({ ...options(), space: { ...space, units: integer(4, 128) } })).rejects.toThrow(
      /another search/,
    );
    const path = options().journal!;
    const lines = (await readFile(path, 'utf8')).split('\n');
    await writeFile(path, [lines[0], 'no result', ...lines.slice(2)].join('\n'));
    await expect(search(options())).rejects.toThrow(/line 2 is no result/);
    await writeFile(path, 'a diary\n');
    await expect(search(options())).rejects.toMatchObject({ code: 'state' });
  });

  it('lets a search that a signal ended go on', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const stopped = search({
      ...options(),
      objective: fixture('objective.mjs'),
      threads: 2,
      signal: controller.signal,
      onEvaluation: ({ trial }) => {
        if (seen.push(trial) === 3) controller.abort(new Error('enough for today'));
      },
    });
    await expect(stopped).rejects.toThrow('enough for today');
    const after: number[] = [];
    const onEvaluation = ({ trial }: { trial: number }) => void after.push(trial);
    const resumed = await search({
      ...options(),
      objective: fixture('objective.mjs'),
      threads: 2,
      onEvaluation,
    });
    expect(after.length).toBeLessThanOrEqual(13 - 3);
    const { journal: _journal, ...fresh } = options();
    expect(resumed).toEqual(await search({ ...fresh, objective: fixture('objective.mjs'), threads: 2 }));
  }, 60_000);

  it('outlives kill -9 of the process, again and again', async () => {
    await bundle(new URL('../src/search.ts', import.meta.url), folder, 'search.mjs');
    const [trials, journal] = [join(folder, 'trials'), join(folder, 'search.jsonl')];
    const begin = (path: string) =>
      start(fileURLToPath(fixture('search-run.mjs')), [join(folder, 'search.mjs'), path, '2'], {
        SEARCH_TRIALS: trials,
        SEARCH_DELAY: '60',
      });
    const whole = await resultOf(begin(join(folder, 'whole.jsonl')));
    await rm(trials);
    for (const results of [3, 7]) await killAt(begin(journal), journal, 1 + results);
    expect(await resultOf(begin(journal))).toEqual(whole);
    // each kill loses at most what was under way in two threads
    expect(await linesOf(trials)).toBeLessThanOrEqual(13 + 2 * 2);
  }, 60_000);
});

describe('a search over real trainings', () => {
  /** Points around three centres, so far around that the classes overlap. */
  function overlapping(count: number, start: number): DataLoader<{ x: object; y: object }> {
    const angles = Float32Array.from({ length: count }, (_, i) => ((i % 3) * 2 * Math.PI) / 3);
    const x = Float32Array.from({ length: 2 * count }, (_, i) => {
      const [center, angle] = [i % 2 === 0 ? Math.cos : Math.sin, angles[i >> 1]!];
      return center(angle) + 1.2 * Math.sin((start + i) * (i % 2 === 0 ? 12.9898 : 78.233));
    });
    const y = Int32Array.from({ length: count }, (_, i) => i % 3);
    return new DataLoader(new ArrayDataset({ x: { data: x, shape: [count, 2] }, y }), { batchSize: 16 });
  }

  /** Validation loss after some epochs. */
  async function train({
    parameters,
    budget,
    seed: own,
  }: {
    parameters: { learningRate: number; units: number };
    budget: number;
    seed: number;
  }) {
    seed(own);
    const model = new Sequential(new Linear(2, parameters.units), tanh, new Linear(parameters.units, 3));
    const optimizer = new SGD(model, { learningRate: parameters.learningRate });
    const options = {
      train: overlapping(96, 0),
      validation: overlapping(60, 500),
      loss: crossEntropy,
      optimizer,
      progress: null,
    };
    const { epochs } = await fit(model, { ...options, epochs: budget });
    return epochs.at(-1)!.validationLoss!;
  }
  const units = integer(2, 32, { scale: 'log' });
  const epochsOf = (evaluations: readonly { budget: number }[]) =>
    evaluations.reduce((sum, { budget }) => sum + budget, 0);

  it('on a log scale finds a learning rate that a linear scale misses', async () => {
    const strategy = randomSearch({ trials: 12, budget: 4 });
    const range = [1e-3, 1000] as const;
    const [log, linear] = [
      await search({
        objective: train,
        space: { learningRate: real(...range, { scale: 'log' }), units },
        strategy,
        seed: 1,
      }),
      await search({ objective: train, space: { learningRate: real(...range), units }, strategy, seed: 1 }),
    ];
    expect(log.best.value).toBeLessThan(0.8);
    expect(linear.best.value).toBeGreaterThan(2 * log.best.value);
  });

  it('by halving finds as good a net as at random, for less than half of the epochs', async () => {
    const wide = { learningRate: real(1e-4, 10, { scale: 'log' }), units };
    const random = await search({
      objective: train,
      space: wide,
      strategy: randomSearch({ trials: 18, budget: 9 }),
      seed: 3,
    });
    const strategy = successiveHalving({ trials: 18, minBudget: 1, maxBudget: 9 });
    const halving = await search({ objective: train, space: wide, strategy, seed: 3 });
    expect(epochsOf(halving.evaluations)).toBeLessThan(epochsOf(random.evaluations) / 2);
    expect(halving.best.value).toBeLessThan(1.2 * random.best.value);
  });
});
