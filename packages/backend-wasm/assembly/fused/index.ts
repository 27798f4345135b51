// Entry of the fused kernels. All of them work on a range of rows, so that threads can share the rows.

export { crossEntropy, crossEntropyGrad } from './cross-entropy';
export {
  columnFactors,
  columnGradientFactors,
  columnGradients,
  columnInputGradients,
  columnMeans,
  columnSquares,
  columnSums,
  columnVariances,
  joinSums,
  normalizeColumns,
} from './columns';
export { layerNorm, layerNormGrad, roundSums } from './layer-norm';
export { gru, gruGrad } from './gru';
export { gruCell, gruCellGrad } from './gru-cell';
export { lstm, lstmGrad } from './lstm';
export { lstmCell, lstmCellGrad } from './lstm-cell';
export { packStepWeight, stepScratchBytes, stepWeightBytes } from './step-product';
