// Batches of samples that differ in length: the shorter ones are filled up.

import { type DTypeArray, formatShape, TensorError } from '@cambium/tensor';
import { allocateArray, sizeOf } from '@cambium/tensor/backend';
import { collate } from './collate.ts';
import type { HostBatch } from './dataset.ts';
import { type HostArray, type HostSource, hostArray } from './host-array.ts';

/** Options of {@link paddedCollate}. */
export interface PaddingOptions<Field extends PropertyKey = string> {
  /** What fills the room behind shorter samples: one number, or one for each field; 0 unless given. */
  readonly padding?: number | { readonly [K in Field]?: number };
}

/**
 * Makes a collate function that brings the samples of a batch to the shape of the largest, field by field: what is missing
 * at the end of each dimension is filled with `padding`. Choose a number that is none of the data, and mask it in the loss.
 *
 * @returns a collate function for `DataLoader`; it throws TensorError `shape` for samples of different rank, naming them
 * @see PyTorch `torch.nn.utils.rnn.pad_sequence`; course part 5.1, sequences of different lengths
 * @example
 * ```ts
 * const sentences = [{ x: [5, 2, 9] }, { x: [7] }];
 * paddedCollate({ padding: -1 })(sentences).x;   // float32 [2, 3]: [5, 2, 9], [7, -1, -1]
 * ```
 */
export function paddedCollate<Field extends PropertyKey = string>({
  padding = 0,
}: PaddingOptions<Field> = {}): <T extends object>(
  samples: readonly T[],
  indices?: ArrayLike<number>,
) => HostBatch<T> {
  return <T extends object>(samples: readonly T[], indices?: ArrayLike<number>): HostBatch<T> => {
    const names = Object.keys(samples[0] ?? {});
    const columns = names.map((name) => padColumn(name, samples, indices, fillOf(padding, name)));
    // Whatever else may be wrong with the samples is said by `collate`.
    const padded = samples.map((sample, i) => {
      if (typeof sample !== 'object' || sample === null) return sample;
      const arrays = names.map((name, column) => [name, columns[column]![i]] as const);
      return { ...sample, ...Object.fromEntries(arrays.filter(([, array]) => array !== undefined)) };
    });
    return collate(padded, indices) as HostBatch<T>;
  };
}

/** The arrays of one field, each as large as the largest; nothing for samples that lack it. */
function padColumn(
  name: string,
  samples: readonly object[],
  indices: ArrayLike<number> | undefined,
  fill: number,
): (HostArray | undefined)[] {
  const where = (i: number): string => `field ${name} of sample ${indices?.[i] ?? i}`;
  const arrays = samples.map((sample, i) => {
    const value = (sample as Readonly<Record<string, HostSource | undefined>> | null)?.[name];
    return value === undefined ? undefined : hostArray(value, where(i));
  });
  const largest: number[] = [];
  for (const [i, array] of arrays.entries()) {
    if (array === undefined) continue;
    const first = arrays[0]!;
    if (array.shape.length !== first.shape.length) {
      const message = `${where(i)} is ${formatShape(array.shape)}, ${where(0)} is ${formatShape(first.shape)}`;
      throw new TensorError(
        'paddedCollate',
        'shape',
        `${message}. Padding changes lengths, not the number of dimensions.`,
        { shapes: [first.shape, array.shape] },
      );
    }
    for (const [axis, length] of array.shape.entries()) largest[axis] = Math.max(largest[axis] ?? 0, length);
  }
  return arrays.map((array) => array && padTo(array, largest, fill));
}

function padTo({ data, shape, dtype }: HostArray, target: readonly number[], fill: number): HostArray {
  const size = sizeOf(target);
  if (size === data.length) return { data, shape, dtype };
  const out = allocateArray(dtype, size).fill(fill);
  copyBlock(data, shape, 0, out, target, 0, 0);
  return { data: out, shape: [...target], dtype };
}

/** Copies what lies below one index of the outer axes, the innermost rows in one piece. */
function copyBlock(
  from: DTypeArray,
  shape: readonly number[],
  start: number,
  to: DTypeArray,
  target: readonly number[],
  place: number,
  axis: number,
): void {
  const length = shape[axis]!;
  if (axis === shape.length - 1) {
    to.set(from.subarray(start, start + length), place);
    return;
  }
  const [step, stride] = [sizeOf(shape.slice(axis + 1)), sizeOf(target.slice(axis + 1))];
  for (let i = 0; i < length; i++)
    copyBlock(from, shape, start + i * step, to, target, place + i * stride, axis + 1);
}

function fillOf(padding: number | Readonly<Record<PropertyKey, number | undefined>>, name: string): number {
  const fill = typeof padding === 'number' ? padding : (padding[name] ?? 0);
  if (typeof fill === 'number') return fill;
  throw new TensorError(
    'paddedCollate',
    'value',
    `padding of field ${name} is a number, got ${String(fill)}.`,
  );
}
