// Our tensor beside a recorded one: how far apart, as a multiple of what the README of the goldens allows.

import type { Tensor, Tolerance } from 'cambium';
import { dtypeOf, type GoldenTensor, numbersOf } from './format.ts';

/** What came of one comparison. */
export interface Verdict {
  /** Largest error as a multiple of the tolerance: fine up to 1. */
  readonly error: number;
  /** Where and how they differ; `null` when they agree. */
  readonly difference: string | null;
  /** Why a difference is accepted; see deviations.ts. */
  readonly deviation?: string;
}

/** How strictly to compare. */
export interface Strictness {
  /** Multiplies the tolerance: `sensitive` cases are compared loosely. */
  readonly slack?: number;
  /** Zeros must have the same sign. */
  readonly signedZeros?: boolean;
  /** An error of any element that is fine, instead of the README's: where PyTorch computes in bfloat16. */
  readonly absolute?: number;
  /** For float32, where an op can be held to more than the README's promise. */
  readonly float32?: Tolerance;
}

/** Compares element by element; dtype and shape must be the same (int64 there is int32 here). */
export function compare(ours: Tensor, golden: GoldenTensor, strictness: Strictness = {}): Verdict {
  const wanted = `${dtypeOf(golden)} [${golden.shape.join(', ')}]`;
  const found = `${ours.dtype} [${ours.shape.join(', ')}]`;
  if (found !== wanted) {
    return { error: Number.POSITIVE_INFINITY, difference: `ours is ${found}, recorded ${wanted}` };
  }
  const expected = numbersOf(golden);
  return compareNumbers(ours.dataSync(), expected, toleranceOf(golden, expected, strictness), strictness);
}

/** Compares plain numbers, with the tolerance of float64. */
export function compareValues(ours: ArrayLike<number>, expected: ArrayLike<number>, slack = 1): Verdict {
  if (ours.length !== expected.length) {
    const difference = `ours has ${ours.length} values, recorded are ${expected.length}`;
    return { error: Number.POSITIVE_INFINITY, difference };
  }
  return compareNumbers(ours, expected, { relative: 1e-9, absolute: 1e-12 }, { slack });
}

function compareNumbers(
  ours: ArrayLike<number>,
  expected: ArrayLike<number>,
  { relative, absolute }: Tolerance,
  { slack = 1, signedZeros = false }: Strictness,
): Verdict {
  let [worst, place, wrong] = [0, -1, 0];
  for (let i = 0; i < expected.length; i++) {
    const [x, y] = [ours[i]!, expected[i]!];
    if (Object.is(x, y) || (x === y && !signedZeros)) continue;
    const comparable = Number.isFinite(x) && Number.isFinite(y) && x !== y;
    const allowed = slack * (absolute + relative * Math.abs(y));
    const error = comparable && allowed > 0 ? Math.abs(x - y) / allowed : Number.POSITIVE_INFINITY;
    if (error > 1) wrong++;
    if (error > worst) [worst, place] = [error, i];
  }
  if (worst <= 1) return { error: worst, difference: null };
  const at = `${wrong} of ${expected.length} differ, element ${place}: ours ${print(ours[place]!)}, recorded ${print(expected[place]!)}`;
  return { error: worst, difference: at };
}

/** Long sums that nearly cancel leave an error that is small beside the largest element only. */
function toleranceOf(
  golden: GoldenTensor,
  expected: Float64Array,
  { float32, absolute }: Strictness,
): Tolerance {
  if (absolute !== undefined) return { relative: 0, absolute };
  if (golden.dtype === 'float32') return float32 ?? { relative: 1e-4, absolute: 1e-5 };
  if (golden.dtype !== 'float64') return { relative: 0, absolute: 0 };
  const largest = expected.reduce(
    (most, each) => (Number.isFinite(each) ? Math.max(most, Math.abs(each)) : most),
    1,
  );
  return { relative: 1e-9, absolute: 1e-12 * largest };
}

function print(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
