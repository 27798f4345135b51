// Public surface of @cambium/tensor. What a backend needs is on the subpath ./backend.

// Tensors, variables, memory
export { Tensor } from './tensor.ts';
export { Cell, checkCell, Parameter, State } from './cell.ts';
export { cells, namedCells } from './tree.ts';
export { loadCells, type StateDict, stateDictOf } from './state-dict.ts';
export type { NestedArray } from './read.ts';
export { type MemoryEntry, type MemoryReport, memory, setMemoryWatermark } from './memory/ledger.ts';
export type { TensorHandle } from './memory/handle.ts';
export { collectTensors, keep, type NotPromise, openRegion, type Region, scope, track } from './memory/scope.ts';
export { type ErrorCode, formatShape, TensorError, type TensorErrorDetails } from './errors.ts';
export { byteSize, type DType, type DTypeArray, type DTypeArrayOf, dtypes, isDType, isFloating, promoteTypes } from './dtype.ts';
export { broadcastShapes, checkShape, resolveAxes, resolveAxis, sameShape, sizeOf } from './layout.ts';
export { asTensor, isTensor, type TensorLike } from './ops/lift.ts';

// Backends, the choke point, the op table
export type { Backend, MemoryStats } from './backend/types.ts';
export { getBackend, setBackend, setDefaultBackend, withBackend } from './backend/current.ts';
export { currentInterpreter, type Decompose, execute, executeAll, type Interpreter, type Observer, observe, swapInterpreter, unobserved } from './execute.ts';
export { type AttrsOf, type DifferentiableOp, type FusedOp, isDifferentiable, type OpName, type OpsOf, opRecord, opTable } from './op-table/table.ts';
export type { Attrs, Domain, Family, GradDomain, JsonValue, OpRecord, TensorSpec, Tolerance } from './op-table/record.ts';
export type { ReduceAttrs, ScanAttrs, SortAttrs } from './op-table/reduce.ts';
export type { PlaceAttrs, ShapeAttrs, SliceAttrs } from './op-table/shape.ts';
export type { AvgPoolAttrs, AvgPoolGradAttrs, ConvAttrs, ConvInputGradAttrs, ConvWeightGradAttrs, MaxPoolAttrs, PoolAttrs } from './op-table/network.ts';

// Creation and random numbers
export { arange, type DTypeOptions, eye, fromTypedArray, full, fullLike, linspace, ones, onesLike, scalar, tensor, type TensorOptions, zeros, zerosLike } from './ops/create.ts';
export type { NestedValues, TypedArray } from './host-values.ts';
export { defaultGenerator, Generator, seed } from './random/generator.ts';
export { bernoulli, type FloatingRandomOptions, multinomial, type MultinomialOptions, normal, type NormalOptions, permutation, randomInteger, type RandomOptions, truncatedNormal, uniform, type UniformOptions } from './ops/random.ts';

// Elementwise
export { abs, ceil, erf, erfc, exp, expm1, floor, log, log1p, log2, log10, neg, reciprocal, round, rsqrt, sign, sqrt, square, trunc } from './ops/math.ts';
export { acos, acosh, asin, asinh, atan, atanh, cos, cosh, sin, sinh, tan, tanh } from './ops/trigonometry.ts';
export { celu, elu, gelu, type GeluOptions, hardSigmoid, hardSwish, hardTanh, leakyRelu, logSigmoid, logSoftmax, mish, prelu, relu, relu6, selu, sigmoid, silu, softmax, softplus, softsign } from './ops/activation.ts';
export { add, atan2, clamp, div, floorDiv, fmod, lerp, maskedFill, maximum, minimum, mod, mul, pow, squaredDifference, sub } from './ops/arithmetic.ts';
export { equal, greater, greaterEqual, isFinite, isInf, isNaN, less, lessEqual, logicalAnd, logicalNot, logicalOr, logicalXor, notEqual, where } from './ops/compare.ts';
export { allClose, type CloseOptions, isClose } from './ops/close.ts';
export { cast } from './ops/cast.ts';

// Along axes
export { all, any, argMax, argMin, type Axes, logSumExp, max, mean, min, norm, type NormOptions, prod, type ReduceOptions, std, sum, variance, type VarianceOptions } from './ops/reduce.ts';
export { cumprod, cumsum, type ScanOptions } from './ops/scan.ts';
export { argsort, searchSorted, type SearchSortedOptions, sort, type Sorted, type SortOptions, topK, type TopKOptions } from './ops/sort.ts';
export { bincount, type BincountOptions, type Unique, unique } from './ops/count.ts';

// Shape and place
export { broadcastTo, contiguous, expandDims, flatten, moveAxis, reshape, squeeze, swapAxes, transpose } from './ops/shape.ts';
export { at, flip, type Range, roll, slice, split, unstack } from './ops/slice.ts';
export { concat, meshgrid, type MeshgridOptions, repeat, stack, tile } from './ops/join.ts';
export { pad, type PadOptions } from './ops/pad.ts';
export { diag, tril, triu } from './ops/triangle.ts';
export { booleanMask, gather, indexAdd, nonZero, oneHot, scatterAdd, setSlice, take, takeAlongAxis } from './ops/indexing.ts';

// Products and networks
export { dot, linear, matmul, outer } from './ops/product.ts';
export { einsum } from './ops/einsum.ts';
export { conv1d, conv2d, conv3d, type ConvOptions, convTranspose1d, convTranspose2d, convTranspose3d, type ConvTransposeOptions, depthwiseConv2d, separableConv2d } from './ops/conv.ts';
export { adaptiveAvgPool, adaptiveMaxPool, avgPool1d, avgPool2d, avgPool3d, type AvgPoolOptions, globalAvgPool, globalMaxPool, type GlobalPoolOptions, maxPool1d, maxPool2d, maxPool3d, type MaxPoolOptions, type PoolOptions, unfold, type UnfoldOptions } from './ops/pool.ts';
export type { Padding, PerAxis } from './ops/window.ts';
export { batchNorm, type BatchNormOptions, dropout, type DropoutOptions, embedding, groupNorm, instanceNorm, layerNorm, type NormalizeOptions, rmsNorm } from './ops/norm.ts';
export { binaryCrossEntropy, type BinaryCrossEntropyOptions, binaryCrossEntropyWithLogits, type ClassLossOptions, crossEntropy, type CrossEntropyOptions, huberLoss, type HuberLossOptions, type LossOptions, meanAbsoluteError, meanSquaredError, negativeLogLikelihood } from './ops/loss.ts';

// Text, files, finding mistakes
export { formatTensor } from './format.ts';
export { parseSafetensors, type SafetensorsContents, serializeSafetensors } from './io/safetensors.ts';
export * as debug from './debug.ts';
export type { AnomalyWatch } from './debug.ts';
export { layerTrail, popLayer, pushLayer, type TrailLabel } from './layer-trail.ts';
