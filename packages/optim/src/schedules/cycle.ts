// Schedules that rise and fall: once, or again and again.

import {
  add,
  clamp,
  div,
  floor,
  less,
  lessEqual,
  mul,
  pow,
  sub,
  type Tensor,
  TensorError,
  where,
} from '@cambium/tensor';
import { checkPositive } from './check.ts';
import { alongCosine } from './cosine.ts';
import type { Schedule } from './schedule.ts';

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** The greatest rate. */
  maximum: number;
  /** Number of steps in all. */
  duration: number;
  /** Share of the steps in which the rate rises, default 0.3. */
  riseShare?: number;
  /** How many times smaller the first rate is than the greatest, default 25. */
  startDivisor?: number;
  /** How many times smaller the last rate is than the first, default 1e4. */
  endDivisor?: number;
  /** The form of rise and fall, default `cosine`. */
  shape?: 'cosine' | 'linear';
  /** Fall to the first rate as fast as it rose, and only then to the last. Default `false`. */
  threePhases?: boolean;
}

/**
 * From `maximum / startDivisor` up to `maximum`, and down to `maximum / startDivisor / endDivisor` at the last step.
 *
 * @see Smith and Topin, "Super-convergence" (2018)
 * @example
 * ```ts
 * const rate = oneCycle({ maximum: 1, duration: 11, riseShare: 0.5 });
 * rate(tensor(0)).toArray(); // about 0.04
 * ```
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { maximum, duration, riseShare = 0.3, startDivisor = 25, endDivisor = 1e4 } = options;
  checkPositive('oneCycle', { maximum, duration, riseShare, startDivisor, endDivisor });
  if (riseShare >= 1)
    throw new TensorError('oneCycle', 'value', `riseShare is a number below 1, got ${riseShare}.`);
  const first = maximum / startDivisor;
  const rise = riseShare * duration - 1;
  const ends = options.threePhases === true ? [rise, 2 * rise, duration - 1] : [rise, duration - 1];
  const rates = [first, maximum, ...(options.threePhases === true ? [first] : []), first / endDivisor];
  const along = options.shape === 'linear' ? alongLine : alongCosine;
  return (steps) => {
    const phases = ends.map((end, i) => {
      const begin = ends[i - 1] ?? 0;
      return along(clamp(div(sub(steps, begin), end - begin), 0, 1), rates[i]!, rates[i + 1]!);
    });
    return phases.reduceRight((later, phase, i) => where(lessEqual(steps, ends[i]!), phase, later));
  };
}

/** Options of {@link cyclic}. */
export interface CyclicOptions {
  /** The least rate. */
  low: number;
  /** The greatest rate of the first cycle. */
  high: number;
  /** Steps from `low` to `high`. */
  rise: number;
  /** Steps back to `low`; as many as up, unless given. */
  fall?: number;
  /** Factor of the height from cycle to cycle, default 1. The original's `triangular2` is 0.5. */
  cycleFactor?: number;
  /** Factor of the height from step to step, default 1. */
  stepFactor?: number;
}

/**
 * Up and down in straight lines: `low + (high − low) · h · cycleFactor^cycle · stepFactor^steps`, with `h` from 0 to 1 and
 * back.
 *
 * @see Smith, "Cyclical learning rates for training neural networks" (2017)
 * @example
 * ```ts
 * const rate = cyclic({ low: 0, high: 1, rise: 4 });
 * rate(tensor(6)).toArray(); // 0.5
 * ```
 */
export function cyclic(options: CyclicOptions): Schedule {
  const { low, high, rise, fall = rise, cycleFactor = 1, stepFactor = 1 } = options;
  checkPositive('cyclic', { high, rise, fall, cycleFactor, stepFactor });
  if (!(low >= 0 && low <= high))
    throw new TensorError('cyclic', 'value', `low is a number from 0 to high, got ${low}.`);
  const length = rise + fall;
  return (steps) => {
    const cycle = floor(div(steps, length));
    const at = sub(steps, mul(cycle, length));
    const height = where(less(at, rise), div(at, rise), div(sub(length, at), fall));
    const factor = mul(pow(cycleFactor, cycle), pow(stepFactor, steps));
    return add(mul(mul(height, factor), high - low), low);
  };
}

function alongLine(share: Tensor, from: number, to: number): Tensor {
  return add(mul(share, to - from), from);
}
