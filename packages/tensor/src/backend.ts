// Subpath `@cambium/tensor/backend`: all that a backend needs, and nothing of the ops.

export { runInstructions, type Workspace } from './backend/instructions.ts';
export type * from './backend/types.ts';
export * from './dtype.ts';
export { formatShape, TensorError } from './errors.ts';
export {
  broadcastLayout,
  Layout,
  permuteLayout,
  reshapeLayout,
  rowMajorStrides,
  sameShape,
  sizeOf,
  sliceLayout,
} from './layout.ts';
export type { BitsAttrs, FillAttrs, IotaAttrs, JsonNumber, SampleAttrs } from './op-table/create.ts';
export type { NoAttrs } from './op-table/elementwise.ts';
export type { AxisAttrs, ScatterAttrs } from './op-table/indexing.ts';
export {
  type AvgPoolAttrs,
  type AvgPoolGradAttrs,
  type ConvAttrs,
  type ConvInputGradAttrs,
  type ConvWeightGradAttrs,
  convOutputShape,
  type MaxPoolAttrs,
  type PoolAttrs,
  poolOutputShape,
} from './op-table/network.ts';
export {
  type ElementwiseAttrs,
  type Instruction,
  type PointwiseOp,
  valueSpecs,
} from './op-table/pointwise.ts';
export type { Attrs, Family, JsonValue, TensorSpec, Tolerance } from './op-table/record.ts';
export { type ReduceAttrs, reducedShape, type ScanAttrs, type SortAttrs } from './op-table/reduce.ts';
export { type AttrsOf, type FusedOp, type OpName, type OpsOf, opTable } from './op-table/table.ts';
export { normalQuantile, standardNormal } from './random/normal.ts';
export { philox4x32, uniform53 } from './random/philox.ts';
