// Datasets made of others.

import {
  cacheDataset,
  concatDatasets,
  type Dataset,
  filterDataset,
  repeatDataset,
  shardDataset,
  skipDataset,
  takeDataset,
  windowDataset,
  zipDatasets,
} from '@cambium/data';
import { describe, expect, it } from 'vitest';
import { counting, refusal } from './support.ts';

const numbers = (length: number): Dataset<number> => ({ length, get: (i) => i });
const later = (length: number): Dataset<number> => ({ length, get: async (i) => 10 * i });

async function listOf<T>(dataset: Dataset<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: dataset.length }, (_, i) => dataset.get(i)));
}

describe('views', () => {
  it.each<[string, Dataset<unknown> | Promise<Dataset<unknown>>, unknown[]]>([
    ['filterDataset', filterDataset(later(5), (x) => x > 15), [20, 30, 40]],
    ['takeDataset', takeDataset(numbers(5), 2), [0, 1]],
    ['takeDataset of more than there are', takeDataset(numbers(2), 5), [0, 1]],
    ['skipDataset', skipDataset(numbers(5), 3), [3, 4]],
    ['shardDataset', shardDataset(numbers(7), 3, 1), [1, 4]],
    ['repeatDataset', repeatDataset(numbers(2), 2), [0, 1, 0, 1]],
    [
      'windowDataset',
      windowDataset(numbers(4), 3),
      [
        [0, 1, 2],
        [1, 2, 3],
      ],
    ],
    [
      'windowDataset with a stride',
      windowDataset(later(5), 2, { stride: 2 }),
      [
        [0, 10],
        [20, 30],
      ],
    ],
    ['windowDataset of too few', windowDataset(numbers(2), 3), []],
    [
      'zipDatasets',
      zipDatasets(numbers(2), later(2)),
      [
        [0, 0],
        [1, 10],
      ],
    ],
    ['concatDatasets', concatDatasets(numbers(2), numbers(0), later(2)), [0, 1, 0, 10]],
    ['cacheDataset', cacheDataset(later(2)), [0, 10]],
  ])('%s', async (_, dataset, expected) => {
    expect(await listOf(await dataset)).toEqual(expected);
  });

  it('are synchronous where what they read from is', () => {
    expect(windowDataset(numbers(3), 2).get(0)).toEqual([0, 1]);
    expect(zipDatasets(numbers(1), numbers(1)).get(0)).toEqual([0, 0]);
  });

  it('reads a sample once and keeps it, but tries again what failed', async () => {
    let reads = 0;
    const kept = cacheDataset<number>({
      length: 2,
      get: async (i) => {
        reads++;
        if (reads === 1) throw new Error('busy');
        return i;
      },
    });
    await expect(kept.get(1)).rejects.toThrow('busy');
    expect([await kept.get(1), await kept.get(1), reads]).toEqual([1, 1, 2]);
  });

  it.each<[string, () => unknown, string]>([
    ['parts that are not there', () => shardDataset(numbers(3), 2, 2), 'there is no part 2 of 2'],
    ['a window of nothing', () => windowDataset(numbers(3), 0), 'size is an integer ≥ 1, got 0'],
    [
      'datasets of different lengths',
      () => zipDatasets(numbers(2), numbers(3)),
      'got datasets of 2, 3 samples',
    ],
    ['a sample past the end', () => concatDatasets(counting(2)).get(2), 'there is no sample 2'],
    ['a negative count', () => takeDataset(numbers(2), -1), 'count is an integer ≥ 0'],
  ])('refuse %s', async (_, act, words) => {
    expect((await refusal(act)).message).toContain(words);
  });
});
