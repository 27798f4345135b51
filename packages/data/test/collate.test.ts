// Samples stacked field by field, misfits named.

import { collate } from '@cambium/data';
import { describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

describe('collate', () => {
  it('stacks every field along a new first dimension', () => {
    expect(
      collate([
        { x: [1, 2], y: Int32Array.of(3) },
        { x: [4, 5], y: Int32Array.of(6) },
      ]),
    ).toEqual({
      x: { data: Float32Array.of(1, 2, 4, 5), shape: [2, 2], dtype: 'float32' },
      y: { data: Int32Array.of(3, 6), shape: [2, 1], dtype: 'int32' },
    });
  });

  it('makes a vector of numbers', () => {
    expect(collate([{ y: 1 }, { y: 2.5 }]).y).toEqual({
      data: Float32Array.of(1, 2.5),
      shape: [2],
      dtype: 'float32',
    });
  });

  it('keeps bytes bytes', () => {
    expect(collate([{ x: { data: new Uint8Array(4), shape: [2, 2, 1] } }]).x).toMatchObject({
      shape: [1, 2, 2, 1],
      dtype: 'uint8',
    });
  });

  it.each([
    [
      'other shapes',
      () => collate([{ x: [1] }, { x: [1, 2] }], [7, 9]),
      'shape',
      'field x of sample 9 is [2], field x of sample 7 is [1]',
    ],
    ['other dtypes', () => collate([{ x: 1 }, { x: true as never }]), 'dtype', 'field x of sample 1 is bool'],
    [
      'missing fields',
      () => collate([{ x: 1, y: 1 }, { x: 1 } as never]),
      'shape',
      'sample 1 has the fields x',
    ],
    [
      'extra fields',
      () => collate([{ x: 1 }, { x: 1, z: 1 } as never]),
      'shape',
      'sample 1 has the fields x, z',
    ],
    ['bigints', () => collate([{ x: 1n }]), 'dtype', 'field x of sample 0 is a bigint'],
    ['undefined', () => collate([{ x: undefined }]), 'dtype', 'field x of sample 0 is undefined'],
    ['samples that are no objects', () => collate([5 as never]), 'value', 'sample 0 is a number'],
    ['samples that are arrays', () => collate([[1, 2]]), 'value', 'named fields'],
    ['no samples', () => collate([]), 'shape', 'no samples'],
  ])('refuses %s', async (_, act, code, words) => {
    const error = await refusal(act);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });
});
