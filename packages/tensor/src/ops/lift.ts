// From what users write (tensors, cells, numbers) to the tensors that ops take.

import type { Cell } from '../cell.ts';
import { type DType, isFloating, promoteTypes, scalarType } from '../dtype.ts';
import { TensorError } from '../errors.ts';
import { currentBackend, currentInterpreter, execute, executeOn, unobserved } from '../execute.ts';
import { TensorHandle } from '../memory/handle.ts';
import { checkFloating } from '../op-table/check.ts';
import { toJsonNumber } from '../op-table/create.ts';
import type { OpsOf } from '../op-table/table.ts';
import type { Tensor } from '../tensor.ts';

/** What every op takes as input: a tensor, a cell (its present value), or a scalar. */
export type TensorLike = Tensor | Cell | number | boolean;

/**
 * Whether a value is a tensor.
 *
 * @example
 * ```ts
 * isTensor(tensor([1]));   // true
 * isTensor([1]);           // false
 * ```
 */
export function isTensor(value: unknown): value is Tensor {
  return value instanceof TensorHandle;
}

/**
 * The tensor itself, a cell's value, or a scalar tensor (`float32`, or `bool`) on the current backend.
 *
 * @example
 * ```ts
 * asTensor(2).shape;             // []
 * asTensor(new State(0)).dtype;  // 'float32'
 * ```
 */
export function asTensor(value: TensorLike, op = 'asTensor'): Tensor {
  if (isTensor(value)) return value;
  if (typeof value === 'number') return constantScalar(value, 'float32', null);
  if (typeof value === 'boolean') return constantScalar(value, 'bool', null);
  if (typeof value === 'object' && value !== null && isTensor(value.value)) return value.value;
  throw new TensorError(
    op,
    'value',
    `takes a tensor, a cell or a number, got ${describe(value)}. Did you mean tensor(value)?`,
  );
}

/** Two operands in their common dtype; scalars take the tensor's dtype where it can hold them. */
export function promoteOperands(op: string, a: TensorLike, b: TensorLike): [Tensor, Tensor] {
  if (isScalar(a)) {
    if (isScalar(b)) return promoteTensors(asTensor(a), asTensor(b));
    const y = asTensor(b, op);
    return promoteTensors(constantScalar(a, scalarType(a, y.dtype), y), y);
  }
  const x = asTensor(a, op);
  if (isScalar(b)) return promoteTensors(x, constantScalar(b, scalarType(b, x.dtype), x));
  return promoteTensors(x, asTensor(b, op));
}

function promoteTensors(x: Tensor, y: Tensor): [Tensor, Tensor] {
  if (x.dtype === y.dtype) return [x, y];
  const dtype = promoteTypes(x.dtype, y.dtype);
  return [castTo(x, dtype), castTo(y, dtype)];
}

/** The tensor in a dtype; itself where it has that already. */
export function castTo(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : execute('cast', [x], { dtype });
}

/** All the tensors in their common dtype. */
export function promoteAll(op: string, values: readonly TensorLike[]): Tensor[] {
  const tensors = values.map((value) => asTensor(value, op));
  const dtype = tensors.reduce(
    (common, each) => promoteTypes(common, each.dtype),
    tensors[0]?.dtype ?? 'bool',
  );
  return tensors.map((each) => castTo(each, dtype));
}

/** The operand as a tensor of floating dtype; integers and booleans are refused in the name of `op`. */
export function asFloating(value: TensorLike, op: string): Tensor {
  const x = asTensor(value, op);
  checkFloating(op, x);
  return x;
}

/** The tensor, in `float32` where it holds integers or booleans. */
export function toFloating(x: Tensor): Tensor {
  return isFloating(x.dtype) ? x : castTo(x, 'float32');
}

/** The tensor, in `int32` where it is bool. */
export function withoutBool(x: Tensor): Tensor {
  return x.dtype === 'bool' ? castTo(x, 'int32') : x;
}

/** The tensor, in `int32` where its dtype cannot hold totals: bool and uint8. */
export function toCounting(x: Tensor): Tensor {
  return x.dtype === 'bool' || x.dtype === 'uint8' ? castTo(x, 'int32') : x;
}

/** An index operand as int32; uint8 and whole JavaScript numbers are lifted, floats refused. */
export function asIndices(value: TensorLike, op: string, beside: Tensor): Tensor {
  if (typeof value === 'number' && Number.isInteger(value)) return constantScalar(value, 'int32', beside);
  const indices = asTensor(value, op);
  if (indices.dtype === 'int32') return indices;
  if (indices.dtype === 'uint8') return castTo(indices, 'int32');
  throw new TensorError(
    op,
    'dtype',
    `takes int32 indices, got ${indices.dtype}. Did you mean cast(indices, 'int32')?`,
    {
      shapes: [beside.shape, indices.shape],
    },
  );
}

/** Whole numbers computed on the host, as an int32 tensor on the backend of `beside`. */
export function hostIndices(
  values: Int32Array,
  shape: readonly number[],
  beside: Tensor,
  madeBy: string,
): Tensor {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return currentInterpreter().constant(bytes, { shape, dtype: 'int32' }, beside.storage.backend, madeBy);
}

/** Numbers computed on the host, as a tensor of the floating dtype and on the backend of `beside`. */
export function hostNumbers(
  values: readonly number[],
  shape: readonly number[],
  beside: Tensor,
  madeBy: string,
): Tensor {
  const numbers = beside.dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values);
  const { dtype, storage } = beside;
  return currentInterpreter().constant(
    new Uint8Array(numbers.buffer),
    { shape, dtype },
    storage.backend,
    madeBy,
  );
}

/** The int32 numbers from 0 to `size − 1` on the backend of `beside`. */
export function countBeside(size: number, beside: Tensor): Tensor {
  return executeOn(beside.storage.backend, 'iota', [], { size, start: 0, step: 1, dtype: 'int32' })[0]!;
}

/** Runs `work` and puts the errors of the ops inside it in the name of the public function. */
export function inNameOf<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TensorError) || error.op === name || error.layerPath.length > 0) throw error;
    const reason = error.message.slice(`[${error.op}] `.length);
    throw new TensorError(name, error.code, reason, { shapes: error.shapes, cause: error });
  }
}

/** A scalar tensor on the backend of `beside`, or on the current one. */
export function constantScalar(value: number | boolean, dtype: DType, beside: Tensor | null): Tensor {
  const backend = beside === null ? currentBackend() : beside.storage.backend;
  return executeOn(backend, 'fill', [], { shape: [], dtype, value: toJsonNumber(Number(value)) })[0]!;
}

/** The same values, a constant to all gradients. */
export function withoutGradient(x: Tensor): Tensor {
  return unobserved(() => execute('broadcastTo', [x], { shape: x.shape }));
}

/** Runs a one-input op. */
export function unary<N extends PlainUnary>(name: N, x: TensorLike): Tensor {
  return execute<PlainUnary>(name, [asTensor(x, name)], {});
}

/** Runs a two-input op in the operands' common dtype; `calculates` lifts bool operands to int32 first. */
export function binary(name: OpsOf<'binary'>, a: TensorLike, b: TensorLike, calculates = false): Tensor {
  const operands = promoteOperands(name, a, b);
  return execute(name, calculates ? operands.map(withoutBool) : operands, {});
}

type PlainUnary = Exclude<OpsOf<'unary'>, 'leakyRelu' | 'elu' | 'clamp'>;

function isScalar(value: TensorLike): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (value === null) return 'null';
  return typeof value === 'object' ? `a ${value.constructor?.name ?? 'object'}` : typeof value;
}
