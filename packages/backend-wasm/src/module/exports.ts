// The ABI: what a module of kernels exports. All arguments are numbers: addresses in bytes, counts in elements, and
// steps in bytes unless said otherwise. assembly/ says what each function computes.

import type { FusedExports } from './fused-exports.ts';

/** `out[i] = f(x[i])` for i below n. */
export type MapKernel = (x: number, out: number, n: number) => void;
/** The same with an attribute. */
export type MapKernel1 = (x: number, out: number, n: number, p: number) => void;
/** The same with two. */
export type MapKernel2 = (x: number, out: number, n: number, p: number, q: number) => void;
/** A plane of pairs: operands step by `…Row` bytes a row and by `…Col` elements, 0 or 1, a column; not both by 0. */
export type PlaneKernel = (
  a: number,
  aRow: number,
  aCol: number,
  b: number,
  bRow: number,
  bCol: number,
  out: number,
  rows: number,
  cols: number,
) => void;
/** A plane of elements from strided places to strided places. */
export type CopyKernel = (
  from: number,
  fromRow: number,
  fromCol: number,
  to: number,
  toRow: number,
  toCol: number,
  rows: number,
  cols: number,
) => void;
/** `[outer, count, inner]` becomes `[outer, inner]`. */
export type FoldKernel = (x: number, out: number, outer: number, count: number, inner: number) => void;
/** `[outer, count, inner]` along the middle axis, from its end or its beginning, without or with each element. */
export type ScanKernel = (
  x: number,
  out: number,
  outer: number,
  count: number,
  inner: number,
  reverse: number,
  exclusive: number,
) => void;
/** Sorts each row of `[rows, cols]`. */
export type SortKernel = (
  x: number,
  values: number,
  places: number,
  rows: number,
  cols: number,
  descending: number,
  scratch: number,
) => void;
/** `n` random elements from four times `block` on; `state` is the address of the generator's. */
export type RandomKernel = (state: number, out: number, block: number, n: number) => void;
/** `condition ? a : b`; a and b advance by one element (1) or stand still (0). */
export type SelectKernel = (
  condition: number,
  a: number,
  aCol: number,
  b: number,
  bCol: number,
  out: number,
  n: number,
) => void;
/** `start + i · step` for `n` places from `from` on. */
export type IotaKernel = (out: number, from: number, n: number, start: number, step: number) => void;
/** Each row of `[rows, cols]` by itself. */
export type RowKernel = (x: number, out: number, rows: number, cols: number) => void;
/** Pairs of bytes. */
export type ByteKernel = (a: number, b: number, out: number, n: number) => void;
/** Elements of `[outer, length, inner]` at `n` indices (a slice) or `outer · n · inner` of them (elements). */
export type IndexKernel = (
  first: number,
  second: number,
  out: number,
  outer: number,
  length: number,
  n: number,
  inner: number,
) => void;

type Maps =
  | ('neg' | 'abs' | 'sign' | 'square' | 'floor' | 'ceil' | 'round' | 'trunc' | 'sqrt' | 'rsqrt')
  | ('reciprocal' | 'relu' | 'exp' | 'expm1' | 'log' | 'log1p' | 'log2' | 'log10' | 'tanh' | 'sigmoid')
  | ('sin' | 'cos' | 'tan' | 'asin' | 'acos' | 'atan' | 'sinh' | 'cosh' | 'asinh' | 'acosh' | 'atanh')
  | ('softplus' | 'erf' | 'erfc' | 'erfInv' | 'isNaN' | 'isInf' | 'isFinite' | 'logicalNot' | 'boolNot')
  | ('int32ToFloat32' | 'float32ToInt32' | 'uint8ToFloat32' | 'uint8ToInt32' | 'float32ToUint8')
  | (
      | 'int32ToBool'
      | 'int32ToUint8'
      | 'uint8ToBool'
      | 'float32ToBool'
      | 'float32ToFloat64'
      | 'float64ToFloat32'
    );
type Planes =
  | ('add' | 'sub' | 'mul' | 'div' | 'maximum' | 'minimum')
  | ('floorDiv' | 'mod' | 'pow' | 'atan2')
  | ('equal' | 'notEqual' | 'less' | 'lessEqual' | 'logicalAnd' | 'logicalOr' | 'logicalXor')
  | ('intAdd' | 'intSub' | 'intMul' | 'intMaximum' | 'intMinimum')
  | ('intEqual' | 'intNotEqual' | 'intLess' | 'intLessEqual')
  | ('intLogicalAnd' | 'intLogicalOr' | 'intLogicalXor');

type Folds =
  | ('sum' | 'prod' | 'max' | 'min' | 'argMax' | 'argMin')
  | ('intSum' | 'intProd' | 'intMax' | 'intMin' | 'boolAny' | 'boolAll');

/** Elementwise functions, movement, reductions, scans, sorting, pooling, indexing and random numbers. */
export type ElementwiseExports = Readonly<
  Record<Maps, MapKernel> &
    Record<Planes, PlaneKernel> &
    Record<'leakyRelu' | 'elu', MapKernel1> &
    Record<'boolAnd' | 'boolOr' | 'boolXor' | 'boolEqual', ByteKernel> &
    Record<'copy8' | 'copy32' | 'copy64', CopyKernel> &
    Record<Folds, FoldKernel> &
    Record<'softmax' | 'logSoftmax', RowKernel> &
    Record<'select8' | 'select32' | 'select64', SelectKernel> &
    Record<'cumsum' | 'cumprod' | 'intCumsum' | 'intCumprod', ScanKernel> &
    Record<'sortRows' | 'intSortRows', SortKernel> &
    Record<'randomBits' | 'randomUniform' | 'randomNormal', RandomKernel> &
    Record<'iotaFloat32' | 'iotaInt32', IotaKernel> &
    Record<'gatherSlices' | 'takeElements' | 'scatterSlices' | 'scatterElements', IndexKernel>
> & {
  readonly clamp: MapKernel2;
  readonly fill32: (out: number, bits: number, n: number) => void;
  /** Elements `from` to `to` of a program at an address; see assembly/elementwise/program.ts. */
  readonly runProgram: (program: number, scratch: number, from: number, to: number) => void;
  readonly sortScratchBytes: (cols: number) => number;
  readonly areIndices: (indices: number, n: number, limit: number) => number;
  /** Addresses and counts of the output, the image, and the windows; see assembly/elementwise/pool.ts. */
  readonly maxPool: (x: N, out: N, places: N, batch: N, ...rest: PoolNumbers13) => void;
  readonly avgPool: (isGrad: N, x: N, out: N, batch: N, ...rest: PoolNumbers15) => void;
  /** Pools the images from one up to another; `shape` is the address of the block in assembly/elementwise/pool-volume.ts. */
  readonly maxPoolVolume: (
    shape: number,
    x: number,
    out: number,
    places: number,
    from: number,
    to: number,
  ) => void;
  readonly avgPoolVolume: (shape: number, x: number, out: number, from: number, to: number) => void;
  readonly avgPoolGradVolume: (shape: number, x: number, grad: number, from: number, to: number) => void;
};

type N = number;
/** What is the same for all images. */
export type PoolNumbers13 = [N, N, N, N, N, N, N, N, N, N, N, N, N];
export type PoolNumbers15 = [...PoolNumbers13, N, N];

/** What a call of a convolution needs: a block of parameters, and room to plan in. */
type ConvMeasure = (shape: number, scratch: number) => number;

/** Matrix products and convolutions; see assembly/gemm/gemm.ts and assembly/conv. Strides are in elements. */
export interface ProductExports {
  readonly gemmScratchBytes: () => number;
  readonly gemm: (
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aRowStride: number,
    aColumnStride: number,
    b: number,
    bRowStride: number,
    bColumnStride: number,
    c: number,
    cStride: number,
    bias: number,
    activation: number,
    accumulate: number,
    scratch: number,
    rowFrom: number,
    rowTo: number,
    columnFrom: number,
    columnTo: number,
  ) => void;
  readonly gemmBatch: (
    from: number,
    to: number,
    aBatchStride: number,
    bBatchStride: number,
    cBatchStride: number,
    rows: number,
    columns: number,
    depth: number,
    a: number,
    aRowStride: number,
    aColumnStride: number,
    b: number,
    bRowStride: number,
    bColumnStride: number,
    c: number,
    cStride: number,
    scratch: number,
  ) => void;
  readonly convForwardBytes: ConvMeasure;
  readonly convForwardUnits: ConvMeasure;
  readonly convInputGradBytes: ConvMeasure;
  readonly convInputGradUnits: ConvMeasure;
  readonly convWeightGradBytes: ConvMeasure;
  readonly convWeightGradUnits: ConvMeasure;
  readonly convForward: (
    shape: number,
    x: number,
    weight: number,
    bias: number,
    activation: number,
    y: number,
    scratch: number,
    from: number,
    to: number,
  ) => void;
  readonly convInputGrad: ConvGradient;
  readonly convWeightGrad: ConvGradient;
}

/** A gradient of a convolution, for units `from … to` of its work. */
export type ConvGradient = (
  shape: number,
  first: number,
  second: number,
  result: number,
  scratch: number,
  from: number,
  to: number,
) => void;

/** Everything a module of kernels exports. */
export type KernelExports = ElementwiseExports & ProductExports & FusedExports;
