import { createWasmBackend } from '@cambium/backend-wasm';
import { Layout, TensorError } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import type { WasmBuffer } from '../src/memory/buffer.ts';
import { Heap } from '../src/memory/heap.ts';
import { classAbove, classBelow, sizeOfClass } from '../src/memory/size-classes.ts';
import { codeOf, stream } from './support.ts';

const page = 65536;
const mebibyte = 2 ** 20;

function makeHeap(limit: number, initial = 17): Heap {
  return new Heap(new WebAssembly.Memory({ initial, maximum: limit / page }), page, limit);
}

/** Bytes that a buffer may be written to: all of its block. */
function extent(buffer: WasmBuffer): readonly [number, number] {
  return [buffer.pointer, buffer.pointer + buffer.view('uint8').byteLength];
}

/** A size of any magnitude up to about 4 MiB; small ones are as frequent as large ones. */
function someSize(random: () => number): number {
  return Math.floor(2 ** (random() * 22));
}

describe('size classes', () => {
  it('count up without gaps, four to a doubling', () => {
    for (let index = 1; index < 103; index++) {
      const size = sizeOfClass(index);
      expect(classBelow(size)).toBe(index);
      expect(classAbove(size)).toBe(index);
      if (index >= 4) expect(sizeOfClass(index + 4)).toBe(2 * size);
      expect(sizeOfClass(index + 1)).toBeGreaterThan(size);
    }
  });

  it('bracket every size, and waste a quarter at most', () => {
    for (let units = 1; units < 5000; units++) {
      expect(sizeOfClass(classBelow(units))).toBeLessThanOrEqual(units);
      const above = sizeOfClass(classAbove(units));
      expect(above).toBeGreaterThanOrEqual(units);
      expect(above).toBeLessThanOrEqual(units * 1.25);
    }
  });
});

describe('the heap', () => {
  it.each([1, 2, 3, 4])('keeps buffers apart, aligned and intact over random use (seed %i)', (seed) => {
    const random = stream(seed);
    const heap = makeHeap(512 * mebibyte);
    const live: { buffer: WasmBuffer; mark: number }[] = [];
    let bytes = 0;
    for (let step = 0; step < 6000; step++) {
      // Fills up and empties in turns, so that there is much to merge and to cut.
      const grows = Math.sin(step / 300) > random() * 2 - 1;
      if (grows && bytes < 150 * mebibyte) {
        const size = someSize(random);
        const buffer = heap.alloc(size);
        const [start, end] = extent(buffer);
        expect(start % 64).toBe(0);
        expect(end - start).toBeGreaterThanOrEqual(size);
        expect(start).toBeGreaterThanOrEqual(page);
        expect(end + 64).toBeLessThanOrEqual(heap.bytes.byteLength);
        const mark = step % 251;
        heap.bytes[start] = mark;
        heap.bytes[end - 1] = mark;
        live.push({ buffer, mark });
        bytes += size;
      } else if (live.length > 0) {
        const [gone] = live.splice(Math.floor(random() * live.length), 1);
        const { buffer, mark } = gone!;
        const [start, end] = extent(buffer);
        expect(heap.bytes[start]).toBe(mark);
        expect(heap.bytes[end - 1]).toBe(mark);
        bytes -= buffer.byteLength;
        heap.release(buffer);
      }
      expect(heap.stats()).toMatchObject({ liveBytes: bytes, liveBuffers: live.length });
      if (step % 500 === 0) expectApart(live.map(({ buffer }) => extent(buffer)));
    }
    for (const { buffer } of live) heap.release(buffer);
    expect(heap.stats()).toMatchObject({ liveBytes: 0, liveBuffers: 0 });
    // Everything has come back and merged: one buffer can have it all, without growth.
    const { reservedBytes } = heap.stats();
    heap.alloc(reservedBytes - page - 64);
    expect(heap.stats().reservedBytes).toBe(reservedBytes);
  });

  it('finds the memory of the step before', () => {
    const heap = makeHeap(512 * mebibyte);
    const random = stream(9);
    const sizes = Array.from({ length: 200 }, () => someSize(random));
    const step = () => {
      const buffers = sizes.map((size) => heap.alloc(size));
      for (const buffer of buffers) heap.release(buffer);
    };
    step();
    const { reservedBytes } = heap.stats();
    for (let i = 0; i < 100; i++) step();
    expect(heap.stats().reservedBytes).toBe(reservedBytes);
  });

  it('makes one large block of many small ones', () => {
    const heap = makeHeap(64 * mebibyte);
    const buffers = Array.from({ length: 30_000 }, () => heap.alloc(1024));
    const { reservedBytes } = heap.stats();
    // Every other one first, so that no two neighbours are free until the end.
    for (let i = 0; i < buffers.length; i += 2) heap.release(buffers[i]!);
    for (let i = 1; i < buffers.length; i += 2) heap.release(buffers[i]!);
    expect(heap.alloc(29 * mebibyte).byteLength).toBe(29 * mebibyte);
    expect(heap.stats().reservedBytes).toBe(reservedBytes);
  });

  it('refuses what does not fit, by name, and stays as it was', () => {
    const heap = makeHeap(4 * mebibyte);
    const held = heap.alloc(1_000_000);
    heap.bytes.fill(7, held.pointer, held.pointer + 1_000_000);
    const before = heap.stats();
    for (const size of [4 * mebibyte, 3_500_000, 2 ** 40]) {
      let message = '';
      try {
        heap.alloc(size);
      } catch (error) {
        expect(error).toBeInstanceOf(TensorError);
        message = (error as TensorError).message;
      }
      expect(message).toContain(`no room for ${size} bytes`);
      expect(message).toContain('1000000 bytes are live in 1 buffers');
      expect(message).toContain(`the limit is ${4 * mebibyte}`);
      expect(heap.stats()).toEqual(before);
    }
    expect(codeOf(() => heap.alloc(2 ** 40))).toBe('memory');
    expect(heap.bytes.subarray(held.pointer, held.pointer + 1_000_000).every((byte) => byte === 7)).toBe(
      true,
    );
    heap.release(held);
    expect(heap.alloc(3_500_000).byteLength).toBe(3_500_000);
  });

  it('refuses sizes that are none', () => {
    const heap = makeHeap(4 * mebibyte);
    for (const size of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(codeOf(() => heap.alloc(size))).toBe('memory');
    }
    expect(heap.stats()).toMatchObject({ liveBytes: 0, liveBuffers: 0 });
  });

  it('shows its buffers anew after it has grown', () => {
    const heap = makeHeap(64 * mebibyte, 17);
    const buffer = heap.alloc(16);
    const before = buffer.view('float32');
    before[0] = 1.5;
    heap.alloc(20 * mebibyte);
    expect(before.length).toBe(0);
    expect(buffer.view('float32')[0]).toBe(1.5);
    expect(buffer.view('float32')).toBe(buffer.view('float32'));
  });
});

/** Throws unless the stretches, sorted, do not overlap. */
function expectApart(stretches: (readonly [number, number])[]): void {
  stretches.sort(([a], [b]) => a - b);
  for (let i = 1; i < stretches.length; i++) {
    expect(stretches[i]![0]).toBeGreaterThanOrEqual(stretches[i - 1]![1]);
  }
}

describe('buffers of the backend', () => {
  it('cannot be used after they were freed', async () => {
    const backend = await createWasmBackend();
    const buffer = backend.alloc(16);
    backend.free(buffer);
    expect(codeOf(() => backend.free(buffer))).toBe('memory');
    expect(codeOf(() => backend.readSync!(buffer, 0, 1))).toBe('memory');
    expect(codeOf(() => backend.write(buffer, new Uint8Array(1)))).toBe('memory');
    const operand = { buffer, dtype: 'float32', layout: Layout.contiguous([4]) } as const;
    expect(codeOf(() => backend.kernels.unary('neg', [operand], [operand], {}))).toBe('memory');
    expect(codeOf(() => backend.kernels.unary('asin', [operand], [operand], {}))).toBe('memory');
    expect(backend.memory()).toMatchObject({ liveBytes: 0, liveBuffers: 0 });
  });

  it('are refused by other backends', async () => {
    const [backend, other] = [await createWasmBackend(), await createWasmBackend()];
    expect(codeOf(() => other.free(backend.alloc(4)))).toBe('backend');
    expect(codeOf(() => backend.free({}))).toBe('backend');
    const operand = { buffer: {}, dtype: 'float32', layout: Layout.contiguous([4]) } as const;
    expect(codeOf(() => backend.kernels.unary('neg', [operand], [operand], {}))).toBe('backend');
  });

  it('are read and written inside their bounds only', async () => {
    const backend = await createWasmBackend();
    const buffer = backend.alloc(10);
    expect(codeOf(() => backend.write(buffer, new Uint8Array(4), 7))).toBe('memory');
    expect(codeOf(() => backend.readSync!(buffer, -1, 2))).toBe('memory');
    expect(codeOf(() => backend.readSync!(buffer, 0, 11))).toBe('memory');
  });

  it('are no longer made once the backend is disposed', async () => {
    const backend = await createWasmBackend();
    backend.dispose();
    expect(codeOf(() => backend.alloc(8))).toBe('backend');
  });
});
