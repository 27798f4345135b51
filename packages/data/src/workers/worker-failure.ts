// What a failure in a worker is called, with the sample and the transform to blame.

import type { ErrorCode } from '@cambium/tensor';
import type { JobFailure, SentStep } from './protocol.ts';

/** The error of samples that workers could not transform, before it is told which batch they were for. */
export class WorkerFailure extends Error {
  /** `sample 5, transform flip of file:///augment.js`, as far as it is known. */
  readonly what: string;
  readonly code: ErrorCode;

  constructor(failure: JobFailure, steps: readonly SentStep[], indices: Int32Array) {
    super(failure.reason);
    // The worker's stack leads to the line that threw.
    if (failure.stack !== null) this.stack = failure.stack;
    this.code = failure.code ?? 'io';
    this.what = describeFailure(failure, steps, indices);
  }
}

function describeFailure(
  { during, index, step }: JobFailure,
  steps: readonly SentStep[],
  indices: Int32Array,
): string {
  if (during === 'stacking') return 'putting samples together';
  if (during === 'waiting') return `samples ${indices.join(', ')}, which waited for a worker,`;
  const blamed = step === null ? steps : [steps[step]!];
  const names = blamed.map(({ name, module }) => `${name} of ${shorten(module)}`).join(', ');
  if (during === 'loading') return `loading transform ${names}`;
  const sample = index === null ? `one of the samples ${indices.join(', ')}` : `sample ${index}`;
  return `${sample}, transform ${names}`;
}

/** Addresses may be whole programs: `data:text/javascript,…`. */
function shorten(address: string): string {
  return address.length > 100 ? `${address.slice(0, 60)}…${address.slice(-30)}` : address;
}
