import { createCpuBackend } from '@cambium/backend-cpu';
import { Layout, TensorError } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';

/** The error code of what `run` throws. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof TensorError) return error.code;
  }
  return undefined;
}

describe('memory of the CPU backend', () => {
  it('is counted exactly, buffer by buffer', () => {
    const backend = createCpuBackend();
    const buffers = [0, 5, 16, 1000, 100_000].map((size) => backend.alloc(size));
    expect(backend.memory()).toMatchObject({ liveBytes: 101_021, liveBuffers: 5 });
    for (const buffer of buffers.slice(0, 4)) backend.free(buffer);
    expect(backend.memory()).toMatchObject({ liveBytes: 100_000, liveBuffers: 1 });
    backend.free(buffers[4]!);
    expect(backend.memory()).toMatchObject({ liveBytes: 0, liveBuffers: 0 });
  });

  it('never reserves less than what is live', () => {
    const backend = createCpuBackend();
    for (const size of [0, 1, 7, 64, 65, 500, 511, 513, 4097, 1_000_003]) {
      backend.alloc(size);
      const { liveBytes, reservedBytes } = backend.memory();
      expect(reservedBytes).toBeGreaterThanOrEqual(liveBytes);
    }
  });

  it('is reused by the next buffer of the same size', () => {
    const backend = createCpuBackend();
    const first = backend.alloc(100_000);
    backend.write(first, Uint8Array.of(1, 2, 3));
    backend.free(first);
    const { reservedBytes } = backend.memory();
    const second = backend.alloc(100_000);
    expect(backend.memory().reservedBytes).toBe(reservedBytes);
    // Contents are undefined by contract; that they are still there shows that the block is the old one.
    expect([...backend.readSync!(second, 0, 3)]).toEqual([1, 2, 3]);
  });

  it('does not grow over steps of equal work', () => {
    const backend = createCpuBackend();
    const step = () => {
      const buffers = [4000, 64_000, 4000, 250, 1_000_000].map((size) => backend.alloc(size));
      for (const buffer of buffers) backend.free(buffer);
    };
    step();
    const { reservedBytes } = backend.memory();
    for (let i = 0; i < 50; i++) step();
    expect(backend.memory().reservedBytes).toBe(reservedBytes);
  });

  it('keeps no more freed memory than its limit, and nothing larger', () => {
    const backend = createCpuBackend({ idleBytes: 10_000 });
    const [small, large] = [4096, 20_480].map((size) => backend.alloc(size));
    backend.free(small!);
    expect(backend.memory().reservedBytes).toBe(4096 + 20_480);
    backend.free(large!);
    expect(backend.memory().reservedBytes).toBe(4096);
  });

  it('drops first what was used longest ago', () => {
    const backend = createCpuBackend({ idleBytes: 10_000 });
    const [a, b, c] = [4096, 5120, 5632].map((size) => backend.alloc(size));
    backend.free(a!);
    backend.free(b!);
    backend.free(backend.alloc(4096));
    backend.free(c!);
    expect(backend.memory().reservedBytes).toBe(4096 + 5632);
  });

  it('refuses a buffer that was freed', () => {
    const backend = createCpuBackend();
    const buffer = backend.alloc(16);
    backend.free(buffer);
    expect(codeOf(() => backend.free(buffer))).toBe('memory');
    expect(codeOf(() => backend.readSync!(buffer, 0, 1))).toBe('memory');
    expect(codeOf(() => backend.write(buffer, new Uint8Array(1)))).toBe('memory');
    const operand = { buffer, dtype: 'float32', layout: Layout.contiguous([4]) } as const;
    expect(codeOf(() => backend.kernels.unary('neg', [operand], [operand], {}))).toBe('memory');
    expect(backend.memory()).toMatchObject({ liveBytes: 0, liveBuffers: 0 });
  });

  it('refuses a buffer of another backend', () => {
    expect(codeOf(() => createCpuBackend().free({}))).toBe('backend');
  });

  it('refuses sizes that are none, and bytes outside a buffer', () => {
    const backend = createCpuBackend();
    expect(codeOf(() => backend.alloc(-8))).toBe('memory');
    expect(codeOf(() => backend.alloc(Number.NaN))).toBe('memory');
    const buffer = backend.alloc(10);
    expect(codeOf(() => backend.write(buffer, new Uint8Array(4), 7))).toBe('memory');
    expect(codeOf(() => backend.readSync!(buffer, -1, 2))).toBe('memory');
    expect(codeOf(() => backend.readSync!(buffer, 0, 11))).toBe('memory');
  });

  it('names the size when the system has no more', () => {
    const backend = createCpuBackend();
    const buffer = backend.alloc(2 ** 50);
    expect(codeOf(() => backend.write(buffer, new Uint8Array(1)))).toBe('memory');
  });

  it('copies bytes in and out, at any place', async () => {
    const backend = createCpuBackend();
    const buffer = backend.alloc(12);
    backend.write(
      buffer,
      Uint8Array.from({ length: 12 }, (_, i) => i),
    );
    backend.write(buffer, Uint8Array.of(99, 98), 5);
    const copy = await backend.read(buffer, 4, 4);
    expect([...copy]).toEqual([4, 99, 98, 7]);
    copy.fill(0);
    expect([...backend.readSync!(buffer, 4, 4)]).toEqual([4, 99, 98, 7]);
  });

  it('shows the same bytes under every dtype', () => {
    const backend = createCpuBackend();
    const buffer = backend.alloc(4);
    const one = { buffer, layout: Layout.contiguous([1]) };
    const fill = { shape: [1], dtype: 'float32', value: 1.5 } as const;
    backend.kernels.fill('fill', [], [{ ...one, dtype: 'float32' }], fill);
    const bytes = backend.readSync!(buffer, 0, 4);
    expect(new DataView(bytes.buffer).getFloat32(0, true)).toBe(1.5);
  });

  it('is gone with its backend', () => {
    const backend = createCpuBackend();
    backend.free(backend.alloc(4096));
    backend.dispose();
    expect(backend.memory().reservedBytes).toBe(0);
    expect(codeOf(() => backend.alloc(8))).toBe('backend');
  });

  it('keeps two backends apart', () => {
    const [a, b] = [createCpuBackend(), createCpuBackend()];
    a.alloc(100);
    expect(b.memory()).toEqual({ liveBytes: 0, liveBuffers: 0, reservedBytes: 0 });
  });
});
