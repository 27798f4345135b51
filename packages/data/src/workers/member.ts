// One worker and the jobs it was given. When it ends, each of them fails with what it was at.

import { JobError } from './perform.ts';
import { type Answer, idle, type Job, type JobFailure, progressAt, type SentStep } from './protocol.ts';
import type { StartThread, Thread } from './thread.ts';

interface Pending {
  readonly job: Job;
  resolve(result: unknown): void;
  reject(error: JobError): void;
}

// After the time is up, answers that wait behind a long step of this thread still count.
const grace = 1000; // ms

/** A worker with its setup done, to be given jobs until it ends. */
export class Member {
  readonly #thread: Thread;
  readonly #timeout: number;
  readonly #progress: Int32Array | null;
  readonly #pending = new Map<number, Pending>();
  readonly #onEnd: () => void;
  #watch: ReturnType<typeof setTimeout> | null = null;
  #end: JobFailure | null = null;

  /**
   * @param timeout milliseconds of silence after which a worker with jobs counts as lost
   * @param onEnd is called once, when the worker can do no more
   */
  constructor(start: StartThread, steps: readonly SentStep[], timeout: number, onEnd: () => void) {
    this.#timeout = timeout;
    this.#onEnd = onEnd;
    this.#progress = sharedProgress();
    this.#thread = start({
      answered: (answer) => this.#hear(answer),
      ended: (reason) => this.#finish(this.#lastWords(reason)),
    });
    this.#thread.post({ steps, progress: this.#progress });
  }

  /** Jobs it has not answered. */
  get load(): number {
    return this.#pending.size;
  }

  /** The result of a job; rejects with a JobError. */
  run(job: Job, transfer: readonly ArrayBuffer[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#end !== null) return reject(new JobError(this.#end));
      // Before it is noted: samples that cannot be cloned throw here.
      this.#thread.post(job, transfer);
      this.#pending.set(job.id, { job, resolve, reject });
      this.#thread.hold(true);
      if (this.#watch === null) this.#listen();
    });
  }

  /** Ends the worker; what it has not answered fails. */
  stop(reason: string): void {
    this.#finish(this.#lastWords(reason));
  }

  #hear(answer: Answer): void {
    if (this.#end !== null) return;
    if (answer.kind === 'unable') {
      this.#finish(answer.failure);
      return;
    }
    if (answer.kind !== 'alive') {
      const pending = this.#pending.get(answer.id);
      this.#pending.delete(answer.id);
      if (answer.kind === 'done') pending?.resolve(answer.result);
      else pending?.reject(new JobError(answer.failure));
    }
    this.#unwatch();
    if (this.#pending.size > 0) this.#listen();
    else this.#thread.hold(false);
  }

  #listen(): void {
    this.#watch = setTimeout(() => {
      this.#watch = setTimeout(
        () => this.stop(`it gave no sign of life for ${this.#timeout / 1000} s`),
        grace,
      );
    }, this.#timeout);
  }

  #unwatch(): void {
    if (this.#watch !== null) clearTimeout(this.#watch);
    this.#watch = null;
  }

  #finish(failure: JobFailure): void {
    if (this.#end !== null) return;
    this.#end = failure;
    this.#unwatch();
    const current = this.#currentJob();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#thread.stop();
    this.#onEnd();
    for (const { job, reject } of pending) {
      const isInnocent = failure.during === 'end' && job !== current;
      reject(new JobError(isInnocent ? { ...failure, during: 'waiting', index: null, step: null } : failure));
    }
  }

  /** The failure of a worker that ended, with the sample and the transform it was at. */
  #lastWords(reason: string): JobFailure {
    const known = { during: 'end', reason: `the worker ended: ${reason}`, code: null, stack: null } as const;
    const progress = this.#progress;
    const job = this.#currentJob();
    const isNoted = progress !== null && job?.id === Atomics.load(progress, progressAt.job);
    if (!isNoted) return { ...known, index: null, step: null };
    const index = job.indices[Atomics.load(progress, progressAt.sample)] ?? null;
    return { ...known, index, step: Atomics.load(progress, progressAt.step) };
  }

  /** What the worker is at: jobs are done in the order in which they are posted. */
  #currentJob(): Job | undefined {
    return this.#pending.values().next().value?.job;
  }
}

/** Memory that both sides see, where the platform has it; pages need cross-origin isolation for it. */
function sharedProgress(): Int32Array | null {
  const isShared =
    typeof SharedArrayBuffer !== 'undefined' &&
    (globalThis as { readonly crossOriginIsolated?: boolean }).crossOriginIsolated !== false;
  if (!isShared) return null;
  const progress = new Int32Array(new SharedArrayBuffer(4 * progressAt.length));
  progress[progressAt.job] = idle;
  return progress;
}
