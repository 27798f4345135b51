// A stretch of the heap, free or in use, with what it needs to find its neighbours and to be seen by JavaScript.

import type { DType, DTypeArray } from '@cambium/tensor/backend';

/** Where a block is: held by a buffer, waiting for one of its own size, or open to all sizes. */
export type BlockState = 'used' | 'waiting' | 'free';

/** Typed arrays over one block, made when they are first asked for. Valid for one `ArrayBuffer` of the memory. */
class Views {
  readonly memory: ArrayBufferLike;
  float32: Float32Array | null = null;
  float64: Float64Array | null = null;
  int32: Int32Array | null = null;
  uint8: Uint8Array | null = null;

  constructor(memory: ArrayBufferLike) {
    this.memory = memory;
  }
}

/** A stretch of the heap. */
export class Block {
  readonly pointer: number;
  /** In units. */
  units: number;
  state: BlockState = 'used';
  /** The block that ends where this one begins, and the one that begins where it ends. */
  lower: Block | null = null;
  upper: Block | null = null;
  /** Neighbours in a list of free blocks. */
  previous: Block | null = null;
  next: Block | null = null;
  private views: Views | null = null;

  constructor(pointer: number, units: number) {
    this.pointer = pointer;
    this.units = units;
  }

  /** All of the block as elements of a dtype, in the memory as it is now. */
  view(dtype: DType, memory: ArrayBufferLike): DTypeArray {
    let { views } = this;
    if (views === null || views.memory !== memory) {
      views = new Views(memory);
      this.views = views;
    }
    const { pointer, units } = this;
    switch (dtype) {
      case 'float32':
        views.float32 ??= new Float32Array(memory, pointer, units * 16);
        return views.float32;
      case 'float64':
        views.float64 ??= new Float64Array(memory, pointer, units * 8);
        return views.float64;
      case 'int32':
        views.int32 ??= new Int32Array(memory, pointer, units * 16);
        return views.int32;
      default:
        views.uint8 ??= new Uint8Array(memory, pointer, units * 64);
        return views.uint8;
    }
  }

  /** Changes the size; views of the old size are gone. */
  resize(units: number): void {
    this.units = units;
    this.views = null;
  }
}
