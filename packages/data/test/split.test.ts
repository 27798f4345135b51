// Cutting datasets: parts with the shares of the whole, and rounds of cross-validation.

import { ArrayDataset, kFold, randomSplit } from '@cambium/data';
import { describe, expect, it } from 'vitest';
import { counting, refusal } from './support.ts';

const labels = Int32Array.from({ length: 100 }, (_, i) => (i < 80 ? 0 : i < 95 ? 1 : 2));
const dataset = new ArrayDataset({ x: Int32Array.from({ length: 100 }, (_, i) => i), y: labels });

const countOf = (part: ArrayDataset<'x' | 'y'>, label: number): number =>
  part.fields.y.data.filter((each) => each === label).length;
const samplesOf = (part: ArrayDataset<'x' | 'y'>): number[] => [...part.fields.x.data];

describe('randomSplit with stratify', () => {
  it.each([1, 2, 3])('gives every part the shares of the classes (seed %i)', (seed) => {
    const parts = randomSplit(dataset, [0.6, 0.2, 0.2], { seed, stratify: labels });
    expect(parts.map(({ length }) => length)).toEqual([60, 20, 20]);
    for (const [i, share] of [0.6, 0.2, 0.2].entries()) {
      for (const [label, count] of [80, 15, 5].entries()) {
        expect(Math.abs(countOf(parts[i]!, label) - share * count)).toBeLessThanOrEqual(1.5);
      }
    }
    expect(new Set(parts.flatMap(samplesOf)).size).toBe(100);
  });

  it('refuses labels of another dataset', async () => {
    const error = await refusal(() => randomSplit(dataset, [0.5, 0.5], { stratify: [1, 2] }));
    expect(error.message).toBe('[randomSplit] there are 2 labels for 100 samples.');
  });
});

describe('kFold', () => {
  it('validates on every sample once, and trains on all others', () => {
    const folds = kFold(dataset, 7, { seed: 1 });
    expect(folds.flatMap(({ validation }) => samplesOf(validation)).sort((a, b) => a - b)).toEqual(
      samplesOf(dataset),
    );
    for (const { train, validation } of folds) {
      expect(new Set([...samplesOf(train), ...samplesOf(validation)]).size).toBe(100);
      expect(train.length + validation.length).toBe(100);
      expect([14, 15]).toContain(validation.length);
    }
  });

  it('deals each class out evenly', () => {
    const folds = kFold(dataset, 5, { seed: 1, stratify: labels });
    expect(folds.map(({ validation }) => [0, 1, 2].map((label) => countOf(validation, label)))).toEqual(
      Array.from({ length: 5 }, () => [16, 3, 1]),
    );
  });

  it('follows from the seed', () => {
    const first = (seed: number): string => String(samplesOf(kFold(dataset, 5, { seed })[0]!.validation));
    expect(first(1)).toBe(first(1));
    expect(first(1)).not.toBe(first(2));
  });

  it('takes any dataset', async () => {
    const [fold] = kFold(counting(4), 4, { seed: 1 });
    expect([fold!.train.length, fold!.validation.length]).toEqual([3, 1]);
  });

  it.each([1, 2.5, 101])('refuses k = %d', async (k) => {
    expect((await refusal(() => kFold(dataset, k))).message).toContain('k is an integer from 2');
  });
});
