// The threads of one backend, as the calling one sees them: it describes a job, prepares the next while the others begin
// with it, takes part, and waits for the rest.

import { TensorError } from '@cambium/tensor/backend';
import type { WasmMemory, WasmModule } from '../module/webassembly.ts';
import { Control } from './control.ts';
import { Job, type KernelFunction } from './job.ts';
import type { Assignment } from './member.ts';

declare const setTimeout: (action: () => void, milliseconds: number) => unknown;
declare const clearTimeout: (timer: unknown) => void;

/** A worker that runs. */
export interface RunningWorker {
  terminate(): unknown;
}

/** What a worker tells. */
export interface WorkerEvents {
  ready(): void;
  /** It could not start, or ended. */
  ended(reason: string): void;
}

/** Starts a worker with its assignment. */
export type StartWorker = (assignment: Assignment, events: WorkerEvents) => RunningWorker;

/** When to share work, and how long to wait for each other. */
export interface TeamSettings {
  /**
   * Work that is worth sharing, counted in elements that are read, changed a little and written. Waking a thread takes
   * some microseconds.
   */
  readonly leastShared: number;
  /** How often to look before sleeping. */
  readonly spins: number;
  /** Milliseconds without a finished part, or without an answer at the start, after which a thread counts as blocked. */
  readonly stall: number;
}

/** Parts of a job for each thread: threads are not equally quick on a busy machine. */
const partsPerThread = 2;

/**
 * 20 microseconds of work, a millisecond of looking (between two steps of a training, nobody has to be woken), and half a
 * minute for a part that takes a few milliseconds.
 */
export const defaultTeamSettings: TeamSettings = { leastShared: 40_000, spins: 200_000, stall: 30_000 };

function noAnswer(milliseconds: number): string {
  return `no answer for ${milliseconds / 1000} seconds`;
}

function notStarted(reason: string): TensorError {
  return new TensorError('createWasmBackend', 'backend', `a thread did not start: ${reason}`);
}

/** Threads that compute together. */
export class Team {
  /** The calling thread counts too. */
  readonly threads: number;
  private readonly control: Control;
  /** The job that is being described. */
  readonly job: Job;
  private readonly workers: RunningWorker[] = [];
  private readonly settings: TeamSettings;
  private lost: string | null = null;
  /** Whether a call was begun and not waited for. */
  private isBusy = false;

  constructor(threads: number, exports: object, memory: WasmMemory, settings: TeamSettings) {
    this.threads = threads;
    this.settings = settings;
    this.control = new Control(memory.buffer);
    this.job = new Job(memory.buffer, exports);
  }

  /** Starts the workers and waits until all are ready. Throws `backend` if one does not start; then none runs. */
  async start(module: WasmModule, memory: WasmMemory, startWorker: StartWorker): Promise<void> {
    const { spins, stall } = this.settings;
    let timer: unknown;
    const started = Array.from(
      { length: this.threads - 1 },
      (_, index) =>
        new Promise<void>((ready, reject) => {
          const ended = (reason: string): void => {
            this.lost ??= reason;
            reject(notStarted(reason));
          };
          this.workers.push(startWorker({ module, memory, thread: index + 1, spins }, { ready, ended }));
        }),
    );
    const blocked = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(notStarted(noAnswer(stall))), stall);
    });
    try {
      await Promise.race([Promise.all(started), blocked]);
    } catch (error) {
      this.dispose();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether so many elements are worth sharing. */
  accepts(elements: number): boolean {
    return elements >= this.settings.leastShared;
  }

  /** Describes a call that {@link run} or {@link begin} will share. What was begun before is done then. */
  share(kernel: KernelFunction): Job {
    this.finish();
    return this.job.of(kernel);
  }

  /** Computes the described call: `units` of work in parts of a multiple of `grain`. Throws as {@link finish} does. */
  run(units: number, grain = 1): void {
    this.begin(units, grain);
    this.finish();
  }

  /**
   * Lets the others begin with the described call, while the caller goes on: to the next op, whose kernel waits. Only as
   * the last thing that a kernel does. `parts` for each thread: more where a part takes milliseconds.
   */
  begin(units: number, grain = 1, parts = partsPerThread): void {
    this.offer(units, Math.ceil(units / (this.threads * parts * grain)) * grain);
  }

  /** Computes the described call in parts of `size` units, however many threads there are. */
  runChunks(units: number, size: number): void {
    this.offer(units, size);
    this.finish();
  }

  /**
   * Takes part in the call that was begun, and waits for its end. Throws `backend` if a thread is lost. Its part of the
   * result is then missing, and it might still write: no further job is taken.
   */
  finish(): void {
    if (!this.isBusy) return;
    this.isBusy = false;
    const { control, job } = this;
    for (let part = control.claim('front'); part >= 0; part = control.claim('front')) {
      try {
        job.run(part, 0);
      } catch (error) {
        control.fail(String(error));
      }
      control.finish();
    }
    const { spins, stall } = this.settings;
    if (control.awaitDone(spins, stall) === 'stalled') this.lost = noAnswer(stall);
    this.lost ??= control.reason;
    this.checkLost();
  }

  /** Ends the workers. */
  dispose(): void {
    this.lost ??= 'the backend was disposed of';
    for (const worker of this.workers.splice(0)) worker.terminate();
  }

  private offer(units: number, size: number): void {
    this.checkLost();
    this.job.seal(units, size);
    this.control.publish(Math.ceil(units / size));
    this.isBusy = true;
  }

  private checkLost(): void {
    if (this.lost === null) return;
    const reason = this.lost;
    this.dispose();
    throw new TensorError(
      'wasm',
      'backend',
      `a thread is lost (${reason}). Tensors can still be read: save what you need, and make another backend with createWasmBackend().`,
    );
  }
}
