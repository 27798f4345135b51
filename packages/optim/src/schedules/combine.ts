// Schedules made of others.

import { greaterEqual, mul, sub, type Tensor, TensorError, where } from '@cambium/tensor';
import { checkAscending } from './check.ts';
import type { Schedule } from './schedule.ts';

/**
 * One schedule after the other: each counts its steps from its own beginning, `milestones[i]` for the one after the
 * i-th.
 *
 * @example
 * ```ts
 * const rate = sequential([constant(0.1), exponentialDecay({ initial: 1, factor: 0.5 })], [5]);
 * rate(tensor(6)).toArray(); // 0.5
 * ```
 */
export function sequential(schedules: readonly Schedule[], milestones: readonly number[]): Schedule {
  checkAscending('sequential', 'milestones', milestones);
  const [first, ...others] = schedules;
  if (first === undefined || others.length !== milestones.length) {
    const reason = `takes one schedule more than milestones, got ${schedules.length} and ${milestones.length}.`;
    throw new TensorError('sequential', 'value', reason);
  }
  return (steps) =>
    others.reduce<Tensor>((rate, schedule, i) => {
      const begin = milestones[i]!;
      return where(greaterEqual(steps, begin), schedule(sub(steps, begin)), rate);
    }, first(steps));
}

/**
 * The product of schedules: a rate, and factors that change it.
 *
 * @example
 * ```ts
 * const rate = chained(exponentialDecay({ initial: 1, factor: 0.5 }), constant(0.5));
 * rate(tensor(1)).toArray(); // 0.25
 * ```
 */
export function chained(first: Schedule, ...factors: readonly Schedule[]): Schedule {
  return (steps) => factors.reduce((rate, factor) => mul(rate, factor(steps)), first(steps));
}
