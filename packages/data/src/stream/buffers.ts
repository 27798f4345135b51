// Stages that keep samples: to have them again, or to have them in time.

import type { Pass } from './pass.ts';
import type { Stream } from './stream.ts';

/** Keeps the samples of the first complete pass. */
export class StreamCache<T> {
  readonly #stream: Stream<T>;
  #seed: number | null = null;
  #samples: readonly T[] = [];

  constructor(stream: Stream<T>) {
    this.#stream = stream;
  }

  async *open(pass: Pass): AsyncGenerator<T, void, void> {
    if (this.#seed === pass.seed) {
      yield* this.#samples;
      return;
    }
    const samples: T[] = [];
    // Whatever epoch comes first, also after a resume: all of them get the samples of epoch 0.
    for await (const sample of this.#stream.open(pass.inEpoch(0))) {
      samples.push(sample);
      yield sample;
    }
    this.#samples = samples;
    this.#seed = pass.seed;
  }
}

/** Asks for `count` samples before they are wanted. */
export async function* readAhead<T>(samples: AsyncIterable<T>, count: number): AsyncGenerator<T, void, void> {
  const iterator = samples[Symbol.asyncIterator]();
  const queue: Promise<IteratorResult<T, unknown>>[] = [];
  try {
    for (;;) {
      while (queue.length <= count) {
        const next = iterator.next();
        // It may fail before it is asked for, or never be asked for.
        next.catch(() => {});
        queue.push(next);
      }
      const result = await queue.shift()!;
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}
