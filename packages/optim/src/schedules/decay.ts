// Schedules that only fall.

import { add, clamp, cos, div, floorDiv, mul, pow, TensorError } from '@cambium/tensor';
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

/** `initial · factor^(steps / every)`; the course's `0.95^epoch` with `every` steps an epoch. */
export function exponentialDecay(options: { initial: number; factor: number; every?: number }): Schedule {
  const { initial, factor, every = 1 } = options;
  checkPositive('exponentialDecay', { initial, factor, every });
  return (steps) => mul(pow(factor, mul(steps, 1 / every)), initial);
}

/** `initial · factor^⌊steps / every⌋`: a staircase. */
export function stepDecay(options: { initial: number; factor: number; every: number }): Schedule {
  const { initial, factor, every } = options;
  checkPositive('stepDecay', { initial, factor, every });
  return (steps) => mul(pow(factor, floorDiv(steps, every)), initial);
}

/**
 * Half a cosine from `initial` to `final` over `duration` steps, then `final`.
 *
 * @see Loshchilov and Hutter, "SGDR" (2017)
 */
export function cosineDecay(options: { initial: number; duration: number; final?: number }): Schedule {
  const { initial, duration, final = 0 } = options;
  checkPositive('cosineDecay', { initial, duration });
  return (steps) => {
    const done = clamp(div(steps, duration), 0, 1);
    return add(mul(add(cos(mul(done, Math.PI)), 1), (initial - final) / 2), final);
  };
}

/** Throws unless each number is positive. */
export function checkPositive(op: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value > 0 && Number.isFinite(value)))
      throw new TensorError(op, 'value', `${name} is a number > 0, got ${value}.`);
  }
}
