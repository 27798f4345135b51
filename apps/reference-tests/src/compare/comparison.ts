// What is compared: a function of tensors as it is written on both sides, and the inputs that it is tried on.

import type * as tf from '@tensorflow/tfjs';
import type { Tensor, Tolerance } from 'cambium';
import type { InputSpec } from './inputs.ts';

/** Kinds of things that are compared. */
export const groups = ['op', 'function', 'layer', 'loss', 'initializer', 'optimizer', 'schedule'] as const;
/** A kind of thing that is compared. */
export type Group = (typeof groups)[number];

/** A function of tensors on one side, and its gradients. */
export interface Side<T> {
  readonly value: (inputs: readonly T[]) => T;
  /** Gradients of `Σ weights · value` by the inputs at `places`. */
  readonly gradients: (inputs: readonly T[], places: readonly number[], weights: T) => readonly T[];
}

/** Why the other side does not count where it differs, and what decides instead. */
export interface Fault {
  /** What TensorFlow.js does wrong, or too loosely. */
  readonly reason: string;
  /** The right values by an independent formula; a float64 run of our reference backend unless given. */
  readonly values?: (inputs: readonly (readonly number[])[], size: number) => readonly number[];
}

/** One comparison. */
export interface Comparison {
  readonly group: Group;
  /** Name of the op, function, layer, … */
  readonly subject: string;
  readonly inputs: readonly InputSpec[];
  readonly ours: Side<Tensor>;
  readonly theirs: Side<tf.Tensor>;
  /** Our call in code, for inputs of these names. */
  readonly code: (inputs: readonly string[]) => string;
  /** Code that prints a gradient, given `weights` of the output; `null` where `grad` of the call by the input will do. */
  readonly gradientCode?: (inputs: readonly string[], place: number) => readonly string[] | null;
  readonly tolerance: Tolerance;
  /** How many numbers meet in one element, 1 unless given: errors grow with the square root of it. */
  readonly terms?: number;
  /** The inputs by which gradients are compared. */
  readonly gradientBy: readonly number[];
  readonly fault?: Fault;
  readonly gradientFault?: Fault;
}
