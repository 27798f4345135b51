// A check: one behaviour of a backend, as a function that throws where it is missing. Test runners are a layer above.

import { type Backend, type DType, setBackend } from '@cambium/tensor';
import type { CheckReport } from './harness/run.ts';

/** One behaviour that a backend must have. */
export interface Check {
  /** What it is about: a family of ops, `memory`, `gradients`. */
  readonly group: string;
  /** The behaviour, unique in its group. */
  readonly name: string;
  /** Why there is nothing to check on a backend (no such dtype, no synchronous reads), or `null`. */
  missing(backend: Backend): string | null;
  /** Resolves if the backend behaves; throws, with a reproduction, if it does not. */
  run(backend: Backend): Promise<CheckReport>;
}

/** What to check. */
export interface CheckOptions {
  /** `false` leaves out numbers below the smallest normal one, for devices that flush them to zero. */
  readonly subnormals?: boolean;
  /** Makes another backend of the same kind, to be alive beside the one under test. */
  readonly create: () => Backend | Promise<Backend>;
}

/** What a check lacks on backends without a dtype. */
export function without(dtype: DType): Check['missing'] {
  return (backend) => (backend.supports(dtype) ? null : `no ${dtype}`);
}

/** A check that is one behaviour, not many calls. The backend is the current one while it runs. */
export function behaviour(
  group: string,
  name: string,
  work: (backend: Backend) => Promise<void> | void,
): Check {
  return {
    group,
    name,
    missing: () => null,
    run: async (backend) => {
      // Not withBackend, which ends at the first await.
      const before = setBackend(backend);
      try {
        await work(backend);
      } finally {
        if (before !== null) setBackend(before);
      }
      return { calls: 1, comparisons: 1 };
    },
  };
}
