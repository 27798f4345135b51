// Transforms of samples in worker threads: the loader's thread stays free for training.

import { TensorError } from '@cambium/tensor';
import { startThread } from '#start-thread';
import type { HostBatch } from '../dataset.ts';
import { describe } from '../host-array.ts';
import { checkCount } from '../host-random.ts';
import { Member } from './member.ts';
import { ownMemory } from './own-memory.ts';
import { JobError } from './perform.ts';
import type { Job, SentStep, TransformStep } from './protocol.ts';
import { type StartThread, type WebWorker, webThread } from './thread.ts';
import { WorkerFailure } from './worker-failure.ts';

// Timers that are set for longer ring at once.
const longestTimeout = 2 ** 31 - 1;

/** Options of {@link WorkerTransform}. */
export interface WorkerTransformOptions {
  /** The transforms, in their order. */
  readonly steps: readonly TransformStep[];
  /** Worker threads; 2 unless given. */
  readonly threads?: number;
  /** Milliseconds without a sign of life after which a worker counts as lost; a minute unless given. */
  readonly timeout?: number;
  /**
   * Starts a worker of the browser whose program calls `serveTransforms`, instead of the one of the package. For bundlers,
   * which do not see modules that are loaded by address.
   */
  readonly start?: () => WebWorker;
}

/** Samples for workers, with what their random numbers follow from. */
export interface WorkerInput<Item> {
  /** Samples one by one, or rows of a batch. */
  readonly samples: { readonly items: readonly Item[] } | { readonly rows: HostBatch<Item> };
  /** The number of each sample in the dataset. */
  readonly indices: Int32Array;
  /** Passes over the data before this one. */
  readonly epoch: number;
  /** Seed of the loader. */
  readonly seed: number;
}

/**
 * Transforms samples in worker threads, in Node and on the web. Functions cannot be sent to a thread, so a transform is the
 * address of a module and the name under which it exports a function `(sample, { index, epoch, random }) => sample`.
 *
 * Give it to a `DataLoader` as `workers`; each batch is the work of one thread, and batches that are read ahead are made
 * side by side. Random numbers follow from seed, epoch and sample, so that results are the same for any number of threads.
 * Samples are cloned on their way: numbers, strings, typed arrays and objects of them, but no functions and no tensors.
 *
 * A transform that throws, and a worker that dies or falls silent, fail the batch with the sample and the transform named;
 * the next batch gets a new worker.
 *
 * @example
 * ```ts
 * const flip = { module: 'data:text/javascript,export const flip = ({ x, y }) => ({ x: -x, y })', name: 'flip' };
 * const workers = new WorkerTransform<{ x: number; y: number }>({ steps: [flip], threads: 2 });
 * const points = { length: 6, get: (i: number) => ({ x: i, y: 0 }) };
 * for await (const { x } of new DataLoader(points, { batchSize: 3, workers, prefetch: 2 })) x.toArray();
 * workers.close();
 * ```
 */
export class WorkerTransform<Item extends object, Sample extends object = Item> {
  /** Number of workers. */
  readonly threads: number;
  readonly #steps: readonly SentStep[];
  readonly #timeout: number;
  readonly #start: StartThread;
  readonly #members: (Member | null)[];
  #jobs = 0;
  #isClosed = false;

  /** @throws TensorError `value` for options that do not fit */
  constructor({ steps, threads = 2, timeout = 60_000, start }: WorkerTransformOptions) {
    checkCount('WorkerTransform', 'threads', threads);
    if (threads === 0) throw refuse('value', 'threads is an integer ≥ 1, got 0.');
    if (!(timeout > 0 && timeout <= longestTimeout))
      throw refuse(
        'value',
        `timeout is a number of milliseconds from 1 to ${longestTimeout}, got ${timeout}.`,
      );
    if (!Array.isArray(steps) || steps.length === 0) throw refuse('value', 'there are no steps.');
    this.#steps = steps.map(checkStep);
    this.threads = threads;
    this.#timeout = timeout;
    this.#start = start === undefined ? startThread : (events) => webThread(start(), events);
    this.#members = Array.from({ length: threads }, () => null);
  }

  /** The transformed samples, stacked to a batch. Rejects with a WorkerFailure. */
  async batch(input: WorkerInput<Item>): Promise<HostBatch<Sample>> {
    return (await this.#run(input, true)) as HostBatch<Sample>;
  }

  /** The transformed samples. Rejects with a WorkerFailure. */
  async samples(input: WorkerInput<Item>): Promise<readonly Sample[]> {
    return (await this.#run(input, false)) as readonly Sample[];
  }

  /** Ends the threads. What they were at fails; afterwards nothing can be transformed. */
  close(): void {
    this.#isClosed = true;
    for (const member of this.#members) member?.stop('the WorkerTransform was closed');
  }

  async #run({ samples, indices, epoch, seed }: WorkerInput<Item>, isBatch: boolean): Promise<unknown> {
    if (this.#isClosed) throw refuse('state', 'has been closed. Make a new one.');
    const { sent, transfer } = ownMemory(samples);
    const job: Job = { id: this.#jobs++, samples: sent, indices, epoch, seed, isBatch };
    try {
      return await this.#leastBusy().run(job, transfer);
    } catch (error) {
      if (error instanceof JobError) throw new WorkerFailure(error.failure, this.#steps, indices);
      throw error;
    }
  }

  /** The member with the fewest jobs; a place that is free gets a new one. */
  #leastBusy(): Member {
    const loads = this.#members.map((member) => member?.load ?? 0);
    const place = loads.indexOf(Math.min(...loads));
    const present = this.#members[place];
    if (present) return present;
    const member = new Member(this.#start, this.#steps, this.#timeout, () => {
      this.#members[place] = null;
    });
    this.#members[place] = member;
    return member;
  }
}

function checkStep({ module, name }: TransformStep, i: number): SentStep {
  const address = typeof module === 'string' ? module : module?.href;
  if (typeof address === 'string' && typeof name === 'string') return { module: address, name };
  const got = `module ${describe(module)}, name ${describe(name)}`;
  const hint = "Write { module: new URL('./augment.js', import.meta.url), name: 'flip' }";
  throw refuse(
    'value',
    `step ${i} is the address of a module and the name of its export, got ${got}. ${hint}.`,
  );
}

function refuse(code: 'value' | 'state', reason: string): TensorError {
  return new TensorError('WorkerTransform', code, reason);
}
