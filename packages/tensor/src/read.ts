// From device memory to host values.

import { allocateArray, byteSize, type DType, type DTypeArray, viewBytes } from './dtype.ts';
import { TensorError } from './errors.ts';
import { execute, noteRead, unobserved } from './execute.ts';
import type { Tensor } from './tensor.ts';

/** Elements as nested arrays, as deep as the rank; booleans for `bool`. */
export type NestedArray = number | boolean | NestedArray[];

/** The elements in row-major order, when the device has computed them. */
export async function readData(tensor: Tensor): Promise<DTypeArray> {
  const source = inOneRun(tensor);
  const { storage, layout } = source;
  const size = byteSize(source.dtype);
  try {
    return viewBytes(
      await storage.backend.read(source.buffer, layout.offset * size, layout.size * size),
      source.dtype,
    );
  } finally {
    if (source !== tensor) source.dispose();
  }
}

/** The elements in row-major order, at once. */
export function readDataSync(tensor: Tensor): DTypeArray {
  const { backend } = tensor.storage;
  if (backend.readSync === undefined) {
    throw new TensorError(
      'dataSync',
      'backend',
      `backend ${backend.name} cannot read without waiting. Use await t.data().`,
    );
  }
  if (tensor.size === 0) return allocateArray(tensor.dtype, 0);
  const source = inOneRun(tensor);
  const size = byteSize(source.dtype);
  const bytes = backend.readSync(source.buffer, source.layout.offset * size, source.size * size);
  if (source !== tensor) source.dispose();
  return viewBytes(bytes, source.dtype);
}

/** The tensor, or a copy whose elements lie in one run. */
function inOneRun(tensor: Tensor): Tensor {
  noteRead();
  return tensor.layout.isContiguous ? tensor : unobserved(() => execute('contiguous', [tensor], {}));
}

/** Folds row-major elements into nested arrays of the shape. */
export function nest(data: DTypeArray, shape: readonly number[], dtype: DType): NestedArray {
  let position = 0;
  const build = (axis: number): NestedArray => {
    if (axis === shape.length) {
      const value = data[position++]!;
      return dtype === 'bool' ? value !== 0 : value;
    }
    return Array.from({ length: shape[axis]! }, () => build(axis + 1));
  };
  return build(0);
}
