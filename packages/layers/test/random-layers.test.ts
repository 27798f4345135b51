import { createCpuBackend } from '@cambium/backend-cpu';
import { mean, normal, ones, seed, setBackend, sum, type Tensor, variance } from '@cambium/tensor';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlphaDropout, type Dropout, GaussianDropout, SpatialDropout } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));
beforeEach(() => seed(5));

const numberOf = (x: Tensor): number => x.toArray() as number;

type Kind = new (rate: number) => Dropout | SpatialDropout | GaussianDropout | AlphaDropout;

describe.each<[string, Kind]>([
  ['SpatialDropout', SpatialDropout],
  ['GaussianDropout', GaussianDropout],
  ['AlphaDropout', AlphaDropout],
])('%s', (name, Layer) => {
  it('passes everything in evaluation', () => {
    const x = ones([2, 3, 4]);
    expect(new Layer(0.5).eval().forward(x)).toBe(x);
  });

  it('changes its input in training, and the same again from the same seed', () => {
    const [layer, x] = [new Layer(0.5), normal([2, 3, 16])];
    seed(7);
    const first = layer.forward(x).toArray();
    expect(first).not.toEqual(x.toArray());
    seed(7);
    expect(layer.forward(x).toArray()).toEqual(first);
  });

  it('refuses rates outside of [0, 1) in its own name', () => {
    expect(() => new Layer(1)).toThrow(new RegExp(`\\[${name}\\] rate`));
  });
});

describe('SpatialDropout', () => {
  it('drops a channel of a sample as a whole, or scales it', () => {
    const y = new SpatialDropout(0.5).forward(ones([8, 3, 3, 8]));
    const sums = new Set((sum(y, [1, 2]).toArray() as number[][]).flat());
    expect([...sums].sort()).toEqual([0, 18]);
  });

  it('says what it takes when there is no spatial axis', () => {
    expect(() => new SpatialDropout(0.5).forward(ones([2, 3]))).toThrow(/\[batch, \.\.\.spatial, channels\]/);
  });
});

describe('GaussianDropout', () => {
  it('multiplies by numbers of mean 1 and the variance of dropout', () => {
    const y = new GaussianDropout(0.2).forward(ones([20_000]));
    expect(numberOf(mean(y))).toBeCloseTo(1, 1);
    expect(numberOf(variance(y))).toBeCloseTo(0.25, 1);
  });
});

describe('AlphaDropout', () => {
  it('keeps mean 0 and variance 1', () => {
    const y = new AlphaDropout(0.3).forward(normal([40_000]));
    expect(numberOf(mean(y))).toBeCloseTo(0, 1);
    expect(numberOf(variance(y))).toBeCloseTo(1, 1);
  });
});
