// Numbers of any form become one form, or are refused with their place.

import { createCpuBackend } from '@cambium/backend-cpu';
import { hostArray } from '@cambium/data';
import { setBackend, tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

describe('hostArray', () => {
  it('takes the shape of nested numbers', () => {
    expect(
      hostArray([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual({ data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3], dtype: 'float32' });
  });

  it('makes a single number an array of rank 0', () => {
    expect(hostArray(7)).toEqual({ data: Float32Array.of(7), shape: [], dtype: 'float32' });
  });

  it('makes booleans bool', () => {
    expect(hostArray([true, false])).toEqual({ data: Uint8Array.of(1, 0), shape: [2], dtype: 'bool' });
  });

  it('keeps an empty dimension', () => {
    expect(hostArray([[], []]).shape).toEqual([2, 0]);
  });

  it.each([
    [new Float32Array(1), 'float32'],
    [new Float64Array(1), 'float64'],
    [new Int32Array(1), 'int32'],
    [new Uint8Array(1), 'uint8'],
    [new Uint8ClampedArray(1), 'uint8'],
    [new Int8Array(1), 'int32'],
    [new Int16Array(1), 'int32'],
    [new Uint16Array(1), 'int32'],
  ])('gives %o its dtype', (data, dtype) => {
    expect(hostArray(data).dtype).toBe(dtype);
  });

  it('shares typed arrays', () => {
    const data = new Float32Array(6);
    expect(hostArray({ data, shape: [2, 3] }).data).toBe(data);
  });

  it('converts to an asked dtype from the full numbers', () => {
    expect(hostArray({ data: [16777217], dtype: 'int32' }).data[0]).toBe(16777217);
  });

  it('reads a tensor back', () => {
    setBackend(createCpuBackend());
    expect(hostArray(tensor([[1, 2]]))).toEqual({
      data: Float32Array.of(1, 2),
      shape: [1, 2],
      dtype: 'float32',
    });
  });

  it.each([
    ['ragged rows', () => hostArray([[1, 2], [3]]), 'shape', 'the array[1] is 1 long, others are 2 long'],
    ['a number among rows', () => hostArray([[1], 2]), 'shape', 'the array[1] is a number'],
    ['rows among numbers', () => hostArray([1, [2]]), 'dtype', 'the array[1] is an Array'],
    ['strings', () => hostArray(['a'] as never), 'dtype', "the array[0] is the string 'a'"],
    ['bigints', () => hostArray(1n as never), 'dtype', 'the array is a bigint'],
    ['BigInt64Array', () => hostArray(new BigInt64Array(1) as never), 'dtype', 'a BigInt64Array'],
    ['numbers beside booleans', () => hostArray([1, true]), 'dtype', 'mixes'],
    [
      'a shape that does not fit',
      () => hostArray({ data: [1, 2, 3], shape: [2, 2] }),
      'shape',
      '3 elements, shape [2, 2] needs 4',
    ],
    ['a negative length', () => hostArray({ data: [1], shape: [-1] }), 'shape', 'integers ≥ 0'],
    [
      'fractions as int32',
      () => hostArray({ data: [1, 0.5], dtype: 'int32' }),
      'dtype',
      'element 1 of the array is 0.5',
    ],
    ['256 as uint8', () => hostArray({ data: [256], dtype: 'uint8' }), 'dtype', 'uint8 cannot hold'],
    ['2 as bool', () => hostArray({ data: [2], dtype: 'bool' }), 'dtype', 'bool cannot hold'],
    ['an unknown dtype', () => hostArray({ data: [2], dtype: 'float8' as never }), 'dtype', "'float8'"],
    ['nested data beside a shape', () => hostArray({ data: [[1]] as never, shape: [1] }), 'shape', 'nested'],
    ['null', () => hostArray(null as never), 'dtype', 'null'],
  ])('refuses %s', async (_, act, code, words) => {
    const error = await refusal(act);
    expect(error.code).toBe(code);
    expect(error.message).toContain(words);
  });
});
