// The form of a gradient rule: what the tape must keep, and one function for each input.

import type { AttrsOf, DifferentiableOp, Tensor, TensorSpec } from '@cambium/tensor';

/** Tensors that the tape keeps for a rule: inputs first, then outputs. */
export type Saved = readonly [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

/** A value computed anew from the inputs of an op. */
export type Recomputation = (inputs: readonly Tensor[]) => Tensor;

/** What else a rule may know of the call: attributes, and shape and dtype of each input. */
export interface Call<N extends DifferentiableOp> {
  readonly attrs: AttrsOf<N>;
  readonly inputs: readonly [TensorSpec, TensorSpec, TensorSpec, ...TensorSpec[]];
  /** Which input the gradient is wanted for. */
  readonly index: number;
  /** Whether another tape records the way back, to differentiate it again. */
  readonly isRecorded: boolean;
  /** What the rules of all inputs have in common: computed when the first of them asks, and kept for the others. */
  share(compute: () => Tensor): Tensor;
  /**
   * The gradient of one input of a function, given the gradient of its value. It can be differentiated again, as far
   * as the ops that the function calls can.
   */
  pullBack(fn: Recomputation, inputs: readonly Tensor[], index: number, g: Tensor): Tensor;
}

/**
 * The gradient of one input, given the gradient `g` of the first output: the vector-Jacobian product `gᵀ · ∂y/∂x`.
 * Written in ops, so that it can be differentiated again, recorded, and run on any backend. It may leave the
 * gradient in the broadcast shape of the output: the caller folds it to the input's.
 */
export type Vjp<N extends DifferentiableOp> = (g: Tensor, saved: Saved, call: Call<N>) => Tensor;

/** The gradient rule of one op. */
export interface Rule<N extends DifferentiableOp> {
  /** What `saved` holds. */
  readonly saves: 'nothing' | 'inputs' | 'outputs' | 'both';
  /** One function an input (`null`: no gradient), or one for all of them. */
  readonly vjp: readonly (Vjp<N> | null)[] | Vjp<N>;
  /** Where `vjp` only puts `g` among zeros: the place for it in the gradient of the input, as a view. */
  readonly part?: (total: Tensor, attrs: AttrsOf<N>) => Tensor;
}

/** A rule for each of some ops. */
export type Rules<N extends DifferentiableOp> = { readonly [Each in N]: Rule<Each> };
