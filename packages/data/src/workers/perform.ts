// The work of a worker: samples through the transforms, one after the other, then stacked.

import { TensorError } from '@cambium/tensor';
import { sizeOf } from '@cambium/tensor/backend';
import type { SampleContext } from '../batch-source.ts';
import { collate } from '../collate.ts';
import type { HostBatch } from '../dataset.ts';
import type { HostArray } from '../host-array.ts';
import { HostRandom } from '../host-random.ts';
import type { Job, JobFailure } from './protocol.ts';

/** A transform as a worker runs it. */
export type WorkerFunction = (sample: object, context: SampleContext) => unknown;

/** Is told of each sample and step before it begins. */
export type NoteProgress = (sample: number, step: number) => void;

/** An error with the sample and the transform to blame. */
export class JobError extends Error {
  readonly failure: JobFailure;

  constructor(failure: JobFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}

/** The results of a job: a batch, or the samples in their order. Throws JobError. */
export async function perform(
  job: Job,
  transforms: readonly WorkerFunction[],
  note: NoteProgress,
): Promise<HostBatch<object> | readonly object[]> {
  const results: object[] = [];
  for (const [place, index] of job.indices.entries()) {
    results.push(await transformSample(sampleAt(job, place), place, index, job, transforms, note));
  }
  if (!job.isBatch) return results;
  try {
    return collate(results, job.indices);
  } catch (error) {
    throw new JobError(failureOf('stacking', error));
  }
}

async function transformSample(
  item: object,
  place: number,
  index: number,
  { epoch, seed }: Job,
  transforms: readonly WorkerFunction[],
  note: NoteProgress,
): Promise<object> {
  let sample: object = item;
  for (const [step, transform] of transforms.entries()) {
    note(place, step);
    try {
      const context: SampleContext = {
        index,
        epoch,
        get random() {
          // The first draws as it would in the loader's own thread, the others apart from it.
          const random = new HostRandom(seed).fork(1, epoch, index);
          return step === 0 ? random : random.fork(step);
        },
      };
      sample = (await transform(sample, context)) as object;
    } catch (error) {
      throw new JobError(failureOf('transform', error, index, step));
    }
  }
  return sample;
}

/** What is known of an error, in a form that can be cloned. */
export function failureOf(
  during: JobFailure['during'],
  error: unknown,
  index: number | null = null,
  step: number | null = null,
): JobFailure {
  return {
    during,
    index,
    step,
    reason: error instanceof Error ? error.message : String(error),
    code: error instanceof TensorError ? error.code : null,
    stack: error instanceof Error ? (error.stack ?? null) : null,
  };
}

/** A sample as the dataset's `get` would give it. */
function sampleAt({ samples }: Job, place: number): object {
  if ('items' in samples) return samples.items[place] as object;
  const fields = Object.entries<HostArray>(samples.rows).map(([name, { data, shape, dtype }]) => {
    const size = sizeOf(shape.slice(1));
    return [name, { data: data.subarray(place * size, (place + 1) * size), shape: shape.slice(1), dtype }];
  });
  return Object.fromEntries(fields);
}
