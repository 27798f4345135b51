// Samples through worker threads and back, in their order.

import { TensorError } from '@cambium/tensor';
import { WorkerFailure } from '../workers/worker-failure.ts';
import type { WorkerTransform } from '../workers/worker-transform.ts';
import type { Pass } from './pass.ts';

/** Transforms `chunk` samples at a time; while one chunk is taken, the next ones are under way. */
export async function* inParallel<T extends object, U extends object>(
  samples: AsyncIterable<T>,
  workers: WorkerTransform<T, U>,
  chunk: number,
  pass: Pass,
): AsyncGenerator<U, void, void> {
  const iterator = samples[Symbol.asyncIterator]();
  const seed = pass.random().integer(2 ** 32);
  const queue: Promise<readonly U[]>[] = [];
  let index = 0;
  let hasEnded = false;
  const begin = async (): Promise<void> => {
    const items: T[] = [];
    const first = index;
    while (items.length < chunk && !hasEnded) {
      const result = await iterator.next();
      if (result.done === true) hasEnded = true;
      else items.push(result.value);
    }
    index += items.length;
    if (items.length === 0) return;
    const indices = Int32Array.from(items, (_, i) => first + i);
    const work = workers.samples({ samples: { items }, indices, epoch: pass.epoch, seed }).catch(blame);
    work.catch(() => {});
    queue.push(work);
  };
  try {
    for (;;) {
      // One chunk for each thread to work at and one for each to go on with.
      while (queue.length < 2 * workers.threads && !hasEnded) await begin();
      const work = queue.shift();
      if (work === undefined) return;
      yield* await work;
    }
  } finally {
    await iterator.return?.();
  }
}

function blame(error: unknown): never {
  const what = error instanceof WorkerFailure ? error.what : 'sending samples to a worker';
  const code = error instanceof WorkerFailure || error instanceof TensorError ? error.code : 'io';
  const reason = error instanceof Error ? error.message : String(error);
  throw new TensorError('Stream.parallelMap', code, `${what} failed: ${reason}`, { cause: error });
}
