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
export { gru, gruGrad, gruStep } from './gru';
export { gruCellGrad } from './gru-cell-grad';
export { lstm, lstmGrad, lstmStep } from './lstm';
export { lstmCellGrad } from './lstm-cell-grad';
export { packStepWeight, stepScratchBytes, stepWeightBytes } from './step-product';
