// Stages that look at one sample after the other.

import { TensorError } from '@cambium/tensor';
import type { SampleContext } from '../batch-source.ts';
import type { Pass } from './pass.ts';

/** A sample for each sample. */
export async function* mapped<T, U>(
  samples: AsyncIterable<T>,
  fn: (sample: T, context: SampleContext) => U | Promise<U>,
  pass: Pass,
): AsyncGenerator<U, void, void> {
  const { epoch } = pass;
  const own = pass.random();
  let index = 0;
  for await (const sample of samples) {
    const place = index++;
    yield await fn(sample, {
      index: place,
      epoch,
      get random() {
        return own.fork(place);
      },
    });
  }
}

/** The samples that are wanted. */
export async function* filtered<T>(
  samples: AsyncIterable<T>,
  isWanted: (sample: T, index: number) => boolean | Promise<boolean>,
): AsyncGenerator<T, void, void> {
  let index = 0;
  for await (const sample of samples) if (await isWanted(sample, index++)) yield sample;
}

/** The samples from `start` up to but not including `end`. */
export async function* ranged<T>(
  samples: AsyncIterable<T>,
  start: number,
  end: number,
): AsyncGenerator<T, void, void> {
  if (end <= start) return;
  let index = 0;
  for await (const sample of samples) {
    if (index++ >= start) yield sample;
    // Not one more than needed: the next may be long in coming.
    if (index >= end) return;
  }
}

/** Every `count`-th sample, beginning with number `index`. */
export async function* sharded<T>(
  samples: AsyncIterable<T>,
  count: number,
  index: number,
): AsyncGenerator<T, void, void> {
  let place = 0;
  for await (const sample of samples) if (place++ % count === index) yield sample;
}

/** Runs of `size` samples that begin `stride` apart. */
export async function* windowed<T>(
  samples: AsyncIterable<T>,
  size: number,
  stride: number,
): AsyncGenerator<readonly T[], void, void> {
  let held: T[] = [];
  let passing = 0;
  for await (const sample of samples) {
    if (passing > 0) {
      passing--;
      continue;
    }
    held.push(sample);
    if (held.length < size) continue;
    yield held;
    passing = Math.max(0, stride - size);
    held = held.slice(stride);
  }
}

/** Samples in random order, each drawn from a buffer of `size`. */
export async function* shuffled<T>(
  samples: AsyncIterable<T>,
  size: number,
  pass: Pass,
): AsyncGenerator<T, void, void> {
  const random = pass.random();
  const buffer: T[] = [];
  for await (const sample of samples) {
    if (buffer.length < size) {
      buffer.push(sample);
      continue;
    }
    const place = random.integer(size);
    const drawn = buffer[place]!;
    buffer[place] = sample;
    yield drawn;
  }
  yield* random.shuffle(buffer);
}

/** Refuses what is not an integer ≥ 1. */
export function checkSize(op: string, what: string, size: number): void {
  if (Number.isSafeInteger(size) && size >= 1) return;
  throw new TensorError(op, 'value', `${what} is an integer ≥ 1, got ${String(size)}.`);
}
