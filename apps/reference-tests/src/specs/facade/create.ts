// Creation of tensors, with TensorFlow.js' order of arguments.

import {
  arange,
  broadcastTo,
  eye as cambiumEye,
  linspace as cambiumLinspace,
  onesLike as cambiumOnesLike,
  zerosLike as cambiumZerosLike,
  cast,
  contiguous,
  type DType,
  full,
  Parameter,
  reshape,
  scope,
} from 'cambium';
import { convert, fromValues, inferType, run } from './convert.ts';
import { variables } from './memory.ts';
import { FacadeTensor, type Like, refuse } from './tensor.ts';

const supported: readonly string[] = ['float32', 'int32', 'bool'];

function checkType(op: string, dtype: string): void {
  if (!supported.includes(dtype)) refuse(op, `there is no dtype ${dtype} here.`);
}

/** Shape of nested arrays, by the first branch. */
function shapeOf(values: unknown): number[] {
  if (ArrayBuffer.isView(values)) return [(values as Uint8Array).length];
  return Array.isArray(values) ? [values.length, ...(values.length === 0 ? [] : shapeOf(values[0]))] : [];
}

/** Nested arrays must have the shape that they are given, but the innermost ones may be flat lists. */
function fills(found: readonly number[], shape: readonly number[]): boolean {
  return found.every((length, i) => {
    const isInnermost = i === found.length - 1;
    return length === (isInnermost ? shape.slice(i).reduce((a, b) => a * b, 1) : shape[i]);
  });
}

export function tensor(values: Like, shape?: readonly number[] | null, dtype?: DType): FacadeTensor {
  const type = dtype ?? inferType(values);
  checkType('tensor', type);
  const found = shapeOf(values);
  if (
    values instanceof FacadeTensor ||
    (typeof values === 'object' && !Array.isArray(values) && !ArrayBuffer.isView(values))
  )
    refuse('tensor', 'takes numbers, booleans, arrays or typed arrays.');
  if (shape !== undefined && shape !== null && !fills(found, shape))
    refuse('tensor', `nested arrays of shape [${found}] do not have the shape [${shape}].`);
  return run(() => fromValues(values, type, shape ?? undefined));
}

/** `tensor1d` to `tensor6d`: the rank must be that of the values, or be given by a shape. */
function ofRank(rank: number) {
  const op = `tensor${rank}d`;
  return (values: Like, shape?: readonly number[] | DType | null, dtype?: DType): FacadeTensor => {
    const [wanted, type] =
      rank === 1
        ? [undefined, shape as DType | undefined]
        : [shape as readonly number[] | null | undefined, dtype];
    if (wanted !== undefined && wanted !== null && wanted.length !== rank)
      refuse(op, `the shape must have ${rank} dimensions, got [${wanted}].`);
    const found = shapeOf(values);
    if (found.length !== rank && (found.length !== 1 || wanted === undefined || wanted === null))
      refuse(
        op,
        `takes nested arrays ${rank} deep, or a flat list and a shape; got a depth of ${found.length}.`,
      );
    return tensor(values, wanted, type);
  };
}

export function scalar(value: number | boolean | Uint8Array, dtype?: DType): FacadeTensor {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) refuse('scalar', 'takes one number or boolean.');
  return tensor(value, [], dtype);
}

export function zeros(shape: readonly number[], dtype: DType = 'float32'): FacadeTensor {
  checkType('zeros', dtype);
  return run(() => full(shape, 0, { dtype }));
}

export function ones(shape: readonly number[], dtype: DType = 'float32'): FacadeTensor {
  checkType('ones', dtype);
  return run(() => full(shape, 1, { dtype }));
}

export function fill(shape: readonly number[], value: number, dtype: DType = 'float32'): FacadeTensor {
  checkType('fill', dtype);
  return run(() => full(shape, value, { dtype }));
}

export function range(start: number, stop: number, step = 1, dtype: DType = 'float32'): FacadeTensor {
  if (step === 0) refuse('range', 'the step is 0.');
  checkType('range', dtype);
  // Against the direction of the step there is nothing, and the step's own sign is TensorFlow.js' guess.
  const isEmpty = start === stop || (start < stop && step < 0) || (stop < start && step > 1);
  if (isEmpty) return zeros([0], dtype);
  return run(() => arange(start, stop, stop < start && step === 1 ? -1 : step, { dtype }));
}

export function linspace(start: number, stop: number, num: number): FacadeTensor {
  if (!(num > 0)) refuse('linspace', `the number of values must be positive, got ${num}.`);
  return run(() => cambiumLinspace(start, stop, num));
}

export function zerosLike(x: Like): FacadeTensor {
  return run(() => cambiumZerosLike(convert(x, 'x', 'zerosLike')));
}

export function onesLike(x: Like): FacadeTensor {
  return run(() => cambiumOnesLike(convert(x, 'x', 'onesLike')));
}

export function eye(
  rows: number,
  columns: number = rows,
  batch: readonly number[] | null = [],
  dtype: DType = 'float32',
): FacadeTensor {
  const batchShape = batch ?? [];
  if (batchShape.length > 4) refuse('eye', 'takes a batch of up to 4 dimensions.');
  return run(() =>
    contiguous(broadcastTo(cambiumEye(rows, columns, { dtype }), [...batchShape, rows, columns])),
  );
}

export function clone(x: Like): FacadeTensor {
  // A second handle on the value, as in TensorFlow.js; a view that gradients pass through.
  return run(() => {
    const given = convert(x, 'x', 'clone');
    return reshape(given, given.shape);
  });
}

/** A variable: a cell of Cambium that can be assigned to. */
export class FacadeVariable extends FacadeTensor {
  readonly cell: Parameter;
  readonly name: string;
  readonly trainable: boolean;

  constructor(cell: Parameter, trainable: boolean, name: string) {
    super(cell.value);
    cell.isTrainable = trainable;
    this.cell = cell;
    this.trainable = trainable;
    this.name = name;
    variables.add(this);
  }

  assign(value: FacadeTensor): void {
    if (value.dtype !== this.dtype) refuse('assign', `dtype ${value.dtype} is not ${this.dtype}.`);
    if (value.shape.join() !== this.shape.join())
      refuse('assign', `shape [${value.shape}] is not [${this.shape}].`);
    this.cell.assign(value.inner);
  }

  override dispose(): void {
    variables.delete(this);
    super.dispose();
  }
}

let variableCount = 0;

export function variable(initial: Like, trainable = true, name?: string, dtype?: DType): FacadeVariable {
  const label = name ?? String(variableCount++);
  if ([...variables].some((each) => each instanceof FacadeVariable && each.name === label))
    throw new Error(`Variable with name ${label} was already registered`);
  let cell: Parameter | undefined;
  scope(() => {
    const given = convert(initial, 'initialValue', 'variable');
    cell = new Parameter(dtype === undefined ? given : cast(given, dtype));
  });
  return new FacadeVariable(cell!, trainable, label);
}

export const tensor1d = ofRank(1);
export const tensor2d = ofRank(2);
export const tensor3d = ofRank(3);
export const tensor4d = ofRank(4);
export const tensor5d = ofRank(5);
export const tensor6d = ofRank(6);
