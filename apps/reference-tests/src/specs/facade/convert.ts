// From the arguments of the specs to Cambium's tensors, and from its results to facade tensors.

import { cast, type DType, type NestedValues, scope, type Tensor, tensor } from 'cambium';
import { FacadeTensor, type Like } from './tensor.ts';

/** A dtype that an op insists on, or `numeric` for any. */
export type Wanted = DType | 'numeric';

/** The tensor behind an argument. Errors use TensorFlow.js' sentence, which its specs compare. */
export function convert(value: unknown, argument: string, op: string, wanted: Wanted = 'numeric'): Tensor {
  if (value instanceof FacadeTensor) {
    value.throwIfDisposed();
    if (wanted !== 'numeric' && value.dtype !== wanted) throw wrongType(argument, op, wanted, value.dtype);
    return value.inner;
  }
  if (isText(value)) throw wrongType(argument, op, wanted, 'string');
  if (!isValues(value)) {
    const given = value === null || value === undefined ? 'null' : value.constructor.name;
    throw new Error(
      `Argument '${argument}' passed to '${op}' must be a Tensor or TensorLike, but got '${given}'`,
    );
  }
  return fromValues(value, wanted === 'numeric' ? inferType(value) : wanted);
}

/** A list of tensors behind an argument. */
export function convertAll(values: unknown, argument: string, op: string, wanted?: Wanted): Tensor[] {
  if (!Array.isArray(values)) {
    throw new Error(`Argument ${argument} passed to ${op} must be a \`Tensor[]\` or \`TensorLike[]\``);
  }
  return values.map((value, i) => convert(value, `${argument}[${i}]`, op, wanted));
}

/** An argument that may be left out. */
export function convertOptional(
  value: unknown,
  argument: string,
  op: string,
  wanted?: Wanted,
): Tensor | null {
  return value === null || value === undefined ? null : convert(value, argument, op, wanted);
}

/** Values on the host as a tensor. */
export function fromValues(values: Like, dtype: DType, shape?: readonly number[]): Tensor {
  const given = (values instanceof Uint8ClampedArray ? new Uint8Array(values) : values) as NestedValues;
  return tensor(given, { dtype, ...(shape === undefined ? {} : { shape }) });
}

/** The dtype of values on the host. */
export function inferType(values: unknown): DType {
  if (Array.isArray(values)) return values.length === 0 ? 'float32' : inferType(values[0]);
  if (values instanceof Int32Array || values instanceof Uint8Array || values instanceof Uint8ClampedArray)
    return 'int32';
  return typeof values === 'boolean' ? 'bool' : 'float32';
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.length > 0 && isText(value[0]));
}

function isValues(value: unknown): value is Like {
  return (
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    Array.isArray(value) ||
    ArrayBuffer.isView(value)
  );
}

function wrongType(argument: string, op: string, wanted: string, given: string): Error {
  return new Error(
    `Argument '${argument}' passed to '${op}' must be ${wanted} tensor, but got ${given} tensor`,
  );
}

/** The result of `work` as a facade tensor; what else it makes is freed. */
export function run(work: () => Tensor): FacadeTensor {
  return new FacadeTensor(scope(work as () => never) as Tensor);
}

/** The results of `work` as facade tensors; what else it makes is freed. */
export function runAll(work: () => readonly Tensor[]): FacadeTensor[] {
  return (scope(work as () => never) as readonly Tensor[]).map((each) => new FacadeTensor(each));
}

/** The tensors in float32 where they hold integers or booleans. */
export function floating(x: Tensor): Tensor {
  return x.dtype === 'float32' ? x : cast(x, 'float32');
}

/** The common dtype of TensorFlow.js: bool below int32 below float32. */
export function matchTypes(a: Tensor, b: Tensor): [Tensor, Tensor] {
  const order: readonly DType[] = ['bool', 'int32', 'float32'];
  const dtype = order.indexOf(a.dtype) >= order.indexOf(b.dtype) ? a.dtype : b.dtype;
  return [cast(a, dtype), cast(b, dtype)];
}
