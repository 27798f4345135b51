// Schedules in pieces: constant ones, and straight or bent lines that end at a constant.

import {
  add,
  cast,
  clamp,
  div,
  greaterEqual,
  mul,
  pow,
  sub,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import { checkAscending, checkNotNegative, checkPositive } from './check.ts';
import type { Schedule } from './schedule.ts';

/**
 * The same rate at all steps: a piece for {@link sequential}.
 *
 * @example
 * ```ts
 * const rate = constant(0.1);
 * rate(tensor(5)).toArray(); // about 0.1
 * ```
 */
export function constant(rate: number): Schedule {
  checkNotNegative('constant', { rate });
  return (steps) => add(mul(steps, 0), rate);
}

/**
 * `values[i]` from step `boundaries[i − 1]` on: one value more than there are boundaries.
 *
 * @example
 * ```ts
 * const rate = piecewise({ boundaries: [10, 20], values: [1, 0.5, 0.25] });
 * rate(tensor(10)).toArray(); // 0.5
 * ```
 */
export function piecewise(options: { boundaries: readonly number[]; values: readonly number[] }): Schedule {
  const { boundaries, values } = options;
  checkAscending('piecewise', 'boundaries', boundaries);
  checkNotNegative('piecewise', Object.fromEntries(values.map((value, i) => [`values[${i}]`, value])));
  if (values.length !== boundaries.length + 1) {
    const reason = `takes one value more than boundaries, got ${values.length} and ${boundaries.length}.`;
    throw new TensorError('piecewise', 'value', reason);
  }
  return (steps) =>
    boundaries.reduce<Tensor>(
      (rate, boundary, i) => add(rate, mul(reached(steps, boundary), values[i + 1]! - values[i]!)),
      add(mul(steps, 0), values[0]!),
    );
}

/**
 * `initial · factorⁿ` after n of the milestones.
 *
 * @see course part 4.5
 * @example
 * ```ts
 * const rate = multiStepDecay({ initial: 1, factor: 0.5, milestones: [30, 60] });
 * rate(tensor(60)).toArray(); // 0.25
 * ```
 */
export function multiStepDecay(options: {
  initial: number;
  factor: number;
  milestones: readonly number[];
}): Schedule {
  const { initial, factor, milestones } = options;
  checkPositive('multiStepDecay', { initial, factor });
  checkAscending('multiStepDecay', 'milestones', milestones);
  return (steps) => {
    const passed = milestones.reduce<Tensor>(
      (count, milestone) => add(count, reached(steps, milestone)),
      mul(steps, 0),
    );
    return mul(pow(factor, passed), initial);
  };
}

/**
 * `final + (initial − final) (1 − steps / duration)^power`, then `final`.
 *
 * @example
 * ```ts
 * const rate = polynomialDecay({ initial: 1, duration: 10, power: 2 });
 * rate(tensor(5)).toArray(); // 0.25
 * ```
 */
export function polynomialDecay(options: {
  initial: number;
  duration: number;
  power?: number;
  final?: number;
}): Schedule {
  const { initial, duration, power = 1, final = 0 } = options;
  checkPositive('polynomialDecay', { initial, duration, power });
  checkNotNegative('polynomialDecay', { final });
  return (steps) => {
    const left = clamp(sub(1, div(steps, duration)), 0, 1);
    return add(mul(pow(left, power), initial - final), final);
  };
}

/**
 * A straight line from `initial` to `final` over `duration` steps, then `final`.
 *
 * @example
 * ```ts
 * const rate = linearRamp({ initial: 0, final: 1, duration: 4 });
 * rate(tensor(1)).toArray(); // 0.25
 * ```
 */
export function linearRamp(options: { initial: number; final: number; duration: number }): Schedule {
  const { initial, final, duration } = options;
  checkPositive('linearRamp', { duration });
  checkNotNegative('linearRamp', { initial, final });
  return (steps) => add(mul(clamp(div(steps, duration), 0, 1), final - initial), initial);
}

/** 1 from a step on, 0 before. */
function reached(steps: Tensor, boundary: number): Tensor {
  return cast(greaterEqual(steps, boundary), steps.dtype);
}
