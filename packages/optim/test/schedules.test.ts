import { createCpuBackend } from '@cambium/backend-cpu';
import { Parameter, setBackend, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  type Schedule,
  SGD,
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
  ])('refuses numbers that make no sense', (make) => {
    expect(make).toThrow(/number > 0/);
  });
});
