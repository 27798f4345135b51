import * as ops from '@cambium/tensor';
import { philox4x32, standardNormal } from '@cambium/tensor/backend';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { Generator, seed, tensor } = ops;

beforeEach(useCpu);

function moments(x: ops.Tensor): [mean: number, std: number] {
  return [ops.mean(x).dataSync()[0]!, ops.std(x).dataSync()[0]!];
}

describe('Philox-4x32-10', () => {
  // From the known-answer tests of Random123.
  it.each([
    [[0, 0, 0, 0], 0, ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']],
    [[0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], 2 ** 53 - 1, null],
  ])('gives the published words for %j', (state, block, expected) => {
    const out = new Uint32Array(4);
    philox4x32(state as number[], block as number, out);
    if (expected !== null)
      expect([...out].map((word) => word.toString(16).padStart(8, '0'))).toEqual(expected);
    else expect(new Set(out).size).toBe(4);
  });
});

describe('the quantile of the normal distribution', () => {
  it('is exact to double precision in the centre and in the tails', () => {
    expect(standardNormal(0.5)).toBe(0);
    expect(standardNormal(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(standardNormal(1e-10)).toBeCloseTo(-6.361340902404056, 12);
    expect(standardNormal(0.025)).toBeCloseTo(-1.959963984540054, 14);
    expect(standardNormal(1e-300)).toBeCloseTo(-37.0471, 3);
  });
});

describe('seeds', () => {
  it('start the same numbers again', () => {
    seed(7);
    const first = ops.normal([5]).toArray();
    const second = ops.normal([5]).toArray();
    seed(7);
    expect(ops.normal([5]).toArray()).toEqual(first);
    expect(second).not.toEqual(first);
  });

  it('differ, and include large ones', () => {
    const draws = [0, 1, 2 ** 32, 2 ** 53 - 1].map((value) =>
      String(ops.uniform([3], { generator: new Generator(value) }).toArray()),
    );
    expect(new Set(draws).size).toBe(4);
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(errorOf(() => seed(wrong))).toMatchObject({ op: 'seed', code: 'value' });
  });

  it('give every function reproducible numbers', () => {
    const all = () => {
      const generator = new Generator(3);
      return [
        ops.uniform([4], { generator }),
        ops.truncatedNormal([4], { generator }),
        ops.bernoulli(0.5, [4], { generator }),
        ops.randomInteger(0, 9, [4], { generator }),
        ops.permutation(4, { generator }),
        ops.multinomial(tensor([1, 2, 3]), 2, { generator }),
        ops.dropout(ops.ones([8]), 0.5, { generator }),
      ].map((each) => each.toArray());
    };
    expect(all()).toEqual(all());
  });

  it('make a prefix of a longer draw equal to the shorter one', () => {
    const [short, long] = [10, 1000].map(
      (n) => ops.uniform([n], { generator: new Generator(5) }).toArray() as number[],
    );
    expect(long!.slice(0, 10)).toEqual(short);
  });

  it('keep their place in a saved state', () => {
    const generator = new Generator(11);
    ops.uniform([3], { generator });
    const saved = ops.contiguous(ops.add(generator.state, 0));
    const next = ops.uniform([3], { generator }).toArray();
    const other = new Generator(0);
    other.state.assign(saved);
    expect(ops.uniform([3], { generator: other }).toArray()).toEqual(next);
  });
});

describe('distributions', () => {
  const n = 200_000;
  const generator = () => new Generator(1);

  it('uniform has its moments and bounds', () => {
    const x = ops.uniform([n], { low: -1, high: 3, generator: generator() });
    const [mean, std] = moments(x);
    expect(mean).toBeCloseTo(1, 1);
    expect(std).toBeCloseTo(4 / Math.sqrt(12), 2);
    expect(ops.min(x).dataSync()[0]).toBeGreaterThanOrEqual(-1);
    expect(ops.max(x).dataSync()[0]).toBeLessThanOrEqual(3);
    expect(ops.uniform([2], { dtype: 'float64' }).dtype).toBe('float64');
  });

  it('normal has its moments up to the fourth', () => {
    const x = ops.normal([n], { mean: 2, std: 3, generator: generator() });
    const [mean, std] = moments(x);
    expect(Math.abs(mean - 2)).toBeLessThan(0.03);
    expect(Math.abs(std - 3)).toBeLessThan(0.03);
    const z = ops.div(ops.sub(x, 2), 3);
    expect(Math.abs(ops.mean(ops.pow(z, 3)).dataSync()[0]!)).toBeLessThan(0.05);
    expect(Math.abs(ops.mean(ops.pow(z, 4)).dataSync()[0]! - 3)).toBeLessThan(0.1);
  });

  it('truncatedNormal stays within two standard deviations', () => {
    const x = ops.truncatedNormal([n], { mean: 1, std: 2, generator: generator() });
    const [mean, std] = moments(x);
    expect(Math.abs(mean - 1)).toBeLessThan(0.02);
    expect(Math.abs(std - 2 * 0.8796)).toBeLessThan(0.02);
    expect(ops.max(ops.abs(ops.sub(x, 1))).dataSync()[0]).toBeLessThanOrEqual(4);
  });

  it('bernoulli follows its probability, also one for each element', () => {
    expect(ops.mean(ops.bernoulli(0.3, [n], { generator: generator() })).dataSync()[0]).toBeCloseTo(0.3, 2);
    expectTensor(ops.bernoulli(tensor([0, 1])), [false, true]);
    expect(ops.bernoulli(tensor([0, 1]), [3, 2]).shape).toEqual([3, 2]);
    expect(errorOf(() => ops.bernoulli(1.5, [1])).code).toBe('value');
  });

  it('randomInteger reaches all values evenly', () => {
    const counts = ops
      .bincount(ops.randomInteger(0, 6, [60_000], { generator: generator() }), { length: 6 })
      .toArray() as number[];
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    const low = ops.randomInteger(-3, -1, [100]);
    expectTensor(ops.unique(low).values, [-3, -2]);
    expect(errorOf(() => ops.randomInteger(2, 2, [1])).code).toBe('value');
    expect(errorOf(() => ops.randomInteger(0, 1.5, [1])).code).toBe('value');
  });

  it('permutation has every number once', () => {
    const order = ops.permutation(1000, { generator: generator() });
    expectTensor(
      ops.sort(order).values,
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(order.toArray()).not.toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expectTensor(ops.permutation(0), []);
  });

  it('multinomial follows the weights, and never draws what has none', () => {
    const weights = tensor([1, 0, 3]);
    const drawn = ops.multinomial(weights, 40_000, { replacement: true, generator: generator() });
    const counts = ops.bincount(drawn, { length: 3 }).toArray() as number[];
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[0]! - 10_000)).toBeLessThan(400);
    const once = ops.multinomial(
      tensor([
        [1, 1, 1],
        [1, 0, 1],
      ]),
      2,
    );
    expect(once.shape).toEqual([2, 2]);
    expectTensor(ops.sort(ops.at(once, 1)).values, [0, 2]);
    expect(errorOf(() => ops.multinomial(weights, 4)).message).toContain('replacement');
  });

  it('multinomial with replacement draws from each row', () => {
    const few = ops.concat([ops.ones([3]), ops.zeros([997])]);
    const rising = ops.arange(0, 1000);
    const drawn = ops.multinomial(ops.stack([few, rising]), 5000, {
      replacement: true,
      generator: generator(),
    });
    expect(drawn.shape).toEqual([2, 5000]);
    expect(drawn.dtype).toBe('int32');
    expect(ops.max(ops.at(drawn, 0)).toArray()).toBe(2);
    // Where the chance of a class is its number, the mean is two thirds of the greatest.
    const mean = ops.mean(ops.cast(ops.at(drawn, 1), 'float32')).toArray() as number;
    expect(Math.abs(mean - 666)).toBeLessThan(12);
  });

  it('multinomial with replacement needs no table of draws and classes', () => {
    // As a table these would be 1.6 GB.
    const drawn = ops.multinomial(ops.ones([20_000]), 20_000, { replacement: true, generator: generator() });
    expect(drawn.shape).toEqual([20_000]);
  });

  it('refuse parameters that are none', () => {
    expect(errorOf(() => ops.uniform([1], { low: 1, high: 0 })).code).toBe('value');
    expect(errorOf(() => ops.normal([1], { std: -1 })).code).toBe('value');
    expect(errorOf(() => ops.normal([1], { mean: Number.NaN })).code).toBe('value');
    expect(errorOf(() => ops.uniform([-1])).code).toBe('shape');
  });
});
