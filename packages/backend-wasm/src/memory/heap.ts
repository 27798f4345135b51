// The heap: hands out blocks of one WebAssembly.Memory and takes them back.
//
// Blocks that come back wait for the next request of their size: a training step finds the blocks of the step before.
// Small sizes are rounded up to classes, large ones are cut to measure. What has no block waiting is cut from the free
// ones, which are open to any size and merge with their neighbours. When none of them is large enough, the waiting
// blocks are opened too, and only then the memory grows.

import { type MemoryStats, TensorError } from '@cambium/tensor/backend';
import { pageBytes, type WasmMemory } from '../module/webassembly.ts';
import { Block } from './block.ts';
import { WasmBuffer } from './buffer.ts';
import { FreeList } from './free-list.ts';
import { classAbove, classBelow, classCount, sizeOfClass, unitBytes } from './size-classes.ts';

/** Blocks up to this size, 1 MiB, come in classes. */
const largestOfClass = 2 ** 14;
/** The heap grows by half of itself, within these bounds. */
const leastGrowth = 2 ** 20;
const mostGrowth = 2 ** 26;
/** Unused bytes at the end: vectors are read whole, also the last one. */
const guardBytes = unitBytes;

/** Hands out memory in blocks. */
export class Heap {
  /** All of the memory, as it is now. */
  bytes: Uint8Array;
  /** What is below the heap, as integers: the kernels take blocks of parameters there. */
  parameters: Int32Array;
  private readonly start: number;
  private readonly memory: WasmMemory;
  private readonly limit: number;
  /** Freed blocks by size: small ones by class, large ones by units. */
  private readonly waiting: Block[][] = Array.from({ length: classCount }, () => []);
  private readonly largeWaiting = new Map<number, Block[]>();
  private readonly free = new FreeList();
  private topmost: Block | null = null;
  private end: number;
  private liveBytes = 0;
  private liveBuffers = 0;

  /**
   * @param start where the heap begins; what is below belongs to the kernels
   * @param limit how large the memory may become, in bytes
   */
  constructor(memory: WasmMemory, start: number, limit: number) {
    this.memory = memory;
    this.limit = limit;
    this.start = Math.ceil(start / unitBytes) * unitBytes;
    this.bytes = new Uint8Array(memory.buffer);
    this.parameters = new Int32Array(memory.buffer, 0, this.start / 4);
    this.end = this.start;
    this.claim();
  }

  /** A buffer of `byteLength` bytes. */
  alloc(byteLength: number): WasmBuffer {
    const block = this.take(byteLength);
    this.liveBytes += byteLength;
    this.liveBuffers++;
    return new WasmBuffer(byteLength, block, this);
  }

  /** Takes the memory of a buffer back. */
  release(buffer: WasmBuffer): void {
    if (buffer.heap !== this) {
      throw new TensorError('free', 'backend', 'a buffer of another wasm backend.');
    }
    this.give(buffer.release());
    this.liveBytes -= buffer.byteLength;
    this.liveBuffers--;
  }

  stats(): MemoryStats {
    const { liveBytes, liveBuffers, bytes } = this;
    return { liveBytes, liveBuffers, reservedBytes: bytes.byteLength };
  }

  /** A block of at least `byteLength` bytes, not counted as live: memory for the time of one kernel call. */
  take(byteLength: number): Block {
    if (!Number.isSafeInteger(byteLength) || byteLength < 0) {
      throw new TensorError('alloc', 'memory', `takes a number of bytes, got ${byteLength}.`);
    }
    if (byteLength > this.limit) throw this.exhausted(byteLength);
    const units = sizeOf(byteLength);
    const block = this.waitingFor(units)?.pop();
    if (block === undefined) return this.cut(units, byteLength);
    block.state = 'used';
    return block;
  }

  /** Takes a block back. */
  give(block: Block): void {
    const { units } = block;
    block.state = 'waiting';
    const blocks = this.waitingFor(units);
    if (blocks === undefined) this.largeWaiting.set(units, [block]);
    else blocks.push(block);
  }

  private waitingFor(units: number): Block[] | undefined {
    return units > largestOfClass ? this.largeWaiting.get(units) : this.waiting[classBelow(units)];
  }

  /** Cuts a block out of a free one. */
  private cut(units: number, byteLength: number): Block {
    let block = this.free.take(units);
    if (block === null && this.openWaiting()) block = this.free.take(units);
    if (block === null) {
      this.grow(units, byteLength);
      block = this.free.take(units)!;
    }
    block.state = 'used';
    const rest = block.units - units;
    if (rest > 0) {
      block.resize(units);
      const remainder = new Block(block.pointer + units * unitBytes, rest);
      this.link(remainder, block.upper);
      this.link(block, remainder);
      this.open(remainder);
    }
    return block;
  }

  /** Makes two blocks neighbours. */
  private link(lower: Block, upper: Block | null): void {
    lower.upper = upper;
    if (upper === null) this.topmost = lower;
    else upper.lower = lower;
  }

  /** Opens a block to requests of any size, merged with its free neighbours. */
  private open(block: Block): void {
    let whole = block;
    const { lower, upper } = block;
    if (lower?.state === 'free') {
      this.free.remove(lower);
      lower.resize(lower.units + block.units);
      this.link(lower, upper);
      whole = lower;
    }
    if (upper?.state === 'free') {
      this.free.remove(upper);
      whole.resize(whole.units + upper.units);
      this.link(whole, upper.upper);
    }
    whole.state = 'free';
    this.free.add(whole);
  }

  /** Opens all waiting blocks; false if there were none. */
  private openWaiting(): boolean {
    let count = 0;
    for (const blocks of [...this.waiting, ...this.largeWaiting.values()]) {
      for (const block of blocks) this.open(block);
      count += blocks.length;
      blocks.length = 0;
    }
    this.largeWaiting.clear();
    return count > 0;
  }

  /** Grows until a block of `units` fits at the end. */
  private grow(units: number, byteLength: number): void {
    const atEnd = this.topmost?.state === 'free' ? this.topmost.units * unitBytes : 0;
    const now = this.bytes.byteLength;
    const missing = units * unitBytes - atEnd + guardBytes - (now - this.end);
    const wish = Math.max(missing, Math.min(mostGrowth, Math.max(leastGrowth, now / 2)));
    if (missing > this.limit - now) throw this.exhausted(byteLength);
    if (!this.growBy(Math.min(wish, this.limit - now)) && !this.growBy(missing))
      throw this.exhausted(byteLength);
  }

  private growBy(byteLength: number): boolean {
    const pages = Math.ceil(byteLength / pageBytes);
    if (pages <= 0 || this.bytes.byteLength + pages * pageBytes > this.limit) return false;
    try {
      this.memory.grow(pages);
    } catch {
      return false;
    }
    this.bytes = new Uint8Array(this.memory.buffer);
    this.parameters = new Int32Array(this.memory.buffer, 0, this.start / 4);
    this.claim();
    return true;
  }

  /** Makes what lies behind the last block a free block. */
  private claim(): void {
    const units = Math.floor((this.bytes.byteLength - guardBytes - this.end) / unitBytes);
    if (units <= 0) return;
    const block = new Block(this.end, units);
    this.end += units * unitBytes;
    block.lower = this.topmost;
    if (this.topmost !== null) this.topmost.upper = block;
    this.topmost = block;
    this.open(block);
  }

  private exhausted(byteLength: number): TensorError {
    const { liveBytes, liveBuffers, limit } = this;
    return new TensorError(
      'alloc',
      'memory',
      `no room for ${byteLength} bytes: ${liveBytes} bytes are live in ${liveBuffers} buffers, and the limit is ${limit}. ` +
        'Use a smaller batch, or free tensors: memory() lists which ops made them.',
    );
  }
}

/** Units of a block for so many bytes. */
function sizeOf(byteLength: number): number {
  const units = Math.max(1, Math.ceil(byteLength / unitBytes));
  return units > largestOfClass ? units : sizeOfClass(classAbove(units));
}
