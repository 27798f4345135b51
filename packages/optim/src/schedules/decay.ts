// Schedules that only fall.

import { add, div, floorDiv, mul, pow, sqrt } from '@cambium/tensor';
import { checkPositive } from './check.ts';
import type { Schedule } from './schedule.ts';

/**
 * `initial / (1 + rate · steps / every)`: the first decay of course part 4.5 (`every` is the number of steps an epoch).
 *
 * @example
 * ```ts
 * const stepsPerEpoch = 100;
 * const optimizer = new SGD(model, { learningRate: inverseTimeDecay({ initial: 0.2, rate: 1, every: stepsPerEpoch }) });
 * ```
 */
export function inverseTimeDecay(options: { initial: number; rate: number; every?: number }): Schedule {
  const { initial, rate, every = 1 } = options;
  checkPositive('inverseTimeDecay', { initial, every });
  return (steps) => div(initial, add(mul(steps, rate / every), 1));
}

/**
 * `initial · factor^(steps / every)`; the course's `0.95^epoch` with `every` steps an epoch.
 *
 * @see course part 4.5
 * @example
 * ```ts
 * const rate = exponentialDecay({ initial: 0.1, factor: 0.95 });
 * rate(tensor(1)).toArray(); // about 0.095
 * ```
 */
export function exponentialDecay(options: { initial: number; factor: number; every?: number }): Schedule {
  const { initial, factor, every = 1 } = options;
  checkPositive('exponentialDecay', { initial, factor, every });
  return (steps) => mul(pow(factor, mul(steps, 1 / every)), initial);
}

/**
 * `initial · factor^⌊steps / every⌋`: a staircase.
 *
 * @see course part 4.5
 * @example
 * ```ts
 * const rate = stepDecay({ initial: 1, factor: 0.5, every: 10 });
 * rate(tensor(20)).toArray(); // 0.25
 * ```
 */
export function stepDecay(options: { initial: number; factor: number; every: number }): Schedule {
  const { initial, factor, every } = options;
  checkPositive('stepDecay', { initial, factor, every });
  return (steps) => mul(pow(factor, floorDiv(steps, every)), initial);
}

/**
 * `initial / √(1 + steps / every)`: the course's `k / √epoch`, whose epochs count from 1.
 *
 * @see course part 4.5
 * @example
 * ```ts
 * const rate = inverseRootDecay({ initial: 1 });
 * rate(tensor(3)).toArray(); // 0.5
 * ```
 */
export function inverseRootDecay(options: { initial: number; every?: number }): Schedule {
  const { initial, every = 1 } = options;
  checkPositive('inverseRootDecay', { initial, every });
  return (steps) => div(initial, sqrt(add(div(steps, every), 1)));
}
