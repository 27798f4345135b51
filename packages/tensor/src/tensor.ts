// The class that users hold: ownership and reading, and a thin method for each common op.

import type { Backend } from './backend/types.ts';
import type { DType, DTypeArray } from './dtype.ts';
import { formatShape, TensorError } from './errors.ts';
import { currentInterpreter } from './execute.ts';
import { formatTensor } from './format.ts';
import { TensorHandle } from './memory/handle.ts';
import { keep } from './memory/scope.ts';
import { logSoftmax, relu, sigmoid, softmax } from './ops/activation.ts';
import { add, clamp, div, maskedFill, maximum, minimum, mod, mul, pow, sub } from './ops/arithmetic.ts';
import { cast } from './ops/cast.ts';
import {
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
} from './ops/compare.ts';
import { gather, takeAlongAxis } from './ops/indexing.ts';
import type { TensorLike } from './ops/lift.ts';
import { abs, ceil, exp, floor, log, neg, round, sqrt, square } from './ops/math.ts';
import { type PadOptions, pad } from './ops/pad.ts';
import { dot, matmul } from './ops/product.ts';
import {
  type Axes,
  all,
  any,
  argMax,
  argMin,
  max,
  mean,
  min,
  type NormOptions,
  norm,
  prod,
  type ReduceOptions,
  std,
  sum,
  type VarianceOptions,
  variance,
} from './ops/reduce.ts';
import { cumsum, type ScanOptions } from './ops/scan.ts';
import { broadcastTo, expandDims, flatten, reshape, squeeze, swapAxes, transpose } from './ops/shape.ts';
import { at, flip, type Range, slice, split } from './ops/slice.ts';
import { type Sorted, type SortOptions, sort, type TopKOptions, topK } from './ops/sort.ts';
import { cos, sin, tanh } from './ops/trigonometry.ts';
import { type NestedArray, nest, readData, readDataSync } from './read.ts';

/**
 * An n-dimensional array of numbers on a backend. Immutable; made by functions such as `tensor`, `zeros` and every op.
 *
 * @example
 * ```ts
 * const x = tensor([[1, 2], [3, 4]]);
 * const y = x.matmul(x).sum(0);
 * y.toArray(); // [22, 32]
 * ```
 */
export class Tensor extends TensorHandle {
  /** The elements in row-major order, once computed. */
  data(): Promise<DTypeArray> {
    return readData(this);
  }

  /** The elements in row-major order, at once; throws where the backend cannot wait. */
  dataSync(): DTypeArray {
    return readDataSync(this);
  }

  /** The one element of a tensor of size 1. */
  async item(): Promise<number> {
    checkSingle(this);
    return (await this.data())[0]!;
  }

  /** The elements as nested arrays (`boolean` for bool), at once. */
  toArray(): NestedArray {
    return nest(this.dataSync(), this.shape, this.dtype);
  }

  /** A copy on another backend; the tensor itself if it is there already. */
  async to(backend: Backend): Promise<Tensor> {
    if (this.storage.backend === backend) return this;
    const data = await this.data();
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return currentInterpreter().constant(bytes, { shape: this.shape, dtype: this.dtype }, backend, 'to');
  }

  /** Lets the tensor outlive all scopes; see `keep`. */
  keep(): this {
    return keep(this);
  }

  /** Shape, dtype and aligned values, shortened in the middle. */
  override toString(): string {
    return formatTensor(this);
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  /** {@link add} */
  add(other: TensorLike): Tensor {
    return add(this, other);
  }
  /** {@link sub} */
  sub(other: TensorLike): Tensor {
    return sub(this, other);
  }
  /** {@link mul} */
  mul(other: TensorLike): Tensor {
    return mul(this, other);
  }
  /** {@link div} */
  div(other: TensorLike): Tensor {
    return div(this, other);
  }
  /** {@link mod} */
  mod(other: TensorLike): Tensor {
    return mod(this, other);
  }
  /** {@link pow} */
  pow(exponent: TensorLike): Tensor {
    return pow(this, exponent);
  }
  /** {@link maximum} */
  maximum(other: TensorLike): Tensor {
    return maximum(this, other);
  }
  /** {@link minimum} */
  minimum(other: TensorLike): Tensor {
    return minimum(this, other);
  }
  /** {@link clamp} */
  clamp(min?: TensorLike | null, max?: TensorLike | null): Tensor {
    return clamp(this, min, max);
  }
  /** {@link maskedFill} */
  maskedFill(mask: TensorLike, value: TensorLike): Tensor {
    return maskedFill(this, mask, value);
  }
  /** {@link neg} */
  neg(): Tensor {
    return neg(this);
  }
  /** {@link abs} */
  abs(): Tensor {
    return abs(this);
  }
  /** {@link exp} */
  exp(): Tensor {
    return exp(this);
  }
  /** {@link log} */
  log(): Tensor {
    return log(this);
  }
  /** {@link sqrt} */
  sqrt(): Tensor {
    return sqrt(this);
  }
  /** {@link square} */
  square(): Tensor {
    return square(this);
  }
  /** {@link floor} */
  floor(): Tensor {
    return floor(this);
  }
  /** {@link ceil} */
  ceil(): Tensor {
    return ceil(this);
  }
  /** {@link round} */
  round(decimals = 0): Tensor {
    return round(this, decimals);
  }
  /** {@link sin} */
  sin(): Tensor {
    return sin(this);
  }
  /** {@link cos} */
  cos(): Tensor {
    return cos(this);
  }
  /** {@link tanh} */
  tanh(): Tensor {
    return tanh(this);
  }
  /** {@link relu} */
  relu(): Tensor {
    return relu(this);
  }
  /** {@link sigmoid} */
  sigmoid(): Tensor {
    return sigmoid(this);
  }
  /** {@link softmax} */
  softmax(axis = -1): Tensor {
    return softmax(this, axis);
  }
  /** {@link logSoftmax} */
  logSoftmax(axis = -1): Tensor {
    return logSoftmax(this, axis);
  }
  /** {@link equal} */
  equal(other: TensorLike): Tensor {
    return equal(this, other);
  }
  /** {@link notEqual} */
  notEqual(other: TensorLike): Tensor {
    return notEqual(this, other);
  }
  /** {@link less} */
  less(other: TensorLike): Tensor {
    return less(this, other);
  }
  /** {@link lessEqual} */
  lessEqual(other: TensorLike): Tensor {
    return lessEqual(this, other);
  }
  /** {@link greater} */
  greater(other: TensorLike): Tensor {
    return greater(this, other);
  }
  /** {@link greaterEqual} */
  greaterEqual(other: TensorLike): Tensor {
    return greaterEqual(this, other);
  }
  /** {@link logicalAnd} */
  logicalAnd(other: TensorLike): Tensor {
    return logicalAnd(this, other);
  }
  /** {@link logicalOr} */
  logicalOr(other: TensorLike): Tensor {
    return logicalOr(this, other);
  }
  /** {@link logicalNot} */
  logicalNot(): Tensor {
    return logicalNot(this);
  }
  /** {@link sum} */
  sum(axis?: Axes, options?: ReduceOptions): Tensor {
    return sum(this, axis, options);
  }
  /** {@link prod} */
  prod(axis?: Axes, options?: ReduceOptions): Tensor {
    return prod(this, axis, options);
  }
  /** {@link max} */
  max(axis?: Axes, options?: ReduceOptions): Tensor {
    return max(this, axis, options);
  }
  /** {@link min} */
  min(axis?: Axes, options?: ReduceOptions): Tensor {
    return min(this, axis, options);
  }
  /** {@link any} */
  any(axis?: Axes, options?: ReduceOptions): Tensor {
    return any(this, axis, options);
  }
  /** {@link all} */
  all(axis?: Axes, options?: ReduceOptions): Tensor {
    return all(this, axis, options);
  }
  /** {@link mean} */
  mean(axis?: Axes, options?: ReduceOptions): Tensor {
    return mean(this, axis, options);
  }
  /** {@link variance} */
  variance(axis?: Axes, options?: VarianceOptions): Tensor {
    return variance(this, axis, options);
  }
  /** {@link std} */
  std(axis?: Axes, options?: VarianceOptions): Tensor {
    return std(this, axis, options);
  }
  /** {@link argMax} */
  argMax(axis?: number, options?: ReduceOptions): Tensor {
    return argMax(this, axis, options);
  }
  /** {@link argMin} */
  argMin(axis?: number, options?: ReduceOptions): Tensor {
    return argMin(this, axis, options);
  }
  /** {@link norm} */
  norm(options?: NormOptions): Tensor {
    return norm(this, options);
  }
  /** {@link cumsum} */
  cumsum(axis: number, options?: ScanOptions): Tensor {
    return cumsum(this, axis, options);
  }
  /** {@link sort} */
  sort(axis = -1, options?: SortOptions): Sorted {
    return sort(this, axis, options);
  }
  /** {@link topK} */
  topK(k: number, axis = -1, options?: TopKOptions): Sorted {
    return topK(this, k, axis, options);
  }
  /** {@link matmul} */
  matmul(other: TensorLike): Tensor {
    return matmul(this, other);
  }
  /** {@link dot} */
  dot(other: TensorLike): Tensor {
    return dot(this, other);
  }
  /** {@link reshape} */
  reshape(shape: readonly number[]): Tensor {
    return reshape(this, shape);
  }
  /** {@link flatten} */
  flatten(startAxis = 1, endAxis = -1): Tensor {
    return flatten(this, startAxis, endAxis);
  }
  /** {@link squeeze} */
  squeeze(axis?: number | readonly number[]): Tensor {
    return squeeze(this, axis);
  }
  /** {@link expandDims} */
  expandDims(axis: number): Tensor {
    return expandDims(this, axis);
  }
  /** {@link transpose} */
  transpose(order?: readonly number[]): Tensor {
    return transpose(this, order);
  }
  /** {@link swapAxes} */
  swapAxes(first: number, second: number): Tensor {
    return swapAxes(this, first, second);
  }
  /** {@link broadcastTo} */
  broadcastTo(shape: readonly number[]): Tensor {
    return broadcastTo(this, shape);
  }
  /** {@link slice} */
  slice(...ranges: readonly Range[]): Tensor {
    return slice(this, ...ranges);
  }
  /** {@link at} */
  at(...indices: readonly number[]): Tensor {
    return at(this, ...indices);
  }
  /** {@link split} */
  split(sizesOrCount: number | readonly number[], axis = 0): Tensor[] {
    return split(this, sizesOrCount, axis);
  }
  /** {@link flip} */
  flip(axis?: number | readonly number[]): Tensor {
    return flip(this, axis);
  }
  /** {@link pad} */
  pad(widths: readonly (readonly [number, number])[], options?: PadOptions): Tensor {
    return pad(this, widths, options);
  }
  /** {@link cast} */
  cast(dtype: DType): Tensor {
    return cast(this, dtype);
  }
  /** {@link gather} */
  gather(indices: TensorLike, axis = 0): Tensor {
    return gather(this, indices, axis);
  }
  /** {@link takeAlongAxis} */
  takeAlongAxis(indices: TensorLike, axis: number): Tensor {
    return takeAlongAxis(this, indices, axis);
  }
}

function checkSingle(tensor: Tensor): void {
  if (tensor.size !== 1) {
    throw new TensorError(
      'item',
      'shape',
      `${formatShape(tensor.shape)} has ${tensor.size} elements, not one. Use data() or toArray().`,
      {
        shapes: [tensor.shape],
      },
    );
  }
}
