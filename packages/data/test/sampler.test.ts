// Orders as functions of epoch and seed.

import { RandomSampler, SequentialSampler, StratifiedSampler, WeightedSampler } from '@cambium/data';
import { describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

describe('samplers', () => {
  it('goes through in place when sequential', () => {
    expect([...new SequentialSampler(3).order()]).toEqual([0, 1, 2]);
  });

  it('visits every sample once at random', () => {
    const order = new RandomSampler(100).order(0, 1);
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(100);
  });

  it('gives one order for one epoch and seed, another for others', () => {
    const orders = [
      [0, 1],
      [0, 1],
      [1, 1],
      [0, 2],
    ].map(([epoch, seed]) => new RandomSampler(50).order(epoch!, seed!).join());
    expect(orders[0]).toBe(orders[1]);
    expect(new Set(orders).size).toBe(3);
  });

  it('draws as often as the weights say', () => {
    const order = new WeightedSampler([1, 0, 3], 40_000).order(0, 1);
    const counts = [0, 1, 2].map((sample) => order.filter((each) => each === sample).length);
    expect(counts[1]).toBe(0);
    expect(Math.abs(counts[2]! - 30_000)).toBeLessThan(5 * Math.sqrt((40_000 * 3) / 16));
  });

  it('gives each batch the shares of the classes, and every sample once', () => {
    const labels = Array.from({ length: 200 }, (_, i) => (i < 160 ? 'often' : 'rare'));
    const order = [...new StratifiedSampler(labels).order(0, 1)];
    expect(new Set(order).size).toBe(200);
    const rare = Array.from(
      { length: 10 },
      (_, batch) =>
        order.slice(20 * batch, 20 * (batch + 1)).filter((sample) => labels[sample] === 'rare').length,
    );
    expect(Math.min(...rare)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...rare)).toBeLessThanOrEqual(5);
    // A plain shuffle does not.
    const plain = [...new RandomSampler(200).order(0, 1)].slice(0, 200);
    const counts = Array.from(
      { length: 10 },
      (_, batch) =>
        plain.slice(20 * batch, 20 * (batch + 1)).filter((sample) => labels[sample] === 'rare').length,
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBeGreaterThan(2);
  });

  it('spreads classes in another order for another epoch', () => {
    const sampler = new StratifiedSampler([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    const orders = [sampler.order(0, 1), sampler.order(0, 1), sampler.order(1, 1)].map(String);
    expect(orders[0]).toBe(orders[1]);
    expect(orders[0]).not.toBe(orders[2]);
  });

  it.each([
    ['labels that are none', () => new StratifiedSampler([0, Number.NaN])],
    ['a negative weight', () => new WeightedSampler([1, -1])],
    ['weights of zero', () => new WeightedSampler([0, 0])],
    ['no weights', () => new WeightedSampler([])],
    ['NaN weights', () => new WeightedSampler([Number.NaN])],
    ['a fractional length', () => new RandomSampler(1.5)],
    ['a negative length', () => new SequentialSampler(-1)],
  ])('refuses %s', async (_, act) => {
    expect((await refusal(act)).code).toBe('value');
  });
});
