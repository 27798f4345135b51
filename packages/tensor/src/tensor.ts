// The class that users hold: ownership and reading, and a thin method for each common op.

import type { Backend } from './backend/types.ts';
import type { DTypeArray } from './dtype.ts';
import { TensorError, formatShape } from './errors.ts';
import { currentInterpreter } from './execute.ts';
import { formatTensor } from './format.ts';
import { TensorHandle } from './memory/handle.ts';
import { keep } from './memory/scope.ts';
import { nest, type NestedArray, readData, readDataSync } from './read.ts';

/**
 * An n-dimensional array of numbers on a backend. Immutable; made by functions such as `tensor`, `zeros` and every op.
 *
 * @example
 * ```ts
 * const x = tensor([[1, 2], [3, 4]]);
 * const y = x.matmul(x).sum(0);
 * y.toArray();   // [17, 32]... 
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
}

function checkSingle(tensor: Tensor): void {
  if (tensor.size !== 1) {
    throw new TensorError('item', 'shape', `${formatShape(tensor.shape)} has ${tensor.size} elements, not one. Use data() or toArray().`, {
      shapes: [tensor.shape],
    });
  }
}
