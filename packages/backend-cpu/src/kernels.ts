// Subpath `@cambium/backend-cpu/kernels`: the kernels alone, for backends whose memory the host can see.

import type { FusedKernels, KernelTable } from '@cambium/tensor/backend';
import { binary } from './binary.ts';
import { conv } from './conv.ts';
import { copy } from './copy.ts';
import { fill, iota } from './create.ts';
import { batchNorm, batchNormGrad, batchNormInference } from './fused/batch-norm.ts';
import { convBias } from './fused/conv-bias.ts';
import { crossEntropy, crossEntropyGrad } from './fused/cross-entropy.ts';
import { elementwiseBy } from './fused/elementwise.ts';
import { gru, gruGrad } from './fused/gru.ts';
import { gruCell, gruCellGrad } from './fused/gru-cell.ts';
import { layerNorm, layerNormGrad } from './fused/layer-norm.ts';
import { linear } from './fused/linear.ts';
import { lstm, lstmGrad } from './fused/lstm.ts';
import { lstmCell, lstmCellGrad } from './fused/lstm-cell.ts';
import { logSoftmax, softmax } from './fused/softmax.ts';
import { gather } from './gather.ts';
import { matmul } from './matmul.ts';
import { pool } from './pool.ts';
import { random } from './random.ts';
import { reduce } from './reduce.ts';
import { scan } from './scan.ts';
import { scatterAdd } from './scatter.ts';
import { select } from './select.ts';
import { sort } from './sort.ts';
import { unary } from './unary.ts';

export { type BinaryFunction, type BinaryOp, binaryFunctions } from './binary.ts';
export type { HostBuffer } from './buffer.ts';
export { type UnaryFunction, type UnaryOp, unaryFunctions } from './unary.ts';

/**
 * A kernel for each family. They take buffers that are {@link HostBuffer}s, in whatever memory: another backend may
 * fill its table with them, and exchange one after the other for its own.
 *
 * @example
 * ```ts
 * import type { KernelTable } from '@cambium/tensor/backend';
 * import { cpuKernels } from '@cambium/backend-cpu/kernels';
 *
 * const kernels: KernelTable = { ...cpuKernels, matmul: myMatmul };
 * ```
 */
export const cpuKernels: KernelTable = {
  unary,
  binary,
  select,
  copy,
  fill,
  iota,
  reduce,
  scan,
  sort,
  matmul,
  conv,
  pool,
  gather,
  scatterAdd,
  random,
};

/** The fused kernels, under the same terms. */
export const cpuFused: FusedKernels = {
  softmax,
  logSoftmax,
  linear,
  convBias,
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
  elementwise: elementwiseBy(cpuKernels),
};
