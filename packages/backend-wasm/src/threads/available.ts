// What the environment offers: cores, and memory that threads can share.

/** More threads than this seldom help: the memory is the same for all of them. */
const most = 8;

declare const process: { getBuiltinModule?(name: 'node:os'): { availableParallelism(): number } } | undefined;
declare const navigator: { readonly hardwareConcurrency?: number } | undefined;
declare const crossOriginIsolated: boolean | undefined;

/** One for each core. */
export function availableThreads(): number {
  const os = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:os');
  const cores =
    os?.availableParallelism() ??
    (typeof navigator === 'undefined' ? 1 : (navigator.hardwareConcurrency ?? 1));
  return Math.max(1, Math.min(most, cores));
}

/** Whether a memory can be handed to a worker. Browsers say so; elsewhere it can be if there is shared memory at all. */
export function canShareMemory(): boolean {
  if (typeof crossOriginIsolated !== 'undefined') return crossOriginIsolated;
  return typeof SharedArrayBuffer !== 'undefined';
}
