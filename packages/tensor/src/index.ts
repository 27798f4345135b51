/**
 * Public surface of `@cambium/tensor`. What a backend needs is on the subpath `@cambium/tensor/backend`.
 *
 * @module tensor
 */
// biome-ignore-all format: one name a line would hide the outline

export { getBackend, setBackend, setDefaultBackend, withBackend } from './backend/current.ts';
// Backends, the choke point, the op table
export type { Backend, MemoryStats } from './backend/types.ts';
export { Cell, checkCell, Parameter, State } from './cell.ts';
export type { AnomalyWatch } from './debug.ts';
export * as debug from './debug.ts';
export {
  byteSize, type DType, type DTypeArray, type DTypeArrayOf, dtypes, isDType, isFloating, promoteTypes,
} from './dtype.ts';
export { type ErrorCode, formatShape, TensorError, type TensorErrorDetails } from './errors.ts';
export {
  currentInterpreter, execute, executeAll, type Interpreter, isObserved, type Observer, observe,
  swapInterpreter, unobserved,
} from './execute.ts';
// Text, files, finding mistakes
export { formatTensor } from './format.ts';
// Fusing elementwise functions
export { type FusedArguments, fuse } from './fuse/fuse.ts';
export { type Program, type Traced, trace } from './fuse/tracer.ts';
// What fused ops are made of
export { decompose } from './fused/table.ts';
export type { NestedValues, TypedArray } from './host-values.ts';
export { parseSafetensors, type SafetensorsContents, serializeSafetensors } from './io/safetensors.ts';
export {
  currentTrail, layerTrail, onTrail, popLayer, pushLayer, type Trail, type TrailLabel,
} from './layer-trail.ts';
export { broadcastShapes, checkShape, resolveAxes, resolveAxis, sameShape, sizeOf } from './layout.ts';
export type { TensorHandle } from './memory/handle.ts';
export { type MemoryEntry, type MemoryReport, memory, setMemoryWatermark } from './memory/ledger.ts';
export {
  collectTensors, keep, type NotPromise, openRegion, type Region, scope, track,
} from './memory/scope.ts';
export type {
  AvgPoolAttrs, AvgPoolGradAttrs, ConvAttrs, ConvInputGradAttrs, ConvWeightGradAttrs, MaxPoolAttrs,
  PoolAttrs,
} from './op-table/network.ts';
export type { NormAttrs } from './op-table/norm.ts';
export type { ElementwiseAttrs, Instruction, PointwiseOp } from './op-table/pointwise.ts';
export {
  type AssembledRecord, type Attrs, type Domain, type Family, type FusedRecord, type GradDomain, type JsonValue,
  type KernelRecord, type Mutated, mutatedInputs, type OpRecord, type TensorSpec, type Tolerance, type ViewRecord,
} from './op-table/record.ts';
export type { ReduceAttrs, ScanAttrs, SortAttrs } from './op-table/reduce.ts';
export type { PlaceAttrs, ShapeAttrs, SliceAttrs } from './op-table/shape.ts';
export {
  type AttrsOf, type DifferentiableOp, type FusedOp, isDifferentiable, type OpName, type OpsOf, type OpTable,
  opRecord, opTable,
} from './op-table/table.ts';
export {
  celu, elu, type GeluOptions, gelu, hardSigmoid, hardSwish, hardTanh, leakyRelu, logSigmoid, logSoftmax,
  mish, prelu, relu, relu6, type SoftplusOptions, selu, sigmoid, silu, softmax, softmin, softplus,
  softsign,
} from './ops/activation.ts';
export {
  add, atan2, clamp, div, floorDiv, fmod, lerp, maskedFill, maximum, minimum, mod, mul, pow,
  squaredDifference, sub,
} from './ops/arithmetic.ts';
export { type AttentionOptions, scaledDotProductAttention } from './ops/attention.ts';
export { cast } from './ops/cast.ts';
export { allClose, type CloseOptions, isClose } from './ops/close.ts';
export {
  equal, greater, greaterEqual, isFinite, isInf, isNaN, less, lessEqual, logicalAnd, logicalNot, logicalOr,
  logicalXor, notEqual, where,
} from './ops/compare.ts';
export {type ConvOptions, 
  type ConvTransposeOptions, 
  conv1d, conv2d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d,depthwiseConv2d, separableConv2d,
} from './ops/conv.ts';
export { type BincountOptions, bincount, type Unique, type UniqueOptions, unique } from './ops/count.ts';
// Creation and random numbers
export {
  arange, type DTypeOptions, eye, fromTypedArray, full, fullLike, linspace, ones, onesLike, scalar, 
  type TensorOptions, tensor,zeros, zerosLike,
} from './ops/create.ts';
export { pairwiseDistances } from './ops/distance.ts';
export { einsum } from './ops/einsum.ts';
export { gatherNd } from './ops/gather-nd.ts';
export { batchToSpace, depthToSpace, spaceToBatch, spaceToDepth } from './ops/image/blocks.ts';
export { type CropAndResizeOptions, cropAndResize } from './ops/image/crop.ts';
export { type GridSampleOptions, gridSample } from './ops/image/sample.ts';
export {type ProjectiveTransformOptions,
  projectiveTransform, type RotateImagesOptions, rotateImages, 
} from './ops/image/transform.ts';
export {
  booleanMask, type GatherOptions, gather, indexAdd, nonZero, oneHot, scatterAdd, setSlice, take, takeAlongAxis,
} from './ops/indexing.ts';
export { concat, type MeshgridOptions, meshgrid, repeat, stack, tile } from './ops/join.ts';
export { asTensor, isTensor, type TensorLike } from './ops/lift.ts';
export { type QrFactors, type QrOptions, qr } from './ops/linear-algebra.ts';
export { type LocalResponseNormOptions, localResponseNorm } from './ops/local-response.ts';
export {
  type BinaryCrossEntropyOptions, binaryCrossEntropy, binaryCrossEntropyWithLogits, type FocalLossOptions, focalLoss,
} from './ops/loss/binary.ts';
export type { LossOptions } from './ops/loss/common.ts';
export {
  type ClassLossOptions, type CrossEntropyOptions, crossEntropy, negativeLogLikelihood,
} from './ops/loss/cross-entropy.ts';
export { type CtcLossOptions, ctcLoss } from './ops/loss/ctc.ts';
export { type DiceLossOptions, diceLoss } from './ops/loss/dice.ts';
export {
  type CosineOptions, contrastiveLoss, cosineEmbeddingLoss, cosineSimilarity, cosineSimilarityLoss, hingeEmbeddingLoss,
  type TripletMarginLossOptions, tripletMarginLoss,
} from './ops/loss/embedding.ts';
export {
  type GaussianLossOptions, gaussianNegativeLogLikelihood, type KlDivergenceOptions, klDivergence,
  type PoissonLossOptions, poissonNegativeLogLikelihood,
} from './ops/loss/likelihood.ts';
export {
  hingeLoss, type MarginLossOptions, type MultiLabelLossOptions, type MultiMarginLossOptions,marginRankingLoss, 
  multiLabelMarginLoss, multiLabelSoftMarginLoss, multiMarginLoss, softMarginLoss, squaredHingeLoss,
} from './ops/loss/margin.ts';
export {
  type HuberLossOptions, huberLoss, logCoshLoss, meanAbsoluteError, meanSquaredError, type SmoothL1LossOptions,
  smoothL1Loss,
} from './ops/loss/regression.ts';
// Elementwise
export {
  abs, ceil, erf, erfc, erfInv, exp, expm1, floor, log, log1p, log2, log10, neg, reciprocal, round, rsqrt, sign,
  sqrt, square, trunc,
} from './ops/math.ts';
export { type Dilation2dOptions, dilation2d } from './ops/morphology.ts';
export {type BatchNormOptions, 
  type BatchNormTraining, batchNorm, batchNormTraining, type DropoutOptions, dropout, type EmbeddingOptions, embedding, groupNorm, instanceNorm,
  layerNorm, type NormalizeOptions, rmsNorm,
} from './ops/norm.ts';
export { type PadOptions, pad } from './ops/pad.ts';
export {type AvgPoolOptions, 
  adaptiveAvgPool, adaptiveMaxPool, avgPool1d, avgPool2d, avgPool3d, type GlobalPoolOptions, globalAvgPool,
  globalMaxPool, type MaxPoolOptions,maxPool1d, maxPool2d, maxPool3d, 
  type PoolOptions, type UnfoldOptions,unfold, 
} from './ops/pool.ts';
export { maxPool2dWithIndices, type PooledWithIndices } from './ops/pool-indices.ts';
// Products and networks
export { dot, linear, matmul, outer } from './ops/product.ts';
export { type IndexPutOptions, indexPut } from './ops/put.ts';
export {
  bernoulli, type FloatingRandomOptions, type MultinomialOptions, multinomial, type NormalOptions,normal, 
  permutation, type RandomOptions, randomInteger, truncatedNormal, type UniformOptions,uniform, 
} from './ops/random.ts';
export { type RandomGammaOptions, randomGamma } from './ops/random-gamma.ts';
export { gru, gruCell, type LstmState, lstm, lstmCell } from './ops/recurrent.ts';
// Along axes
export {type Axes, 
  all, any, argMax, argMin, logSumExp, max, mean, min, type NormOptions, norm, prod,
  type ReduceOptions, std, sum, type VarianceOptions,variance, 
} from './ops/reduce.ts';
export { type ResizeOptions, resize } from './ops/resize.ts';
export { cumprod, cumsum, type ScanOptions } from './ops/scan.ts';
// Shape and place
export {
  broadcastTo, contiguous, expandDims, flatten, moveAxis, reshape, squeeze, swapAxes, transpose,
} from './ops/shape.ts';
export { glu, hardShrink, softShrink, tanhShrink, threshold } from './ops/shrinkage.ts';
export { at, flip, type Range, roll, slice, split, unstack } from './ops/slice.ts';
export { slidingWindows } from './ops/sliding.ts';
export {
  argsort, type SearchSortedOptions, type Sorted, type SortOptions, searchSorted, sort, 
  type TopKOptions,topK,
} from './ops/sort.ts';
export { hammingWindow, hannWindow, type TaperOptions } from './ops/taper.ts';
export { diag, tril, triu } from './ops/triangle.ts';
export {
  acos, acosh, asin, asinh, atan, atanh, cos, cosh, sin, sinh, tan, tanh,
} from './ops/trigonometry.ts';
export type { Padding, PerAxis } from './ops/window.ts';
export { currentSeed, defaultGenerator, Generator, seed } from './random/generator.ts';
export type { NestedArray } from './read.ts';
export { loadCells, type StateDict, stateDictOf } from './state-dict.ts';
// Tensors, variables, memory
export { Tensor } from './tensor.ts';
export { cells, namedCells } from './tree.ts';
