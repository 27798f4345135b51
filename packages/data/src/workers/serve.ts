// The program of a worker: waits for samples, transforms them, answers.

import type { HostArray } from '../host-array.ts';
import { failureOf, JobError, perform, type WorkerFunction } from './perform.ts';
import { openPort, type Port } from './port.ts';
import { idle, type Job, progressAt, type SentStep, type Setup } from './protocol.ts';

const signOfLife = 1000; // ms between signs of life in a long job

/**
 * Makes this worker serve a `WorkerTransform`. For pages built by a bundler, which has to see the transforms in the
 * program of the worker; elsewhere the workers of Cambium load modules by their address.
 *
 * @param own transforms by name; a step whose module is `'own'` finds them
 * @example
 * ```ts
 * // augment-worker.ts
 * import { serveTransforms } from '@cambium/data/worker';
 * import { flip, crop } from './augment.ts';
 * serveTransforms({ flip, crop });
 * ```
 */
export function serveTransforms(own: Readonly<Record<string, unknown>> = {}): void {
  const port = openPort();
  let work: Promise<(job: Job) => Promise<void>> | null = null;
  let last: Promise<void> = Promise.resolve();
  port.listen((message) => {
    if ('steps' in message) {
      work = prepare(port, message, own);
      // The failure has been reported; jobs that follow are refused by the other side.
      work.catch(() => {});
    } else {
      last = last.then(async () => (await work)?.(message)).catch(() => {});
    }
  });
}

/** Loads the transforms; what comes back does a job and answers. */
async function prepare(
  port: Port,
  { steps, progress }: Setup,
  own: Readonly<Record<string, unknown>>,
): Promise<(job: Job) => Promise<void>> {
  const transforms: WorkerFunction[] = [];
  for (const [i, step] of steps.entries()) {
    try {
      transforms.push(await load(step, own));
    } catch (error) {
      port.answer({ kind: 'unable', failure: failureOf('loading', error, null, i) });
      throw error;
    }
  }
  return (job) => answerJob(port, job, transforms, progress);
}

async function load(
  { module, name }: SentStep,
  own: Readonly<Record<string, unknown>>,
): Promise<WorkerFunction> {
  const exported: Readonly<Record<string, unknown>> =
    module === 'own' ? own : await import(/* @vite-ignore */ /* webpackIgnore: true */ module);
  const transform = exported[name];
  if (typeof transform === 'function') return transform as WorkerFunction;
  const names = Object.keys(exported).join(', ') || 'nothing';
  throw new Error(`there is no function of this name; the module exports ${names}.`);
}

async function answerJob(
  port: Port,
  job: Job,
  transforms: readonly WorkerFunction[],
  progress: Int32Array | null,
): Promise<void> {
  let lastSign = performance.now();
  const note = (sample: number, step: number): void => {
    if (progress !== null) {
      Atomics.store(progress, progressAt.sample, sample);
      Atomics.store(progress, progressAt.step, step);
      Atomics.store(progress, progressAt.job, job.id);
    }
    if (performance.now() - lastSign < signOfLife) return;
    lastSign = performance.now();
    port.answer({ kind: 'alive' });
  };
  try {
    const result = await perform(job, transforms, note);
    port.answer({ kind: 'done', id: job.id, result }, job.isBatch ? buffersOf(result) : []);
  } catch (error) {
    const failure = error instanceof JobError ? error.failure : failureOf('stacking', error);
    port.answer({ kind: 'failed', id: job.id, failure });
  }
  if (progress !== null) Atomics.store(progress, progressAt.job, idle);
}

/** The memory of a batch, which was made for it and can be given away. */
function buffersOf(batch: object): ArrayBuffer[] {
  return Object.values(batch as Readonly<Record<string, HostArray>>).map(
    ({ data }) => data.buffer as ArrayBuffer,
  );
}
