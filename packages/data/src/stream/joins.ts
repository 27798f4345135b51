// Stages with several streams before them, or with one of them several times.

import { TensorError } from '@cambium/tensor';
import type { Pass } from './pass.ts';
import type { Stream } from './stream.ts';

/** The samples of streams that are side by side; each type is one of a stream. */
export type Zipped<Streams extends readonly Stream<unknown>[]> = {
  readonly [K in keyof Streams]: Streams[K] extends Stream<infer T> ? T : never;
};

/** One sample of each stream, until the first ends. */
export async function* zipped(
  streams: readonly Stream<unknown>[],
  pass: Pass,
): AsyncGenerator<readonly unknown[], void, void> {
  const iterators = streams.map((stream, i) => stream.open(pass.before(i))[Symbol.asyncIterator]());
  try {
    for (;;) {
      const results = await allSettled(iterators.map((iterator) => iterator.next()));
      if (results.some(({ done }) => done === true)) return;
      yield results.map(({ value }) => value as unknown);
    }
  } finally {
    await Promise.all(iterators.map((iterator) => iterator.return?.()));
  }
}

/** Waits for all, also where one fails: they may still be at work. */
async function allSettled<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

/** One stream after the other. */
export async function* chained<T>(streams: readonly Stream<T>[], pass: Pass): AsyncGenerator<T, void, void> {
  for (const [i, stream] of streams.entries()) yield* stream.open(pass.before(i));
}

/** The stream `count` times; each is an epoch of its own to the stages before. */
export async function* repeated<T>(
  stream: Stream<T>,
  count: number,
  pass: Pass,
): AsyncGenerator<T, void, void> {
  for (let i = 0; i < count; i++) {
    let isEmpty = true;
    for await (const sample of stream.open(pass.before(i))) {
      isEmpty = false;
      yield sample;
    }
    if (isEmpty && count === Infinity) {
      throw new TensorError('Stream.repeat', 'value', 'the stream is empty, and would be repeated for ever.');
    }
  }
}
