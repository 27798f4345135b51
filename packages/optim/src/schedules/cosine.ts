// Schedules along a cosine, with and without restarts.

import { add, clamp, cos, div, floor, log, mod, mul, pow, sub, type Tensor } from '@cambium/tensor';
import { checkNotNegative, checkPositive } from './check.ts';
import type { Schedule } from './schedule.ts';

/**
 * Half a cosine from `initial` to `final` over `duration` steps, then `final`; with `rises`, up again the same way, and
 * so on.
 *
 * `final + (initial − final) (1 + cos(π · steps / duration)) / 2`
 *
 * @see Loshchilov and Hutter, "SGDR" (2017)
 * @example
 * ```ts
 * const rate = cosineDecay({ initial: 1, duration: 10 });
 * rate(tensor(10)).toArray(); // 0
 * ```
 */
export function cosineDecay(options: {
  initial: number;
  duration: number;
  final?: number;
  rises?: boolean;
}): Schedule {
  const { initial, duration, final = 0, rises = false } = options;
  checkPositive('cosineDecay', { initial, duration });
  checkNotNegative('cosineDecay', { final });
  return (steps) => {
    const done = div(steps, duration);
    return alongCosine(rises ? done : clamp(done, 0, 1), initial, final);
  };
}

/**
 * A cosine from `initial` to `final` that starts again and again, each time `growth` times longer; the first takes
 * `duration` steps.
 *
 * @see Loshchilov and Hutter, "SGDR" (2017)
 * @example
 * ```ts
 * const rate = cosineRestarts({ initial: 1, duration: 10, growth: 2 });
 * rate(tensor(10)).toArray(); // 1
 * ```
 */
export function cosineRestarts(options: {
  initial: number;
  duration: number;
  growth?: number;
  final?: number;
}): Schedule {
  const { initial, duration, growth = 1, final = 0 } = options;
  checkPositive('cosineRestarts', { initial, duration });
  checkNotNegative('cosineRestarts', { final, 'growth - 1': growth - 1 });
  if (growth === 1) return (steps) => alongCosine(div(mod(steps, duration), duration), initial, final);
  return (steps) => {
    // The n-th run begins at duration · (growthⁿ − 1) / (growth − 1); rounding must not miss a beginning.
    const relative = add(mul(steps, (growth - 1) / duration), 1);
    const run = floor(add(div(log(relative), Math.log(growth)), 1e-9));
    const length = mul(pow(growth, run), duration);
    const start = div(sub(length, duration), growth - 1);
    return alongCosine(div(sub(steps, start), length), initial, final);
  };
}

/** From one value to another by half a cosine, for a share of the way from 0 to 1. */
export function alongCosine(share: Tensor, from: number, to: number): Tensor {
  return add(mul(add(cos(mul(share, Math.PI)), 1), (from - to) / 2), to);
}
