// Names of classes and their numbers.

import { ClassEncoder, oneHotEncode } from '@cambium/data';
import { describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

describe('ClassEncoder', () => {
  it('numbers classes alphabetically, whatever their order in the data', () => {
    expect(ClassEncoder.fit(['dog', 'cat', 'dog']).classes).toEqual(ClassEncoder.fit(['cat', 'dog']).classes);
    expect([...ClassEncoder.fit(['dog', 'cat']).transform(['dog', 'cat', 'dog'])]).toEqual([1, 0, 1]);
  });

  it('gives names back', () => {
    expect(ClassEncoder.fit(['b', 'a']).inverse(Int32Array.of(1, 0))).toEqual(['b', 'a']);
  });

  it('goes through JSON unchanged', () => {
    const encoder = new ClassEncoder(['z', 'a']);
    expect(ClassEncoder.fromJSON(JSON.parse(JSON.stringify(encoder))).classes).toEqual(['z', 'a']);
  });

  it('knows no class that was not given', async () => {
    expect((await refusal(() => new ClassEncoder(['a']).transform(['constructor']))).code).toBe('value');
  });

  it.each([
    [
      'an unknown label',
      () => new ClassEncoder(['a', 'b']).transform(['a', 'c']),
      "label 1, 'c', was not in the labels of fit: a, b",
    ],
    ['a number as label', () => new ClassEncoder(['a']).transform([1 as never]), 'map(String)'],
    [
      'a number that is no class',
      () => new ClassEncoder(['a']).inverse([1]),
      'element 0 is 1: classes are numbered 0 to 0',
    ],
    ['a fraction', () => new ClassEncoder(['a', 'b']).inverse([0.5]), 'element 0 is 0.5'],
    ['no classes', () => ClassEncoder.fit([]), 'no classes'],
    ['a class twice', () => new ClassEncoder(['a', 'b', 'a']), "class 'a' is listed twice"],
    ['classes that are numbers', () => ClassEncoder.fit([3 as never]), 'label 0 is a number'],
    ['JSON of something else', () => ClassEncoder.fromJSON({} as never), 'no classes'],
    ['null as JSON', () => ClassEncoder.fromJSON(null as never), 'no classes'],
  ])('refuses %s', async (_, act, words) => {
    const error = await refusal(act);
    expect([error.code, error.message]).toEqual(['value', expect.stringContaining(words)]);
  });
});

describe('oneHotEncode', () => {
  it('puts a one at the label', () => {
    expect(oneHotEncode(Int32Array.of(2, 0), 3)).toEqual({
      data: Float32Array.of(0, 0, 1, 1, 0, 0),
      shape: [2, 3],
      dtype: 'float32',
    });
  });

  it.each([
    [[3], 3],
    [[-1], 3],
    [[0.5], 3],
    [[0], 0],
    [[0], 1.5],
  ])('refuses labels %o of %d classes', async (labels, classes) => {
    expect((await refusal(() => oneHotEncode(labels, classes))).code).toBe('value');
  });
});
