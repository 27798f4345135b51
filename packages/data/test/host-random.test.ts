// Streams that are functions of their seed and labels, and numbers that are spread as they should be.

import { HostRandom } from '@cambium/data';
import { describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

const draw = (random: HostRandom, count: number): number[] =>
  Array.from({ length: count }, () => random.uniform());

describe('HostRandom', () => {
  it('repeats itself for one seed', () => {
    expect(draw(new HostRandom(5), 10)).toEqual(draw(new HostRandom(5), 10));
  });

  it('differs between seeds that differ only above 2^32', () => {
    expect(draw(new HostRandom(1), 4)).not.toEqual(draw(new HostRandom(1 + 2 ** 32), 4));
  });

  it('forks to the same stream whatever was drawn before', () => {
    const used = new HostRandom(3);
    draw(used, 17);
    expect(draw(used.fork(1, 2), 5)).toEqual(draw(new HostRandom(3).fork(1, 2), 5));
  });

  it('gives every fork a stream of its own', () => {
    const root = new HostRandom(3);
    const streams = [root, root.fork(0), root.fork(1), root.fork(0, 0), root.fork(0, 1), root.fork(1, 0)];
    expect(new Set(streams.map((stream) => stream.uniform())).size).toBe(streams.length);
  });

  it('draws integers evenly', () => {
    const random = new HostRandom(1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]!++;
    // five standard deviations
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(5 * Math.sqrt(70_000 / 7));
  });

  it('draws normal numbers of the asked mean and spread', () => {
    const random = new HostRandom(2);
    const values = Array.from({ length: 50_000 }, () => random.normal(3, 2));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 3)).toBeLessThan(0.05);
    expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan(0.05);
  });

  it('permutes without loss', () => {
    expect([...new HostRandom(4).permutation(1000)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  it('reaches every order of three about equally often', () => {
    const counts = new Map<string, number>();
    const random = new HostRandom(9);
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });

  it.each([
    ['a negative seed', () => new HostRandom(-1)],
    ['a fractional seed', () => new HostRandom(0.5)],
    ['NaN as seed', () => new HostRandom(Number.NaN)],
    ['an integer below 0', () => new HostRandom(0).integer(0)],
    ['a negative fork', () => new HostRandom(0).fork(-1)],
    ['a permutation of a fraction', () => new HostRandom(0).permutation(1.5)],
  ])('refuses %s', async (_, act) => {
    expect((await refusal(act)).code).toBe('value');
  });
});
