// Checks that schedules share. Each throws a TensorError in the name of the schedule.

import { TensorError } from '@cambium/tensor';

type Numbers = Readonly<Record<string, number>>;

/** Throws unless each number is positive. */
export function checkPositive(op: string, numbers: Numbers): void {
  check(op, numbers, (value) => value > 0, '> 0');
}

/** Throws unless each number is 0 or positive. */
export function checkNotNegative(op: string, numbers: Numbers): void {
  check(op, numbers, (value) => value >= 0, '≥ 0');
}

/** Throws unless the numbers are steps in their order. */
export function checkAscending(op: string, name: string, steps: readonly number[]): void {
  const isAscending = steps.every((step, i) => step >= (steps[i - 1] ?? 0) && Number.isFinite(step));
  if (!isAscending)
    throw new TensorError(op, 'value', `${name} are numbers of steps in rising order, got ${steps}.`);
}

function check(op: string, numbers: Numbers, isRight: (value: number) => boolean, what: string): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(isRight(value) && Number.isFinite(value)))
      throw new TensorError(op, 'value', `${name} is a number ${what}, got ${value}.`);
  }
}
