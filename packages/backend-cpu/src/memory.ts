// Which blocks are in use, and which wait to be: a training step finds the memory of the step before.

import { type MemoryStats, TensorError } from '@cambium/tensor/backend';
import { Block, type CpuBuffer } from './buffer.ts';

/** Blocks below this size are left to the garbage collector: V8 makes them on its heap, faster than a map finds them. */
const pooledFrom = 65;

/** Hands out blocks of memory and takes them back. Keeps freed ones by size, the least recently used leave first. */
export class Pool {
  private readonly idle = new Map<number, Block[]>();
  private readonly idleLimit: number;
  private idleBytes = 0;
  private liveBytes = 0;
  private liveBuffers = 0;
  private usedBytes = 0;

  /** @param idleLimit how many bytes of freed blocks to keep */
  constructor(idleLimit: number) {
    this.idleLimit = idleLimit;
  }

  /** A block for a buffer of `byteLength` bytes. */
  take(byteLength: number): Block {
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
      throw new TensorError('alloc', 'memory', `takes a number of bytes, got ${byteLength}.`);
    }
    const capacity = capacityFor(byteLength);
    const block = this.reuse(capacity) ?? new Block(capacity);
    this.liveBytes += byteLength;
    this.liveBuffers++;
    this.usedBytes += capacity;
    return block;
  }

  /** Takes the block of a buffer back. */
  give(buffer: CpuBuffer): void {
    const block = buffer.release();
    const { capacity } = block;
    this.liveBytes -= buffer.byteLength;
    this.liveBuffers--;
    this.usedBytes -= capacity;
    if (capacity < pooledFrom || capacity > this.idleLimit) return;
    const blocks = this.idle.get(capacity);
    // Deleting and setting puts the size last in the order of eviction.
    this.idle.delete(capacity);
    this.idle.set(capacity, blocks === undefined ? [block] : blocks);
    blocks?.push(block);
    this.idleBytes += capacity;
    while (this.idleBytes > this.idleLimit) this.evict();
  }

  /** Drops all idle blocks. */
  clear(): void {
    this.idle.clear();
    this.idleBytes = 0;
  }

  stats(): MemoryStats {
    return {
      liveBytes: this.liveBytes,
      liveBuffers: this.liveBuffers,
      reservedBytes: this.usedBytes + this.idleBytes,
    };
  }

  private reuse(capacity: number): Block | undefined {
    if (capacity < pooledFrom) return undefined;
    const block = this.idle.get(capacity)?.pop();
    if (block !== undefined) this.idleBytes -= capacity;
    return block;
  }

  private evict(): void {
    const [capacity, blocks] = this.idle.entries().next().value!;
    if (blocks.pop() !== undefined) this.idleBytes -= capacity;
    if (blocks.length === 0) this.idle.delete(capacity);
  }
}

/** Rounds up, by at most an eighth of more than 512 bytes, so that nearly equal sizes share their blocks. */
function capacityFor(byteLength: number): number {
  if (byteLength < pooledFrom) return Math.ceil(byteLength / 8) * 8;
  const step = Math.max(64, 2 ** (Math.floor(Math.log2(byteLength)) - 3));
  return Math.ceil(byteLength / step) * step;
}
