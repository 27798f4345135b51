// What a device must offer: memory, and one kernel a loop shape. Nothing here knows tensors, gradients or scopes.

import type { DType } from '../dtype.ts';
import type { Layout } from '../layout.ts';
import type { Family } from '../op-table/record.ts';
import type { AttrsOf, FusedOp, OpsOf } from '../op-table/table.ts';

/** A piece of device memory. Only the backend that made it knows what it is. */
export type BufferHandle = object;

/** One argument of a kernel: elements of `dtype`, arranged in `buffer` as `layout` says. */
export interface Operand {
  /** Where the elements lie. */
  readonly buffer: BufferHandle;
  /** Type of the elements. */
  readonly dtype: DType;
  /** Which place belongs to which index. */
  readonly layout: Layout;
}

/**
 * Computes one op of a family. Outputs are allocated by the caller and contiguous, except for `copy`, which also
 * writes into strided destinations. Inputs may have any strides, zero and negative ones included.
 */
export type Kernel<F extends Family> = (
  op: OpsOf<F>,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  attrs: AttrsOf<OpsOf<F>>,
) => void;

/** One kernel for each family; a missing one does not compile. */
export type KernelTable = { readonly [F in Family]: Kernel<F> };

/** Computes a fused op in one pass, with the same contract as {@link Kernel}. */
export type FusedKernel<N extends FusedOp> = (
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  attrs: AttrsOf<N>,
) => void;

/** Fused kernels by op; whatever is absent is decomposed. */
export type FusedKernels = { readonly [N in FusedOp]: FusedKernel<N> };

/** Use of device memory. */
export interface MemoryStats {
  /** Bytes in live buffers. */
  readonly liveBytes: number;
  /** Number of live buffers. */
  readonly liveBuffers: number;
  /** Bytes held from the system, free blocks included. */
  readonly reservedBytes: number;
}

/**
 * A device. Pass one to `setBackend`; two may be alive at once.
 *
 * Dispatch is synchronous and ordered: a kernel sees the results of all kernels called before it. Reading may wait.
 */
export interface Backend {
  /** For messages and reports, for example `cpu`. */
  readonly name: string;
  /** Threads that compute, where there may be more than one. */
  readonly threads?: number;
  /** Whether kernels take this dtype. */
  supports(dtype: DType): boolean;
  /** Memory for `byteLength` bytes, contents undefined. */
  alloc(byteLength: number): BufferHandle;
  /** Gives a buffer back; it is not used again. */
  free(buffer: BufferHandle): void;
  /** Copies host bytes into a buffer. */
  write(buffer: BufferHandle, bytes: Uint8Array, byteOffset?: number): void;
  /** Copies bytes out of a buffer once all earlier kernels are done. */
  read(buffer: BufferHandle, byteOffset: number, byteLength: number): Promise<Uint8Array>;
  /** The same without waiting; absent where the device cannot. */
  readSync?(buffer: BufferHandle, byteOffset: number, byteLength: number): Uint8Array;
  /** A kernel for each family. */
  readonly kernels: KernelTable;
  /** Kernels that compute several ops in one pass; what is absent is decomposed. */
  readonly fused?: Partial<FusedKernels>;
  /** What is allocated at present. */
  memory(): MemoryStats;
  /** Releases the device. Tensors on it are lost. */
  dispose(): void;
}
