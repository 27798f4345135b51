// From single samples to one batch: each field stacked along a new first dimension.

import { type ErrorCode, formatShape, TensorError } from '@cambium/tensor';
import { allocateArray, sameShape } from '@cambium/tensor/backend';
import type { HostBatch } from './dataset.ts';
import { describe, type HostArray, type HostSource, hostArray } from './host-array.ts';

/**
 * Stacks samples field by field. Numbers become `float32`, `Int32Array` stays `int32`, `Uint8Array` stays `uint8`.
 *
 * @param samples at least one; all with the same fields, shapes and dtypes
 * @param indices the samples' numbers, for errors; 0, 1, 2 … unless given
 * @throws TensorError naming the sample and the field that do not fit
 * @example
 * ```ts
 * collate([{ x: [1, 2], y: 0 }, { x: [3, 4], y: 1 }]);   // x: float32 [2, 2], y: float32 [2]
 * ```
 */
export function collate<T extends object>(samples: readonly T[], indices?: ArrayLike<number>): HostBatch<T> {
  const name = (i: number): string => `sample ${indices?.[i] ?? i}`;
  const first = samples[0];
  if (first === undefined) throw refuse('shape', 'there are no samples to stack.');
  for (const [i, sample] of samples.entries()) checkSample(sample, name(i));

  const fields = Object.keys(first);
  for (const [i, sample] of samples.entries()) {
    const own = Object.keys(sample);
    const odd = fields.find((field) => !own.includes(field)) ?? own.find((field) => !fields.includes(field));
    if (odd !== undefined) {
      throw refuse(
        'shape',
        `${name(i)} has the fields ${own.join(', ')}; ${name(0)} has ${fields.join(', ')}.`,
      );
    }
  }
  const batch = fields.map((field) => {
    const column = samples.map((sample, i) => {
      const value = (sample as Readonly<Record<string, HostSource>>)[field];
      return hostArray(value!, `field ${field} of ${name(i)}`);
    });
    return [field, stack(column, (i) => `field ${field} of ${name(i)}`)];
  });
  return Object.fromEntries(batch) as HostBatch<T>;
}

/** Puts arrays of one shape and dtype next to each other. */
function stack(arrays: readonly HostArray[], where: (i: number) => string): HostArray {
  const { shape, dtype, data } = arrays[0]!;
  const out = allocateArray(dtype, arrays.length * data.length);
  for (const [i, each] of arrays.entries()) {
    if (!sameShape(each.shape, shape)) {
      const message = `${where(i)} is ${formatShape(each.shape)}, ${where(0)} is ${formatShape(shape)}`;
      throw refuse('shape', `${message}. Resize or pad in transform, or pass a collate function.`, [
        shape,
        each.shape,
      ]);
    }
    if (each.dtype !== dtype) {
      throw refuse('dtype', `${where(i)} is ${each.dtype}, ${where(0)} is ${dtype}. Convert them to one.`);
    }
    out.set(each.data, i * data.length);
  }
  return { data: out, shape: [arrays.length, ...shape], dtype };
}

function checkSample(sample: object, name: string): void {
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample) || ArrayBuffer.isView(sample)) {
    throw refuse(
      'value',
      `${name} is ${describe(sample)}. A sample is an object of named fields, such as { x, y }.`,
    );
  }
}

function refuse(code: ErrorCode, reason: string, shapes: readonly (readonly number[])[] = []): TensorError {
  return new TensorError('collate', code, reason, { shapes });
}
