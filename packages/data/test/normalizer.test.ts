// Normalisation by the statistics of the training set.

import { createCpuBackend } from '@cambium/backend-cpu';
import { Normalizer } from '@cambium/data';
import { loadCells, memory, namedCells, setBackend, stateDictOf, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

beforeAll(() => {
  setBackend(createCpuBackend());
});

const train = [
  [1, 10],
  [3, 30],
];

describe('Normalizer', () => {
  // the first test, so that the collector has nothing of others to free meanwhile
  it('holds three tensors and no more', () => {
    const before = memory().tensors;
    const normalizer = Normalizer.fit(train);
    expect(memory().tensors - before).toBe(3);
    for (const { value } of [normalizer.mean, normalizer.std, normalizer.count]) value.dispose();
  });

  it('brings the training set to mean 0 and standard deviation 1', () => {
    expect(Normalizer.fit(train).transform(tensor(train)).toArray()).toEqual([
      [-1, -1],
      [1, 1],
    ]);
  });

  it('uses the training statistics on other data', () => {
    expect(
      Normalizer.fit(train)
        .transform(tensor([[5, 20]]))
        .toArray(),
    ).toEqual([[3, 0]]);
  });

  it('undoes itself', () => {
    const normalizer = Normalizer.fit(train);
    expect(normalizer.inverse(normalizer.transform(tensor([[7, -3]]))).toArray()).toEqual([[7, -3]]);
  });

  it('averages over the given axes', () => {
    const images = { data: Uint8Array.of(0, 100, 2, 100, 4, 100, 6, 102), shape: [2, 2, 1, 2] };
    const normalizer = Normalizer.fit(images, { axis: [0, 1, 2] });
    expect(normalizer.toJSON()).toMatchObject({ shape: [2], mean: [3, 100.5], count: 4 });
    expect(normalizer.transform(tensor(images.data, { shape: images.shape })).shape).toEqual([2, 2, 1, 2]);
  });

  it('keeps inner averaged axes as ones, so that they broadcast', () => {
    const channelsFirst = { data: Float32Array.from({ length: 12 }, (_, i) => i), shape: [2, 3, 2] };
    expect(Normalizer.fit(channelsFirst, { axis: [0, -1] }).toJSON()).toMatchObject({
      shape: [3, 1],
      mean: [3.5, 5.5, 7.5],
    });
  });

  it('averages everything into one number', () => {
    expect(Normalizer.fit(train, { axis: [0, 1] }).toJSON()).toMatchObject({
      shape: [],
      mean: [11],
      count: 4,
    });
  });

  it('stays accurate where the mean is large beside the deviation', () => {
    const data = Float64Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2));
    expect(Normalizer.fit({ data, shape: [1000, 1] }, { epsilon: 0 }).toJSON().std[0]).toBeCloseTo(0.5, 6);
  });

  it('centres constant features without dividing by zero', () => {
    const normalizer = Normalizer.fit([
      [0.1, 1],
      [0.1, 2],
      [0.1, 3],
    ]);
    expect(
      normalizer
        .transform(
          tensor([
            [0.1, 2],
            [1.1, 2],
          ]),
        )
        .toArray(),
    ).toEqual([
      [0, 0],
      [expect.closeTo(1, 6), 0],
    ]);
  });

  it('goes through JSON unchanged', () => {
    const normalizer = Normalizer.fit([
      [0.1, 7],
      [0.4, -2],
    ]);
    const copy = Normalizer.fromJSON(JSON.parse(JSON.stringify(normalizer)));
    const x = tensor([[0.3, 5]]);
    expect(copy.transform(x).toArray()).toEqual(normalizer.transform(x).toArray());
    expect(copy.isFitted).toBe(true);
  });

  it('is saved and loaded with the cells of a model', () => {
    const model = { normalizer: Normalizer.fit(train) };
    const saved = stateDictOf(namedCells(model));
    expect(Object.keys(saved)).toEqual(['normalizer.mean', 'normalizer.std', 'normalizer.count']);

    const empty = { normalizer: new Normalizer([2]) };
    expect(empty.normalizer.isFitted).toBe(false);
    loadCells('the model', namedCells(empty), saved);
    expect(empty.normalizer.isFitted).toBe(true);
    expect(empty.normalizer.transform(tensor(train)).toArray()).toEqual([
      [-1, -1],
      [1, 1],
    ]);
  });

  it.each([
    ['a second fit', () => Normalizer.fit(train).fit(train), 'state', 'has been fitted already'],
    [
      'a fit after loading',
      () => Normalizer.fromJSON(Normalizer.fit(train).toJSON()).fit(train),
      'state',
      'call transform',
    ],
    [
      'to transform before fitting',
      () => new Normalizer([2]).transform(tensor(train)),
      'state',
      'no statistics yet',
    ],
    [
      'x of other features',
      () => Normalizer.fit(train).transform(tensor([[1, 2, 3]])),
      'shape',
      'x is [1, 3]',
    ],
    ['x of too few dimensions', () => Normalizer.fit(train).inverse(tensor(1)), 'shape', 'x is []'],
    ['data for another shape', () => new Normalizer([3]).fit(train), 'shape', '[2], made for [3]'],
    ['NaN in the data', () => Normalizer.fit([[1, Number.NaN]]), 'value', 'element 1 is NaN'],
    ['no samples', () => Normalizer.fit({ data: [], shape: [0, 2] }), 'shape', 'no values'],
    ['an axis that is not there', () => Normalizer.fit(train, { axis: 2 }), 'axis', 'no axis 2 in [2, 2]'],
    ['no axis', () => Normalizer.fit(train, { axis: [] }), 'axis', 'empty'],
    ['a single number', () => Normalizer.fit(3), 'axis', 'a single number'],
    ['a negative epsilon', () => Normalizer.fit(train, { epsilon: -1 }), 'value', 'epsilon'],
    ['JSON of something else', () => Normalizer.fromJSON({ classes: [] } as never), 'format', 'toJSON'],
    ['null as JSON', () => Normalizer.fromJSON(null as never), 'format', 'got null'],
    [
      'JSON with a deviation of 0',
      () => Normalizer.fromJSON({ shape: [1], mean: [0], std: [0], count: 1 }),
      'format',
      'std > 0',
    ],
  ])('refuses %s', async (_, act, code, words) => {
    const error = await refusal(act);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(words)]);
  });

  it('stays unfitted after data that was refused', async () => {
    const normalizer = new Normalizer([2]);
    await refusal(() => normalizer.fit([[1, Number.NaN]]));
    expect(normalizer.fit(train).isFitted).toBe(true);
  });
});
