// L1 and L2 regularization as terms of the loss.

import {
  abs,
  add,
  mul,
  namedCells,
  Parameter,
  scope,
  square,
  sum,
  type Tensor,
  TensorError,
  type TensorLike,
} from '@cambium/tensor';

/** Strength of a penalty and the number of examples it is spread over. */
export interface PenaltyOptions {
  /** λ of the course. */
  strength: number;
  /** m of the course: examples that the loss averages over. Default 1. */
  examples?: number;
}

/**
 * `λ/(2m) · Σ w²` over all weights (parameters of rank 2 and more; biases stay free): add it to the loss.
 *
 * @see course part 3.2
 * @example
 * ```ts
 * const loss = add(crossEntropy(model.forward(x), y), l2Penalty(model, { strength: 0.1, examples: 60_000 }));
 * ```
 */
export function l2Penalty(model: object, options: PenaltyOptions): Tensor {
  return penalty('l2Penalty', model, options.strength / (2 * (options.examples ?? 1)), (weight) =>
    square(weight),
  );
}

/**
 * `λ/m · Σ |w|` over all weights; drives many of them to zero. The notes write `λ/2m`: the constant is a convention.
 *
 * @example
 * ```ts
 * const loss = add(crossEntropy(model.forward(x), y), l1Penalty(model, { strength: 0.1, examples: 60_000 }));
 * ```
 */
export function l1Penalty(model: object, options: PenaltyOptions): Tensor {
  return penalty('l1Penalty', model, options.strength / (options.examples ?? 1), (weight) => abs(weight));
}

function penalty(op: string, model: object, factor: number, measure: (weight: TensorLike) => Tensor): Tensor {
  const weights = [...namedCells(model).values()].filter(
    (cell) => cell instanceof Parameter && cell.shape.length >= 2,
  );
  if (weights.length === 0) throw new TensorError(op, 'value', 'the model has no weights of rank 2 or more.');
  if (!(factor >= 0 && Number.isFinite(factor)))
    throw new TensorError(op, 'value', 'strength is a number ≥ 0, examples one > 0.');
  return scope(() => {
    const total = weights.map((weight) => sum(measure(weight))).reduce((a, b) => add(a, b));
    return mul(total, factor);
  });
}
