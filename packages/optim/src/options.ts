// What the numbers among an optimizer's options may be, by name: the names mean the same in every optimizer.

import { TensorError } from '@cambium/tensor';

/** Shares of something old that a step keeps. */
const shares = new Set(['beta1', 'beta2', 'decay', 'dampening', 'shrink']);
const positive = new Set(['grow', 'maxStep', 'clipThreshold', 'iterations', 'historySize']);
const free = new Set(['varianceDecay']);

/** Throws `value` unless every number is one that its name allows. */
export function checkOptions(op: string, options: object): void {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (typeof value !== 'number' || name === 'learningRate') continue;
    const [isRight, what] = shares.has(name)
      ? [value >= 0 && value < 1, 'a number from 0 up to 1, below it']
      : positive.has(name)
        ? [value > 0 && Number.isFinite(value), 'a number > 0']
        : [free.has(name) || (value >= 0 && Number.isFinite(value)), 'a number ≥ 0'];
    if (!isRight || Number.isNaN(value))
      throw new TensorError(op, 'value', `${name} is ${what}, got ${value}.`);
  }
}
