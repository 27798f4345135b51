// What counts as equal: the op's own tolerance, fitted to the dtype and to the number of terms in a sum.

import { isFloating, type OpName, opRecord, type Tolerance } from '@cambium/tensor';
import type { DTypeArray } from '@cambium/tensor/backend';
import { type HostTensor, toTypedArray } from './host.ts';

/** How far a result may be from the reference. */
export interface Allowance extends Tolerance {
  /** Whether −0 and 0 differ: where each operation is rounded correctly, they do. */
  readonly signedZero: boolean;
}

/** The element that is furthest off. */
export interface Deviation {
  readonly position: number;
  readonly actual: number;
  readonly expected: number;
  /** In units of what was allowed; infinite for values that cannot be compared. */
  readonly excess: number;
}

/** Epsilon of float64 relative to that of float32, on which the tolerances of the table are stated. */
const doubleScale = 2 ** -29;
/** Up to this relative error an op is a few correctly rounded operations. */
const correctlyRounded = 1e-6;

/**
 * The tolerance of an op for an output of some dtype.
 *
 * @param terms how many numbers meet in one element of the output: errors grow with the square root of it
 */
export function allowanceFor(op: OpName, dtype: HostTensor['dtype'], terms: number): Allowance {
  const { relative, absolute } = opRecord(op).tolerance;
  const signedZero = relative <= correctlyRounded;
  if (!isFloating(dtype)) return { relative: 0, absolute: 0, signedZero };
  const scale = (dtype === 'float64' ? doubleScale : 1) * Math.sqrt(Math.max(1, terms));
  return { relative: relative * scale, absolute: absolute * scale, signedZero };
}

/** The worst element beyond what is allowed, or `null`. The reference is rounded to its dtype first. */
export function worstDeviation(
  actual: ArrayLike<number>,
  expected: HostTensor,
  allowed: Allowance,
): Deviation | null {
  const rounded = toTypedArray(expected.values, expected.dtype);
  let worst: Deviation | null = null;
  for (let position = 0; position < rounded.length; position++) {
    const [value, target] = [actual[position]!, rounded[position]!];
    const excess = excessOf(value, target, allowed);
    if (excess > (worst?.excess ?? 1)) worst = { position, actual: value, expected: target, excess };
  }
  return worst;
}

/** The error in units of what is allowed: up to 1 is right. */
function excessOf(actual: number, expected: number, allowed: Allowance): number {
  if (Object.is(actual, expected)) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return Infinity;
  if (actual === expected) return allowed.signedZero ? Infinity : 0;
  return Math.abs(actual - expected) / (allowed.absolute + allowed.relative * Math.abs(expected));
}

/** Whether two arrays hold the same bits. */
export function sameBits(a: DTypeArray, b: DTypeArray): boolean {
  if (a.byteLength !== b.byteLength) return false;
  const left = new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
  const right = new Uint8Array(b.buffer, b.byteOffset, b.byteLength);
  for (let i = 0; i < left.length; i++) if (left[i] !== right[i]) return false;
  return true;
}
