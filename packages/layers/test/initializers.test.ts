import { createCpuBackend } from '@cambium/backend-cpu';
import { abs, eye, matmul, max, mean, min, seed, setBackend, std, sub, swapAxes } from '@cambium/tensor';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  calculateGain,
  constantInit,
  fanInUniform,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  identityInit,
  lecunNormal,
  lecunUniform,
  normalInit,
  orthogonal,
  truncatedNormalInit,
  uniformInit,
  varianceScaling,
  zerosInit,
} from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));
beforeEach(() => seed(11));

const spec = { shape: [200, 300], fanIn: 200, fanOut: 300, dtype: 'float32' } as const;
const deviation = (init: Initializer): number => std(init(spec)).toArray() as number;

describe('initializers', () => {
  it.each([
    ['heNormal', heNormal(), Math.sqrt(2 / 200)],
    ['heUniform', heUniform(), Math.sqrt(2 / 200)],
    ['glorotNormal', glorotNormal(), Math.sqrt(2 / 500)],
    ['glorotUniform', glorotUniform(), Math.sqrt(2 / 500)],
    ['heNormal of the outputs', heNormal({ fanMode: 'fanOut' }), Math.sqrt(2 / 300)],
    ['heUniform for tanh', heUniform({ activation: 'tanh' }), 5 / 3 / Math.sqrt(200)],
    ['heNormal with a gain', heNormal({ gain: 3 }), 3 / Math.sqrt(200)],
    ['glorotUniform with a gain', glorotUniform({ gain: 2 }), 2 * Math.sqrt(2 / 500)],
    ['varianceScaling', varianceScaling({ scale: 2, fanMode: 'fanOut' }), Math.sqrt(2 / 300)],
    ['lecunNormal', lecunNormal(), Math.sqrt(1 / 200)],
    ['lecunUniform', lecunUniform(), Math.sqrt(1 / 200)],
    ['fanInUniform', fanInUniform(), 1 / Math.sqrt(3 * 200)],
    ['normalInit', normalInit({ std: 0.01 }), 0.01],
    ['uniformInit', uniformInit({ low: -1, high: 1 }), 1 / Math.sqrt(3)],
  ])('%s has the standard deviation of its formula and mean 0', (_name, init, expected) => {
    expect(deviation(init) / expected).toBeCloseTo(1, 1);
    expect(Math.abs(mean(init(spec)).toArray() as number)).toBeLessThan(expected * 0.02);
  });

  it('cuts the truncated normal at two standard deviations', () => {
    expect(max(abs(truncatedNormalInit({ std: 0.5 })(spec))).toArray()).toBeLessThanOrEqual(1);
  });

  it('cuts the truncated normal at given bounds', () => {
    const weight = truncatedNormalInit({ mean: 0.5, std: 1, low: 0, high: 3 })(spec);
    expect(min(weight).toArray()).toBeGreaterThanOrEqual(0);
    expect(max(weight).toArray()).toBeLessThanOrEqual(3);
    // The mean of the half on the right of 0 is (φ(−½) − φ(2½)) / (Φ(2½) − Φ(−½)) above 0.5.
    expect(mean(weight).toArray()).toBeCloseTo(0.988, 2);
  });

  it('refuses bounds in the wrong order, and scales that are not positive', () => {
    expect(() => truncatedNormalInit({ low: 1, high: 0 })).toThrow(/not below/);
    expect(() => varianceScaling({ scale: 0 })).toThrow(/> 0/);
  });

  it.each([
    ['linear', 1],
    ['sigmoid', 1],
    ['tanh', 5 / 3],
    ['relu', Math.SQRT2],
    ['leakyRelu', 1.4141428569978354],
    ['selu', 0.75],
  ] as const)('knows the gain of %s', (activation, gain) => {
    expect(calculateGain(activation)).toBeCloseTo(gain, 12);
  });

  it.each([[[40, 40]], [[60, 20]], [[20, 60]]])('makes orthonormal rows or columns of %j', (shape) => {
    const q = orthogonal()({ ...spec, shape, dtype: 'float64' });
    const gram = shape[0]! >= shape[1]! ? matmul(swapAxes(q, 0, 1), q) : matmul(q, swapAxes(q, 0, 1));
    expect(
      max(abs(sub(gram, eye(Math.min(...shape), undefined, { dtype: 'float64' })))).toArray(),
    ).toBeLessThan(1e-10);
  });

  it('makes constants and the identity', () => {
    expect(zerosInit()({ ...spec, shape: [2] }).toArray()).toEqual([0, 0]);
    expect(constantInit(3)({ ...spec, shape: [2] }).toArray()).toEqual([3, 3]);
    expect(identityInit()({ ...spec, shape: [2, 2] }).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(() => identityInit()({ ...spec, shape: [2] })).toThrow(/matrices/);
  });
});
