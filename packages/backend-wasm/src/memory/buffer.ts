// A live piece of the heap, as tensors hold it. Kernels in WebAssembly take its address, kernels in JavaScript a view.

import type { HostBuffer } from '@cambium/backend-cpu/kernels';
import {
  type BufferHandle,
  type DType,
  type DTypeArrayOf,
  type Operand,
  TensorError,
} from '@cambium/tensor/backend';
import type { Block } from './block.ts';
import type { Heap } from './heap.ts';

/** Memory of one storage. Its contents are undefined at first. */
export class WasmBuffer implements HostBuffer {
  readonly byteLength: number;
  readonly heap: Heap;
  private block: Block | null;

  constructor(byteLength: number, block: Block, heap: Heap) {
    this.byteLength = byteLength;
    this.block = block;
    this.heap = heap;
  }

  /** Address of the first byte. */
  get pointer(): number {
    if (this.block === null) throw this.goneError();
    return this.block.pointer;
  }

  /** The memory as elements of a dtype; may be longer than the buffer. Valid until the heap grows. */
  view<D extends DType>(dtype: D): DTypeArrayOf[D] {
    if (this.block === null) throw this.goneError();
    return this.block.view(dtype, this.heap.bytes.buffer) as DTypeArrayOf[D];
  }

  /** Gives up the block. */
  release(): Block {
    const { block } = this;
    if (block === null) {
      throw new TensorError('free', 'memory', `a buffer of ${this.byteLength} bytes was freed twice.`);
    }
    this.block = null;
    return block;
  }

  private goneError(): TensorError {
    return new TensorError(
      'buffer',
      'memory',
      `a buffer of ${this.byteLength} bytes was used after it was freed.`,
    );
  }
}

/** The buffer behind a handle; throws `backend` if another backend made it. */
export function bufferOf(handle: BufferHandle): WasmBuffer {
  if (handle instanceof WasmBuffer) return handle;
  throw new TensorError(
    'wasm',
    'backend',
    'a buffer of another backend. Move the tensor with await t.to(backend).',
  );
}

/** Address of the first element of an operand whose elements have `size` bytes. */
export function addressOf(operand: Operand, size: number): number {
  return bufferOf(operand.buffer).pointer + operand.layout.offset * size;
}
