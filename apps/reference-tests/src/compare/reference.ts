// What decides where TensorFlow.js does not count: a formula, other ops of theirs, or differences in float64.

import type { Call, Result } from './call.ts';
import type { Fault, GradientFault } from './comparison.ts';
import { valuesOf } from './inputs.ts';

/** The right output. */
export function rightValue(call: Call, fault: Fault): Result {
  if ('instead' in fault) return call.inTheirs(fault.instead);
  const { shape, values } = call.ours();
  const numbers = fault.values(call.values, values.length);
  return { shape, values: values instanceof Float32Array ? Float32Array.from(numbers) : numbers };
}

/**
 * The right gradients: those of other ops of theirs, or ours in float64, if they agree with a difference of outputs in
 * a random direction. A rule that is wrong does not pass that.
 *
 * @throws Error if they do not
 */
export function rightGradients(
  call: Call,
  places: readonly number[],
  weights: Result,
  fault: GradientFault | undefined,
  uniform: () => number,
): readonly Result[] {
  if (fault?.instead !== undefined) return call.theirGradients(places, weights, fault.instead);
  const gradients = call.exactGradients(places, weights);
  checkAlongLine(call, places, weights, gradients, uniform);
  return gradients.map(({ shape, values }) => ({ shape, values: Float32Array.from(values) }));
}

/** Step to either side; outputs are exact to about 1e-16, and curves bend by the square of it. */
const step = 1e-5;
/** What rounding and bending may come to, as a share of what the gradients add up to. */
const share = 1e-6;

function checkAlongLine(
  call: Call,
  places: readonly number[],
  weights: Result,
  gradients: readonly Result[],
  uniform: () => number,
): void {
  const { inputs } = call.comparison;
  const directions = places.map((place) => {
    const values = call.values[place]!.map(() => 2 * uniform() - 1);
    // An input that repeats itself moves as one.
    return valuesOf({ ...inputs[place]!, values }, uniform);
  });
  const lossAt = (distance: number): number => {
    const moved = call.values.map((values, i) => {
      const direction = directions[places.indexOf(i)];
      return direction === undefined ? values : values.map((value, j) => value + distance * direction[j]!);
    });
    return products(call.exactValue(moved).values, weights.values).reduce((sum, each) => sum + each, 0);
  };
  const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
  const parts = gradients.flatMap(({ values }, i) => products(values, directions[i]!));
  const expected = parts.reduce((sum, part) => sum + part, 0);
  const size = parts.reduce((sum, part) => sum + Math.abs(part), 1);
  if (Math.abs(slope - expected) <= share * size) return;
  throw new Error(`its gradient promises a slope of ${expected}, differences of outputs give ${slope}`);
}

function products(a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  return Array.from(a, (value, i) => Number(value) * b[i]!);
}
