// A backend that computes with the kernels of another one, and measures them: the whole interface on a page.

import type { Backend, BufferHandle, Kernel, KernelTable, Operand } from '@cambium/tensor/backend';

/** How often a kernel ran, and for how long. */
export interface Profile {
  calls: number;
  milliseconds: number;
}

/** A buffer of ours. The core of Cambium passes it around, and never looks inside. */
class Buffer {
  readonly inner: BufferHandle;

  constructor(inner: BufferHandle) {
    this.inner = inner;
  }
}

const innerOf = (buffer: BufferHandle): BufferHandle => (buffer as Buffer).inner;

/** A kernel's argument: where its elements lie, in which order, and of which type. */
const translated = (operand: Operand): Operand => ({ ...operand, buffer: innerOf(operand.buffer) });

/** The backend, and what it has measured so far, by op. */
export function profiling(inner: Backend): { backend: Backend; profiles: Map<string, Profile> } {
  const profiles = new Map<string, Profile>();

  const measured = (kernel: Kernel<never>): Kernel<never> => {
    return (op, inputs, outputs, attrs) => {
      const start = performance.now();
      kernel(op, inputs.map(translated), outputs.map(translated), attrs);
      const profile = profiles.get(op) ?? { calls: 0, milliseconds: 0 };
      profile.calls++;
      profile.milliseconds += performance.now() - start;
      profiles.set(op, profile);
    };
  };
  // One kernel for each family of ops; the op itself is an argument. A missing family would not compile.
  const entries = Object.entries(inner.kernels as unknown as Record<string, Kernel<never>>);
  const kernels = Object.fromEntries(entries.map(([family, kernel]) => [family, measured(kernel)]));

  const backend: Backend = {
    name: `profiling ${inner.name}`,
    kernels: kernels as unknown as KernelTable,
    // Without fused kernels: softmax, linear, batch normalization and others are made of the ops above.
    supports: (dtype) => inner.supports(dtype),
    alloc: (byteLength) => new Buffer(inner.alloc(byteLength)),
    free: (buffer) => inner.free(innerOf(buffer)),
    write: (buffer, bytes, byteOffset) => inner.write(innerOf(buffer), bytes, byteOffset),
    // Reading waits for a device that works by itself; where it need not, it can be had at once, too.
    read: (buffer, from, length) => inner.read(innerOf(buffer), from, length),
    readSync: (buffer, from, length) => inner.readSync!(innerOf(buffer), from, length),
    memory: () => inner.memory(),
    dispose: () => inner.dispose(),
  };
  return { backend, profiles };
}
