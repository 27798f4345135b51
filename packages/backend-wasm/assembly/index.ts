// The kernels' exports. The memory is the caller's: all addresses and all scratch come in as arguments.

export {
  convForward,
  convForwardBytes,
  convForwardUnits,
  convInputGrad,
  convInputGradBytes,
  convInputGradUnits,
  convWeightGrad,
  convWeightGradBytes,
  convWeightGradUnits,
} from './conv/conv';
export * from './elementwise/index';
export * from './fused/index';
export { gemm, gemmBatch, gemmScratchBytes } from './gemm/gemm';
export { cumprod, cumsum, intCumprod, intCumsum } from './lines/scan';
export { intSortRows, sortRows, sortScratchBytes } from './lines/sort';
export { randomBits, randomNormal, randomUniform } from './random/philox';
