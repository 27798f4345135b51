// Memory that kernels see: bytes that show themselves as typed arrays, each view made when it is first asked for.

import {
  type BufferHandle,
  type DType,
  type DTypeArray,
  type DTypeArrayOf,
  type Operand,
  TensorError,
} from '@cambium/tensor/backend';

/** Memory on the host, whoever manages it: all that the kernels ask of a buffer. */
export interface HostBuffer {
  /** The memory as elements of a dtype, from the buffer's first on; may be longer than the buffer. */
  view<D extends DType>(dtype: D): DTypeArrayOf[D];
}

/** A stretch of memory. Blocks outlive the buffers that hold them: the pool hands them out again. */
export class Block {
  /** Size in bytes, a multiple of 8. */
  readonly capacity: number;
  private first: DTypeArray | null = null;
  private float32: Float32Array | null = null;
  private float64: Float64Array | null = null;
  private int32: Int32Array | null = null;
  private uint8: Uint8Array | null = null;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** All of the block as elements of a dtype. */
  view(dtype: DType): DTypeArray {
    switch (dtype) {
      case 'float32':
        this.float32 ??= this.make(Float32Array);
        return this.float32;
      case 'float64':
        this.float64 ??= this.make(Float64Array);
        return this.float64;
      case 'int32':
        this.int32 ??= this.make(Int32Array);
        return this.int32;
      default:
        this.uint8 ??= this.make(Uint8Array);
        return this.uint8;
    }
  }

  /** The first view makes the memory: V8 keeps small typed arrays on its heap, ten times cheaper than an ArrayBuffer. */
  private make<A extends DTypeArray>(type: {
    readonly BYTES_PER_ELEMENT: number;
    new (length: number): A;
    new (buffer: ArrayBufferLike): A;
  }): A {
    if (this.first !== null) return new type(this.first.buffer);
    try {
      const made = new type(this.capacity / type.BYTES_PER_ELEMENT);
      this.first = made;
      return made;
    } catch (cause) {
      throw new TensorError(
        'alloc',
        'memory',
        `the system has no ${this.capacity} bytes. Free tensors, or use a smaller batch.`,
        { cause },
      );
    }
  }
}

/** A live piece of memory of the CPU backend. Its contents are undefined at first. */
export class CpuBuffer implements HostBuffer {
  readonly byteLength: number;
  private block: Block | null;

  constructor(byteLength: number, block: Block) {
    this.byteLength = byteLength;
    this.block = block;
  }

  /** The memory as elements of a dtype; may be longer than the buffer. */
  view<D extends DType>(dtype: D): DTypeArrayOf[D] {
    if (this.block === null) {
      throw new TensorError(
        'buffer',
        'memory',
        `a buffer of ${this.byteLength} bytes was used after it was freed.`,
      );
    }
    return this.block.view(dtype) as DTypeArrayOf[D];
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
}

/** The buffer behind a handle, for kernels; throws `backend` if it is not in host memory. */
export function bufferOf(handle: BufferHandle): HostBuffer {
  if (handle instanceof CpuBuffer || isHostBuffer(handle)) return handle;
  throw foreignBuffer();
}

function isHostBuffer(handle: BufferHandle): handle is HostBuffer {
  return 'view' in handle && typeof handle.view === 'function';
}

/** The buffer behind a handle; throws `backend` if another backend made it. */
export function ownBufferOf(handle: BufferHandle): CpuBuffer {
  if (handle instanceof CpuBuffer) return handle;
  throw foreignBuffer();
}

function foreignBuffer(): TensorError {
  return new TensorError(
    'cpu',
    'backend',
    'a buffer of another backend. Move the tensor with await t.to(backend).',
  );
}

/** The elements of an operand, in an array of its dtype. */
export function dataOf(operand: Operand): DTypeArray {
  return bufferOf(operand.buffer).view(operand.dtype);
}

/**
 * The elements of an operand as plain bits, for ops that only move them: JavaScript moves integers several times
 * faster than floats, and keeps the bits of a NaN.
 */
export function bitsOf(operand: Operand): DTypeArray {
  const { dtype } = operand;
  return bufferOf(operand.buffer).view(dtype === 'float32' ? 'int32' : dtype);
}
