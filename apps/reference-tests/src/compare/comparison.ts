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

/** Where their output is wrong or too loose, and what is right: by a formula, or by other ops of theirs. */
export type Fault = { readonly reason: string } & (
  | { readonly values: (inputs: readonly (readonly number[])[], size: number) => readonly number[] }
  | { readonly instead: Side<tf.Tensor>['value'] }
);

/** Where their gradient is wrong. Differences of outputs decide unless there is another function of theirs. */
export interface GradientFault {
  readonly reason: string;
  readonly instead?: Side<tf.Tensor>['value'];
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
  readonly gradientFault?: GradientFault;
}
