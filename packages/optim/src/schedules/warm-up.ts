// A linear rise in front of any schedule.

import { add, div, less, mul, sub, where } from '@cambium/tensor';
import { checkPositive } from './check.ts';
import type { Schedule } from './schedule.ts';

/**
 * Rises linearly to the schedule's first rate over `duration` steps (1/duration of it at step 0), then follows the
 * schedule, counted from there.
 *
 * @see Goyal et al., "Accurate, large minibatch SGD" (2017)
 * @example
 * ```ts
 * const optimizer = new Adam(model, { learningRate: warmUp(cosineDecay({ initial: 1e-3, duration: 900 }), { duration: 100 }) });
 * ```
 */
export function warmUp(schedule: Schedule, options: { duration: number }): Schedule {
  const { duration } = options;
  checkPositive('warmUp', { duration });
  return (steps) => {
    const rising = mul(schedule(mul(steps, 0)), div(add(steps, 1), duration));
    return where(less(steps, duration), rising, schedule(sub(steps, duration)));
  };
}
