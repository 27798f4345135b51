// Every example in its quick form: it ends, its numbers are numbers, and where seconds are enough, the effect shows.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reportPage } from '@cambium/plot';
import { init, seed } from 'cambium';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExampleResult } from '../apps/examples/src/example.ts';
import { examples } from '../apps/examples/src/examples.ts';
import { exampleTable, type MeasuredResults, resultsPage } from '../apps/examples/src/results/pages.ts';

type Numbers = ExampleResult['numbers'];

/** What has to be seen in the numbers of a quick run. */
const effects: Readonly<Record<string, (numbers: Numbers) => void>> = {
  'house-prices': (numbers) => {
    const [mean, rooms, all] = ['of the mean', 'from rooms', 'from all features'].map(
      (what) => numbers[`test error ${what} (1000 $)`]!,
    );
    expect(rooms).toBeLessThan(mean!);
    expect(all).toBeLessThan(rooms!);
    expect(numbers['training loss with scaling']).toBeLessThan(numbers['training loss without scaling']! / 2);
  },
  planar: (numbers) => {
    expect(numbers['accuracy of 20 hidden units']).toBeGreaterThan(
      numbers['accuracy of logistic regression']! + 0.05,
    );
  },
  initialisation: (numbers) => {
    const signal = (start: string): number => numbers[`signal after ten layers, ${start}`]!;
    expect(signal('zeros')).toBe(0);
    expect(signal('Xavier')).toBeLessThan(0.1);
    expect(Math.abs(Math.log(signal('He')))).toBeLessThan(Math.log(2));
    expect(signal('large')).toBeGreaterThan(100);
    expect(numbers['test accuracy, He']).toBeGreaterThan(numbers['test accuracy, zeros']! + 0.1);
  },
  regularisation: (numbers) => {
    for (const remedy of ['L2', 'dropout', 'early stopping']) {
      expect(numbers[`test loss, ${remedy}`]).toBeLessThan(numbers['test loss, nothing']!);
    }
  },
  'optimizer-paths': (numbers) => {
    const height = (place: string, name: string): number => numbers[`height at the end, ${place}, ${name}`]!;
    expect(height('valley', 'momentum')).toBeLessThan(height('valley', 'SGD') / 2);
    expect(height('saddle', 'Adam')).toBeLessThan(-0.9);
    // Where the gradient is zero, a method that looks for just that stays.
    expect(Math.abs(height('saddle', 'LBFGS'))).toBeLessThan(1e-3);
  },
  'batch-norm': (numbers) => {
    for (const rate of ['0.1', '1']) {
      expect(numbers[`last epoch with BatchNorm, α = ${rate}`]).toBeGreaterThan(
        numbers[`last epoch without BatchNorm, α = ${rate}`]! + 0.2,
      );
    }
  },
  softmax: (numbers) => {
    // The course has 0.0582, 0.0004, 0.1581 and 0.7833.
    expect(numbers['softmax of 3']).toBeCloseTo(0.0581775606, 6);
    expect(numbers['softmax of -2']).toBeCloseTo(0.00039199732, 6);
    expect(numbers['softmax of 5.6']).toBeCloseTo(0.783287436, 6);
    expect(numbers['difference of two classes from logistic regression']).toBeLessThan(1e-5);
  },
  iris: (numbers) => expect(numbers['test accuracy']).toBeGreaterThan(0.8),
  edges: (numbers) => {
    expect(numbers['edge in the picture of the notes']).toBe(30);
    expect(numbers['loss of the learned filter']).toBeLessThan(0.01);
  },
  lenet: (numbers) => {
    expect(numbers['parameters of the convolution']).toBe(156);
    expect(numbers['weights of the dense layer']).toBe(14_450_688);
    expect(numbers['parameters of LeNet-5']).toBe(61_706);
    expect(numbers['test accuracy']).toBeGreaterThan(0.6);
  },
  characters: (numbers) => {
    expect(numbers['perplexity, LSTM']).toBeLessThan(numbers['perplexity, table of pairs (bigrams)']! * 0.9);
  },
  sequences: (numbers) => {
    expect(numbers['test accuracy, reading letters (GRU)']).toBeGreaterThan(
      numbers['test accuracy, counting letters']! + 0.1,
    );
    expect(numbers['change of logits by padding']).toBeLessThan(1e-5);
  },
  words: (numbers) => {
    expect(numbers['loss of the last epoch']).toBeLessThan(numbers['loss of the first epoch']! * 0.9);
  },
};

/** An example whose data has to be there. */
const needs: Readonly<Record<string, string>> = {
  'fashion-resnet': process.env.FASHION_MNIST ?? '/usr/share/datasets/fashion-mnist',
};

beforeAll(async () => {
  await init();
  // Progress and intermediate results.
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

describe('examples', () => {
  for (const [name, load] of Object.entries(examples)) {
    const folder = needs[name];
    // Debian's package of data is not everywhere.
    it.skipIf(folder !== undefined && !existsSync(folder))(
      `${name} runs, and its report can be read`,
      async () => {
        seed(0);
        const example = await load();
        const { numbers, sections } = await example.run({ seed: 0, isQuick: true });
        expect(Object.keys(numbers).length).toBeGreaterThan(0);
        for (const [key, value] of Object.entries(numbers)) expect(value, key).toSatisfy(Number.isFinite);
        const page = await reportPage({ title: example.title, sections });
        expect(page.includes('<svg')).toBe(true);
        const text = page.replace(/<[^>]*>/g, ' ');
        expect(text.match(/\bNaN\b|\bundefined\b|\[object/)).toBeNull();
        effects[name]?.(numbers);
      },
      60_000,
    );
  }

  it('have no effects that nobody has', () => {
    expect(Object.keys(examples)).toEqual(
      expect.arrayContaining([...Object.keys(effects), ...Object.keys(needs)]),
    );
  });
});

describe('the folder of the examples', () => {
  const file = (name: string): string =>
    readFileSync(fileURLToPath(new URL(`../apps/examples/${name}`, import.meta.url)), 'utf8');

  it('lists all of them in its README', async () => {
    expect(file('README.md'), 'run `pnpm examples:write --tables`').toContain(await exampleTable());
  });

  it('has the results of all of them', async () => {
    const results = JSON.parse(file('results.json')) as MeasuredResults;
    expect(Object.keys(results.examples)).toEqual(Object.keys(examples));
    expect(file('RESULTS.md'), 'run `pnpm examples:write --tables`').toBe(await resultsPage(results));
  });
});
