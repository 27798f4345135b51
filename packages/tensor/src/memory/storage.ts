// Device memory shared by a tensor and its views. Freed when the last handle goes.

import type { Backend, BufferHandle } from '../backend/types.ts';
import { TensorError } from '../errors.ts';
import { bookAllocation, bookRelease, describeHolders } from './ledger.ts';

/** A reference-counted buffer. A new one has one reference. */
export class Storage {
  readonly backend: Backend;
  readonly buffer: BufferHandle;
  readonly byteLength: number;
  /** The op that made it, for reports and messages. */
  readonly madeBy: string;
  /** Grows with each overwrite in place, so that the tape can tell that a saved value has changed. */
  version = 0;
  #references = 1;

  constructor(backend: Backend, byteLength: number, madeBy: string) {
    this.backend = backend;
    this.buffer = allocate(backend, byteLength, madeBy);
    this.byteLength = byteLength;
    this.madeBy = madeBy;
    bookAllocation(madeBy, byteLength);
  }

  /** Whether more than one handle looks at it. */
  get isShared(): boolean {
    return this.#references > 1;
  }

  retain(): this {
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references > 0) return;
    this.backend.free(this.buffer);
    bookRelease(this.madeBy, this.byteLength);
  }
}

/** Memory for what `op` makes; where there is none, the error tells who holds it. */
function allocate(backend: Backend, byteLength: number, op: string): BufferHandle {
  try {
    return backend.alloc(byteLength);
  } catch (cause) {
    if (!(cause instanceof TensorError) || cause.code !== 'memory') throw cause;
    const reason = cause.message.slice(`[${cause.op}] `.length);
    throw new TensorError(op, 'memory', `${reason} ${describeHolders()}`, { cause });
  }
}
