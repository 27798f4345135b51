// What the tests of the exercises say when an answer is wrong.

import type { Tensor } from 'cambium';

/** Thrown where the code of an exercise still has to be written. */
export class YourTurn extends Error {
  constructor(what: string) {
    super(`Your turn: ${what}`);
    this.name = 'YourTurn';
  }
}

type Numbers = number | boolean | Tensor | ArrayLike<number> | readonly Numbers[];

/** Throws unless all numbers are within `tolerance` of the expected ones. */
export function expectClose(what: string, actual: Numbers, expected: Numbers, tolerance = 1e-4): void {
  const [got, wanted] = [flat(actual), flat(expected)];
  const isClose =
    got.length === wanted.length && got.every((value, i) => Math.abs(value - wanted[i]!) <= tolerance);
  if (!isClose) throw new Error(`${what} should be ${worded(wanted)}, but is ${worded(got)}.`);
}

/** Throws with this sentence unless `condition` holds. */
export function expectThat(sentence: string, condition: boolean): void {
  if (!condition) throw new Error(sentence);
}

function flat(values: Numbers): number[] {
  if (typeof values === 'number' || typeof values === 'boolean') return [Number(values)];
  const nested = 'toArray' in values ? (values.toArray() as unknown) : values;
  if (typeof nested === 'number' || typeof nested === 'boolean') return [Number(nested)];
  return Array.from(nested as ArrayLike<Numbers>).flatMap(flat);
}

function worded(values: readonly number[]): string {
  const shown = values.slice(0, 8).map((value) => String(Number(value.toPrecision(6))));
  return `[${shown.join(', ')}${values.length > 8 ? ', …' : ''}]`;
}
