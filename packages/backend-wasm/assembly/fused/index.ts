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
export { gruCell, gruCellGrad } from './gru-cell';
export { lstmCell, lstmCellGrad } from './lstm-cell';
