// The leak check: whatever a test does, tensors, bytes and buffers are as many afterwards as before.

import { type Backend, memory, openRegion } from '@cambium/tensor';

interface Count {
  readonly tensors: number;
  readonly bytes: number;
  readonly storages: number;
  readonly liveBytes: number;
  readonly liveBuffers: number;
}

function count(backend: Backend): Count {
  const { tensors, bytes, storages } = memory();
  const { liveBytes, liveBuffers } = backend.memory();
  return { tensors, bytes, storages, liveBytes, liveBuffers };
}

/** Runs `work`, frees the tensors that it made, and throws if anything is left over (or was freed too often). */
export async function withoutLeaks<T>(backend: Backend, work: () => T | Promise<T>): Promise<T> {
  const before = count(backend);
  const region = openRegion();
  let result: T;
  try {
    result = await work();
  } finally {
    region.close();
  }
  const after = count(backend);
  const changes = (Object.keys(before) as (keyof Count)[])
    .filter((key) => before[key] !== after[key])
    .map((key) => `${key} ${before[key]} → ${after[key]}`);
  if (changes.length > 0) throw new Error(`memory is not as it was before: ${changes.join(', ')}`);
  return result;
}
