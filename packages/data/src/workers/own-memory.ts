// Samples ready to be sent: without the memory around them, which cloning would take along.

import type { HostBatch } from '../dataset.ts';
import type { HostArray } from '../host-array.ts';
import type { Job } from './protocol.ts';

/**
 * Rows were gathered for this job, so their memory is given away. Items may belong to the dataset: they are cloned, and
 * views of larger arrays are copied first, as a clone would hold the whole array.
 */
export function ownMemory(
  samples: { readonly items: readonly object[] } | { readonly rows: HostBatch<unknown> },
): {
  readonly sent: Job['samples'];
  readonly transfer: readonly ArrayBuffer[];
} {
  if ('items' in samples) return { sent: { items: samples.items.map(compact) }, transfer: [] };
  const arrays = Object.values<HostArray>(samples.rows);
  return { sent: samples, transfer: arrays.map(({ data }) => data.buffer as ArrayBuffer) };
}

function compact<T>(value: T): T {
  if (ArrayBuffer.isView(value)) return compactView(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(compact) as T;
  // Maps, dates and the like have no fields of their own to look into.
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, compact(field)])) as T;
}

function compactView<T extends ArrayBufferView>(view: T): T {
  const isPart = view.byteLength < view.buffer.byteLength;
  const isShared = typeof SharedArrayBuffer !== 'undefined' && view.buffer instanceof SharedArrayBuffer;
  if (!isPart || isShared || view instanceof DataView) return view;
  // A Buffer of Node shares memory in `slice`; the method of typed arrays copies.
  return Uint8Array.prototype.slice.call(view) as unknown as T;
}
