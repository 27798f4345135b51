// Each fused op in terms of other ops: what runs where a backend has no kernel for it, and what gradients can be
// taken through.

import type { AttrsOf, FusedOp } from '../op-table/table.ts';
import type { Tensor } from '../tensor.ts';
import { elementwise } from './elementwise.ts';
import { crossEntropy, crossEntropyGrad } from './loss.ts';
import { batchNorm, batchNormGrad, batchNormInference, layerNorm, layerNormGrad } from './norm.ts';
import { convBias, linear } from './products.ts';
import { gruCell, gruCellGrad, lstmCell, lstmCellGrad } from './recurrent.ts';
import { gru, gruGrad, lstm, lstmGrad } from './recurrent-run.ts';
import { logSoftmax, softmax } from './softmax.ts';

/** Computes the outputs of a fused op by other ops, none of them fused. */
export type Decomposition<N extends FusedOp> = (
  inputs: readonly Tensor[],
  attrs: AttrsOf<N>,
) => readonly Tensor[];

const decompositions: { readonly [N in FusedOp]: Decomposition<N> } = {
  softmax,
  logSoftmax,
  linear,
  convBias,
  elementwise,
  crossEntropy,
  crossEntropyGrad,
  batchNorm,
  batchNormGrad,
  batchNormInference,
  layerNorm,
  layerNormGrad,
  lstmCell,
  lstmCellGrad,
  gruCell,
  gruCellGrad,
  lstm,
  lstmGrad,
  gru,
  gruGrad,
};

/**
 * The outputs of a fused op, computed by the ops that it is made of.
 *
 * @example
 * ```ts
 * decompose('softmax', [tensor([0, 0])], { axis: 0 })[0];   // [0.5, 0.5]
 * ```
 */
export function decompose<N extends FusedOp>(
  name: N,
  inputs: readonly Tensor[],
  attrs: AttrsOf<N>,
): readonly Tensor[] {
  const decomposition: Decomposition<N> = decompositions[name];
  return decomposition(inputs, attrs);
}
