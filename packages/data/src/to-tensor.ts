// From host arrays to tensors on the current backend.

import { fromTypedArray, type Tensor } from '@cambium/tensor';
import type { Batch, HostBatch } from './dataset.ts';
import { type HostArray, hostArray } from './host-array.ts';

/** A tensor with the elements of a host array. */
export function toTensor({ data, shape, dtype }: HostArray): Tensor {
  return fromTypedArray(data, shape, { dtype });
}

/** A tensor for each field of a batch, which may come from foreign code. */
export function toBatch<T>(batch: HostBatch<T>): Batch<T> {
  const fields = Object.entries<HostArray>(batch);
  return Object.fromEntries(
    fields.map(([name, array]) => [name, toTensor(hostArray(array, `field ${name} of the batch`))]),
  ) as Batch<T>;
}
