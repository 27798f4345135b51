// Schedules: ours drive our optimizer, and formulas written anew drive theirs, whose rate can be set before each step.
// The one schedule of their own is the decay inside Adamax.

import * as tf from '@tensorflow/tfjs';
import { Adamax, constant, inverseTimeDecay, type JsonValue, type Schedule, SGD, warmUp } from 'cambium';
import type { Comparison } from '../compare/comparison.ts';
import { type ExportedName, exportedAs } from '../compare/exported.ts';
import { trajectory } from '../optimizers/trajectory.ts';

interface Course {
  readonly name: ExportedName;
  readonly args: readonly JsonValue[];
  /** The rate of a step, counted from 0. */
  readonly rate: (step: number) => number;
}

const initial = 0.2;
const half = (share: number) => (1 + Math.cos(Math.PI * share)) / 2;
const share = (value: number) => Math.min(1, Math.max(0, value));

const courses: readonly Course[] = [
  { name: 'constant', args: [0.1], rate: () => 0.1 },
  { name: 'inverseTimeDecay', args: [{ initial, rate: 0.3 }], rate: (t) => initial / (1 + 0.3 * t) },
  {
    name: 'inverseTimeDecay',
    args: [{ initial, rate: 0.3, every: 5 }],
    rate: (t) => initial / (1 + (0.3 * t) / 5),
  },
  { name: 'exponentialDecay', args: [{ initial, factor: 0.9 }], rate: (t) => initial * 0.9 ** t },
  {
    name: 'exponentialDecay',
    args: [{ initial, factor: 0.5, every: 7 }],
    rate: (t) => initial * 0.5 ** (t / 7),
  },
  { name: 'inverseRootDecay', args: [{ initial }], rate: (t) => initial / Math.sqrt(t + 1) },
  { name: 'inverseRootDecay', args: [{ initial, every: 4 }], rate: (t) => initial / Math.sqrt(t / 4 + 1) },
  {
    name: 'stepDecay',
    args: [{ initial, factor: 0.5, every: 6 }],
    rate: (t) => initial * 0.5 ** Math.floor(t / 6),
  },
  {
    name: 'multiStepDecay',
    args: [{ initial, factor: 0.3, milestones: [4, 11, 20] }],
    rate: (t) => initial * 0.3 ** [4, 11, 20].filter((milestone) => t >= milestone).length,
  },
  {
    name: 'piecewise',
    args: [{ boundaries: [5, 15], values: [0.3, 0.1, 0.05] }],
    rate: (t) => (t < 5 ? 0.3 : t < 15 ? 0.1 : 0.05),
  },
  {
    name: 'polynomialDecay',
    args: [{ initial, duration: 20, power: 2, final: 0.01 }],
    rate: (t) => (initial - 0.01) * (1 - share(t / 20)) ** 2 + 0.01,
  },
  {
    name: 'linearRamp',
    args: [{ initial: 0.01, final: 0.2, duration: 12 }],
    rate: (t) => 0.01 + (0.2 - 0.01) * share(t / 12),
  },
  {
    name: 'cosineDecay',
    args: [{ initial, duration: 20, final: 0.02 }],
    rate: (t) => 0.02 + (initial - 0.02) * half(share(t / 20)),
  },
  { name: 'cosineRestarts', args: [{ initial, duration: 8 }], rate: (t) => initial * half((t % 8) / 8) },
  {
    name: 'cosineRestarts',
    args: [{ initial, duration: 4, growth: 2 }],
    rate: (t) => {
      let [start, length] = [0, 4];
      while (t >= start + length) [start, length] = [start + length, 2 * length];
      return initial * half((t - start) / length);
    },
  },
  {
    name: 'cyclic',
    args: [{ low: 0.01, high: 0.2, rise: 5 }],
    rate: (t) => 0.01 + (0.2 - 0.01) * (t % 10 < 5 ? (t % 10) / 5 : (10 - (t % 10)) / 5),
  },
  {
    name: 'oneCycle',
    args: [{ maximum: 0.3, duration: 30 }],
    rate: (t) => {
      const [first, top] = [0.3 / 25, 8];
      const last = first / 1e4;
      return t <= top
        ? 0.3 + (first - 0.3) * half(t / top)
        : last + (0.3 - last) * half((t - top) / (29 - top));
    },
  },
];

function ofCourse({ name, args, rate }: Course): Comparison[] {
  const make = exportedAs<(...args: readonly JsonValue[]) => Schedule>(name);
  const written = args.map((each) => JSON.stringify(each)).join(', ');
  return trajectory({
    group: 'schedule',
    subject: name,
    ours: (parameter) => new SGD(parameter, { learningRate: make(...args) }),
    theirs: () => tf.train.sgd(rate(0)),
    before: (optimizer, step) => (optimizer as tf.SGDOptimizer).setLearningRate(rate(step)),
    code: (parameter) => `new SGD(${parameter}, { learningRate: ${name}(${written}) })`,
  });
}

/** Warm-up stands in front of another schedule. */
function warmUps(): Comparison[] {
  return trajectory({
    group: 'schedule',
    subject: 'warmUp',
    ours: (parameter) => new SGD(parameter, { learningRate: warmUp(constant(0.2), { duration: 10 }) }),
    theirs: () => tf.train.sgd(0.02),
    before: (optimizer, step) =>
      (optimizer as tf.SGDOptimizer).setLearningRate(Math.min(1, (step + 1) / 10) * 0.2),
    code: (parameter) => `new SGD(${parameter}, { learningRate: warmUp(constant(0.2), { duration: 10 }) })`,
  });
}

/** Their decay: `rate / (1 + decay · t)`, for steps counted from 0. */
function decayOfAdamax(): Comparison[] {
  return [0.1, 0.5].flatMap((decay) =>
    trajectory({
      group: 'schedule',
      subject: 'inverseTimeDecay',
      ours: (parameter) =>
        new Adamax(parameter, {
          learningRate: inverseTimeDecay({ initial, rate: decay }),
          epsilon: 1e-12,
        }),
      theirs: () => tf.train.adamax(initial, 0.9, 0.999, 1e-12, decay),
      code: (parameter) =>
        `new Adamax(${parameter}, { learningRate: inverseTimeDecay({ initial: ${initial}, rate: ${decay} }), epsilon: 1e-12 })`,
    }),
  );
}

/** Comparisons of all of them. */
export function scheduleComparisons(): Comparison[] {
  return [...courses.flatMap(ofCourse), ...warmUps(), ...decayOfAdamax()];
}
