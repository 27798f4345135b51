// The ownership half of a tensor: a reference to storage that is given back once, by hand, by a scope or by the collector.

import type { BufferHandle } from '../backend/types.ts';
import type { DType } from '../dtype.ts';
import { TensorError } from '../errors.ts';
import type { Layout } from '../layout.ts';
import { bookHandle } from './ledger.ts';
import type { Storage } from './storage.ts';

let nextId = 1;

/** The identity given last: values made from now on have higher ones. */
export function latestId(): number {
  return nextId - 1;
}

/** What the collector's callback needs; must not refer to the handle. */
interface Lease {
  readonly storage: Storage;
  ended: boolean;
}

const backstop = new FinalizationRegistry<Lease>((lease) => endLease(lease));

function endLease(lease: Lease): void {
  if (lease.ended) return;
  lease.ended = true;
  lease.storage.release();
  bookHandle(-1);
}

/** Owns one reference to a storage. `Tensor` adds the operations. */
export class TensorHandle {
  /** Identity of the value: a second handle on the same value shares it, a view does not. */
  readonly id: number;
  /** Element type. */
  readonly dtype: DType;
  /** Where the elements lie. */
  readonly layout: Layout;
  /** The op that made the value, for messages. */
  readonly madeBy: string;
  /** Set by `keep`: scopes leave the tensor alone. */
  isKept = false;
  readonly #storage: Storage;
  #lease: Lease | null = null;
  #disposed = false;

  /** @internal Takes over one reference to `storage`. */
  constructor(storage: Storage, layout: Layout, dtype: DType, madeBy: string, id: number = nextId++) {
    this.#storage = storage;
    this.layout = layout;
    this.dtype = dtype;
    this.madeBy = madeBy;
    this.id = id;
    bookHandle(1);
  }

  /** Lengths of the dimensions; `[]` for a scalar. */
  get shape(): readonly number[] {
    return this.layout.shape;
  }

  /** Number of dimensions. */
  get rank(): number {
    return this.layout.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return this.layout.size;
  }

  /** Whether the memory has been given back; any further use throws. */
  get isDisposed(): boolean {
    return this.#disposed || this.#lease?.ended === true;
  }

  /** @internal The memory behind the tensor. Throws `disposed` after disposal. */
  get storage(): Storage {
    if (this.isDisposed) throw disposedError('tensor', this);
    return this.#storage;
  }

  /** The device buffer, for kernels. */
  get buffer(): BufferHandle {
    return this.#storage.buffer;
  }

  /** Gives the memory back now. Seldom needed: scopes and the training loop do it. Twice does no harm. */
  dispose(): void {
    if (this.isDisposed) return;
    this.#disposed = true;
    if (this.#lease === null) {
      this.#storage.release();
      bookHandle(-1);
    } else {
      endLease(this.#lease);
    }
  }

  /** The same as {@link dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Lets the garbage collector give the memory back, for handles that no scope looks after. */
  leaveToCollector(): void {
    if (this.#lease !== null || this.#disposed) return;
    this.#lease = { storage: this.#storage, ended: false };
    backstop.register(this, this.#lease);
  }
}

/** The error for a disposed input of `op`. */
export function disposedError(op: string, tensor: TensorHandle): TensorError {
  return new TensorError(
    op,
    'disposed',
    `a tensor made by '${tensor.madeBy}' was used after its memory was freed. A scope, or the training loop's turn, in which it was made has ended: return it from there, or keep() it.`,
    { shapes: [tensor.shape] },
  );
}
