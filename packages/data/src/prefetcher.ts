// Reading ahead: batches are begun before they are asked for.

import type { BatchStream } from './batch-source.ts';
import type { HostBatch } from './dataset.ts';

/** Keeps some batches under way. Each error waits for its turn. */
export class Prefetcher<Batched> {
  readonly #stream: BatchStream<Batched>;
  readonly #ahead: number;
  readonly #queue: Promise<HostBatch<Batched> | null>[] = [];

  constructor(stream: BatchStream<Batched>, ahead: number) {
    this.#stream = stream;
    this.#ahead = ahead;
  }

  next(): Promise<HostBatch<Batched> | null> {
    while (this.#queue.length <= this.#ahead) {
      const batch = this.#stream.next();
      // It may fail before it is asked for, or never be asked for.
      batch.catch(() => {});
      this.#queue.push(batch);
    }
    return this.#queue.shift()!;
  }

  close(): void {
    this.#stream.close();
  }
}
