import { createCpuBackend } from '@cambium/backend-cpu';
import { Parameter, setBackend, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  chained,
  constant,
  cosineDecay,
  cosineRestarts,
  cyclic,
  exponentialDecay,
  inverseRootDecay,
  inverseTimeDecay,
  linearRamp,
  multiStepDecay,
  oneCycle,
  piecewise,
  polynomialDecay,
  type Schedule,
  SGD,
  sequential,
  stepDecay,
  warmUp,
} from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const rateAt = (schedule: Schedule, step: number): number =>
  schedule(tensor(step, { dtype: 'float64' })).toArray() as number;

describe('schedules', () => {
  it.each<[string, Schedule, (step: number) => number]>([
    ['inverseTimeDecay', inverseTimeDecay({ initial: 0.2, rate: 1, every: 10 }), (t) => 0.2 / (1 + t / 10)],
    [
      'exponentialDecay',
      exponentialDecay({ initial: 0.1, factor: 0.95, every: 5 }),
      (t) => 0.1 * 0.95 ** (t / 5),
    ],
    ['stepDecay', stepDecay({ initial: 0.1, factor: 0.5, every: 7 }), (t) => 0.1 * 0.5 ** Math.floor(t / 7)],
    [
      'cosineDecay',
      cosineDecay({ initial: 0.1, duration: 20, final: 0.01 }),
      (t) => 0.01 + (0.09 * (1 + Math.cos((Math.PI * Math.min(t, 20)) / 20))) / 2,
    ],
    [
      'warmUp',
      warmUp(exponentialDecay({ initial: 0.1, factor: 0.9 }), { duration: 4 }),
      (t) => (t < 4 ? (0.1 * (t + 1)) / 4 : 0.1 * 0.9 ** (t - 4)),
    ],
    ['inverseRootDecay', inverseRootDecay({ initial: 0.1, every: 3 }), (t) => 0.1 / Math.sqrt(1 + t / 3)],
    ['constant', constant(0.3), () => 0.3],
    [
      'multiStepDecay',
      multiStepDecay({ initial: 0.1, factor: 0.5, milestones: [4, 4, 13] }),
      (t) => 0.1 * 0.5 ** (t < 4 ? 0 : t < 13 ? 2 : 3),
    ],
    [
      'piecewise',
      piecewise({ boundaries: [3, 13], values: [0.1, 0.7, 0.2] }),
      (t) => (t < 3 ? 0.1 : t < 13 ? 0.7 : 0.2),
    ],
    [
      'polynomialDecay',
      polynomialDecay({ initial: 1, duration: 10, power: 2, final: 0.1 }),
      (t) => 0.1 + 0.9 * Math.max(0, 1 - t / 10) ** 2,
    ],
    ['linearRamp', linearRamp({ initial: 0.1, final: 0.5, duration: 8 }), (t) => 0.1 + 0.05 * Math.min(t, 8)],
    [
      'cosineRestarts',
      cosineRestarts({ initial: 1, duration: 4, growth: 3 }),
      (t) => {
        const [start, length] = t < 4 ? [0, 4] : t < 16 ? [4, 12] : [16, 36];
        return (1 + Math.cos((Math.PI * (t - start!)) / length!)) / 2;
      },
    ],
    [
      'oneCycle',
      oneCycle({
        maximum: 1,
        duration: 21,
        riseShare: 0.5,
        startDivisor: 10,
        endDivisor: 10,
        shape: 'linear',
      }),
      (t) => {
        if (t < 9.5) return 0.1 + (0.9 * t) / 9.5;
        return 1 - 0.99 * Math.min(1, (t - 9.5) / 10.5);
      },
    ],
    [
      'cyclic',
      cyclic({ low: 0.1, high: 0.5, rise: 2, fall: 4, cycleFactor: 0.5 }),
      (t) => {
        const at = t % 6;
        return 0.1 + 0.4 * (at < 2 ? at / 2 : (6 - at) / 4) * 0.5 ** Math.floor(t / 6);
      },
    ],
    [
      'sequential',
      sequential([constant(0.2), exponentialDecay({ initial: 1, factor: 0.5 })], [4]),
      (t) => (t < 4 ? 0.2 : 0.5 ** (t - 4)),
    ],
    ['chained', chained(constant(0.2), exponentialDecay({ initial: 1, factor: 0.5 })), (t) => 0.2 * 0.5 ** t],
  ])('%s follows its formula', (_name, schedule, expected) => {
    for (const step of [0, 1, 3, 4, 7, 13, 20, 40])
      expect(rateAt(schedule, step)).toBeCloseTo(expected(step), 12);
  });

  it('gives the values of the course: 0.2, 0.1, 0.067, 0.05 for 1/(1 + epoch)', () => {
    const schedule = inverseTimeDecay({ initial: 0.2, rate: 1 });
    expect([0, 1, 2, 3].map((epoch) => Number(rateAt(schedule, epoch).toFixed(3)))).toEqual([
      0.2, 0.1, 0.067, 0.05,
    ]);
  });

  it('sets the learning rate of an optimizer before each step', () => {
    const parameter = new Parameter(tensor([0], { dtype: 'float64' }));
    const optimizer = new SGD(parameter, { learningRate: stepDecay({ initial: 1, factor: 0.5, every: 1 }) });
    for (let i = 0; i < 3; i++) optimizer.step(new Map([[parameter, tensor([1], { dtype: 'float64' })]]));
    expect(parameter.value.toArray()).toEqual([-(1 + 0.5 + 0.25)]);
    expect(optimizer.learningRate.value.toArray()).toBe(0.25);
  });

  it.each([
    () => inverseTimeDecay({ initial: 0, rate: 1 }),
    () => stepDecay({ initial: 1, factor: 0.5, every: 0 }),
    () => cosineDecay({ initial: 1, duration: Number.NaN }),
    () => warmUp(() => tensor(1), { duration: 0 }),
    () => inverseRootDecay({ initial: -1 }),
    () => constant(-1),
    () => linearRamp({ initial: 1, final: Number.NaN, duration: 1 }),
    () => polynomialDecay({ initial: 1, duration: 10, power: 0 }),
    () => multiStepDecay({ initial: 1, factor: 0.5, milestones: [5, 3] }),
    () => piecewise({ boundaries: [1], values: [1] }),
    () => cosineRestarts({ initial: 1, duration: 1, growth: 0.5 }),
    () => oneCycle({ maximum: 1, duration: 10, riseShare: 1 }),
    () => cyclic({ low: 2, high: 1, rise: 1 }),
    () => sequential([constant(1)], [1]),
  ])('refuses numbers that make no sense: %s', (make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'value' }));
  });
});
