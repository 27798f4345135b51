// How an op of our table is written in TensorFlow.js, and on what the two are compared.

import type * as tf from '@tensorflow/tfjs';
import type { AttrsOf, OpName } from 'cambium';

/** Values of one input. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype?: 'float32' | 'int32' | 'bool';
  /** Values are spread over this interval; integers below `high` for int32. */
  readonly range?: readonly [low: number, high: number];
  /** Special values instead of spread ones. */
  readonly values?: readonly number[];
  /** Hand our side a transposed view, theirs the same elements. */
  readonly transposed?: boolean;
}

/** One comparison. */
export interface Case<N extends OpName> {
  readonly inputs: readonly InputSpec[];
  readonly attrs: AttrsOf<N>;
  /** Compare gradients, too (where the op has one and TensorFlow.js as well). Default true. */
  readonly gradient?: boolean;
}

/** An op on their side. */
export interface Counterpart<N extends OpName> {
  readonly theirs: (inputs: tf.Tensor[], attrs: AttrsOf<N>) => tf.Tensor;
  readonly cases: readonly Case<N>[];
  /** What is left out because TensorFlow.js is wrong there, and what is right. */
  readonly deviation?: string;
}

/** Counterparts by op; ops that TensorFlow.js lacks are absent. */
export type Counterparts = { readonly [N in OpName]?: Counterpart<N> };

/** Shapes that every elementwise op is tried on: scalar, single, empty, odd, strided. */
export const commonShapes: readonly Omit<InputSpec, 'range'>[] = [
  { shape: [] },
  { shape: [1] },
  { shape: [0, 3] },
  { shape: [7] },
  { shape: [3, 5] },
  { shape: [2, 1, 4] },
  { shape: [17, 3], transposed: true },
];
