// JSON Lines on disk, read line by line: the file may be larger than memory.

import { createReadStream } from 'node:fs';
import type { IterableDataset } from '../dataset.ts';
import { parseLine } from '../jsonl.ts';
import { unreadable } from './read-bytes.ts';

/**
 * The objects of a JSON Lines file, one on each line; empty lines are passed over. Each loop reads the file anew.
 *
 * @typeParam T what the objects are said to be; whether they are is not checked
 * @throws TensorError when it is read: `io` if the file cannot be read, `format` naming the line that is not an object
 * @example
 * ```ts
 * const reviews = Stream.from(jsonlFile<{ text: string; stars: number }>('reviews.jsonl')).shuffle(1000);
 * ```
 */
export function jsonlFile<T extends object>(path: string): IterableDataset<T> {
  return {
    async *[Symbol.asyncIterator]() {
      let number = 0;
      for await (const line of linesOf(path)) {
        const sample = parseLine<T>(line, ++number, path);
        if (sample !== null) yield sample;
      }
    },
  };
}

async function* linesOf(path: string): AsyncGenerator<string, void, void> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    throw unreadable('jsonlFile', path, error);
  }
  yield rest;
}
