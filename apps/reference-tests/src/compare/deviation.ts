// How far two results lie apart: as a multiple of what the op allows, and in units of the last place of float32.

import type { Tolerance } from 'cambium';

/** The element that is furthest off. */
export interface Deviation {
  /** The largest error as a multiple of the tolerance: up to 1 is right, infinite where nothing can be compared. */
  readonly error: number;
  /** The largest error in units of the last place; NaN where the tolerance is absolute alone, and has no such unit. */
  readonly ulp: number;
  /** Where the largest error is. */
  readonly place: number;
}

/**
 * The largest errors of `actual`.
 *
 * A unit in the last place is that of the expected value. Where the op has an absolute tolerance, small values count as
 * large as `absolute / relative`, below which that tolerance is the greater one.
 *
 * @param signedZero whether −0 and 0 differ
 */
export function deviationOf(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute }: Tolerance,
  signedZero = false,
): Deviation {
  const least = relative > 0 ? absolute / relative : 0;
  const hasUnit = relative > 0 || absolute === 0;
  let worst: Deviation = { error: 0, ulp: hasUnit ? 0 : Number.NaN, place: 0 };
  for (let place = 0; place < expected.length; place++) {
    const [x, y] = [Number(actual[place]), Number(expected[place])];
    if (Object.is(x, y) || (x === y && !signedZero)) continue;
    const isComparable = Number.isFinite(x) && Number.isFinite(y) && x !== y;
    const distance = Math.abs(x - y);
    const error = isComparable ? distance / (absolute + relative * Math.abs(y)) : Number.POSITIVE_INFINITY;
    const ulp = isComparable ? distance / spacing(Math.max(Math.abs(y), least)) : Number.POSITIVE_INFINITY;
    worst = {
      error: Math.max(worst.error, error),
      ulp: Math.max(worst.ulp, ulp),
      place: error > worst.error ? place : worst.place,
    };
  }
  return worst;
}

/** Distance from a float32 number of this magnitude to the next. */
function spacing(magnitude: number): number {
  const leastExponent = -126;
  return 2 ** (Math.max(leastExponent, Math.floor(Math.log2(magnitude))) - 23);
}
