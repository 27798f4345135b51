// Scopes free what was made inside them. A stack of frames: regions (one a running loader loop) below, scopes above.

import { TensorError } from '../errors.ts';
import { TensorHandle } from './handle.ts';

interface Frame {
  readonly made: TensorHandle[];
}

const frames: Frame[] = [];

/** Hands a new tensor to the innermost frame, or to the collector where there is none. */
export function track(tensor: TensorHandle): void {
  const frame = frames.at(-1);
  if (frame === undefined) tensor.leaveToCollector();
  else frame.made.push(tensor);
}

/** Refuses promises at compile time. */
export type NotPromise<T> = T extends PromiseLike<unknown> ? never : T;

/**
 * Runs `fn` and frees every tensor made inside that is not returned (directly, or inside arrays, maps and plain
 * objects) or {@link keep}ed. Returned tensors belong to the surrounding scope.
 *
 * Scopes are synchronous: returning a Promise is a type error, and a TensorError at run time.
 *
 * @example
 * ```ts
 * const norm = scope(() => {
 *   const squares = square(x);      // freed
 *   return sqrt(sum(squares));      // lives on
 * });
 * ```
 */
export function scope<T>(fn: () => NotPromise<T>): T {
  const frame: Frame = { made: [] };
  frames.push(frame);
  let escaping: Set<TensorHandle> | null = null;
  try {
    const result = fn() as T;
    if (isPromise(result)) {
      throw new TensorError(
        'scope',
        'scope',
        'fn returned a Promise: the scope would end before the work is done. Await outside, or dispose by hand.',
      );
    }
    escaping = new Set();
    collectTensors(result, escaping);
    return result;
  } finally {
    removeFrame(frame);
    release(frame, escaping);
  }
}

/**
 * Lets a tensor outlive all scopes and loop turns; dispose of it by hand, or leave it to the collector.
 *
 * @example
 * ```ts
 * const kept = scope(() => {
 *   const x = keep(tensor([1, 2]));
 *   return x.size;
 * });
 * ```
 */
export function keep<T extends TensorHandle>(tensor: T): T {
  tensor.isKept = true;
  tensor.leaveToCollector();
  return tensor;
}

/**
 * An open-ended scope for loops with `await` inside: tensors made while it is the innermost frame are freed by
 * `turn()`. The data loader turns it at each batch, so that a training loop needs no memory calls.
 */
export interface Region {
  /** Frees what was made since the last turn. */
  turn(): void;
  /** Ends the region and frees what was made since the last turn. */
  close(): void;
  /** Ends the region and leaves its tensors to the collector, for loops left by `break` or an error. */
  abandon(): void;
}

/**
 * Opens a {@link Region}.
 *
 * @example
 * ```ts
 * const region = openRegion();
 * const first = tensor([1]);
 * region.turn();
 * first.isDisposed;   // true
 * region.close();
 * ```
 */
export function openRegion(): Region {
  const frame: Frame = { made: [] };
  frames.push(frame);
  return {
    turn() {
      // Loops that interleave cannot tell their tensors apart: then nothing is freed early, the collector does it.
      if (frames.at(-1) === frame) release(frame, null);
      else for (const each of frames) abandonFrame(each);
    },
    close() {
      const innermost = frames.at(-1) === frame;
      removeFrame(frame);
      if (innermost) release(frame, null);
      else abandonFrame(frame);
    },
    abandon() {
      removeFrame(frame);
      abandonFrame(frame);
    },
  };
}

function removeFrame(frame: Frame): void {
  const place = frames.lastIndexOf(frame);
  if (place >= 0) frames.splice(place, 1);
}

function release(frame: Frame, escaping: ReadonlySet<TensorHandle> | null): void {
  for (const tensor of frame.made) {
    if (tensor.isKept) continue;
    if (escaping?.has(tensor)) track(tensor);
    else tensor.dispose();
  }
  frame.made.length = 0;
}

function abandonFrame(frame: Frame): void {
  for (const tensor of frame.made) tensor.leaveToCollector();
  frame.made.length = 0;
}

function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * Adds every tensor inside a value built of arrays, maps, sets and plain objects to `found`.
 *
 * @example
 * ```ts
 * const found = new Set();
 * collectTensors({ loss: tensor(1), pair: [tensor(2), 'text'] }, found);
 * found.size;   // 2
 * ```
 */
export function collectTensors(value: unknown, found: Set<TensorHandle>): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof TensorHandle) {
    found.add(value);
  } else if (Array.isArray(value) || value instanceof Set) {
    for (const item of value) collectTensors(item, found);
  } else if (value instanceof Map) {
    for (const item of value.values()) collectTensors(item, found);
  } else if (isPlainObject(value)) {
    for (const item of Object.values(value)) collectTensors(item, found);
  }
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
