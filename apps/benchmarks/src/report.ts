// What a run is asked to do, and what it reports: plain data, since it crosses process and page borders.

import type { LibraryName } from './workload.ts';

/** A run, as the measuring process is asked for it. */
export interface Request {
  /** Names of the workloads. */
  readonly names: readonly string[];
  readonly threads: number;
  /** Fewer and shorter samples. */
  readonly isQuick: boolean;
  /** Backends in plain JavaScript on the heavy workloads, too. */
  readonly withCpu: boolean;
}

/** Median time of one library at one workload. */
export interface Result {
  readonly lib: LibraryName;
  readonly name: string;
  readonly ms: number;
  /** Threads that the library used. */
  readonly threads: number;
}

/** Where it was measured: one of the two. */
export interface Engine {
  readonly node?: string;
  readonly browser?: string;
}

/** News from the measuring process. */
export type Report =
  | ({ readonly kind: 'engine' } & Engine)
  | { readonly kind: 'peer'; readonly lib: LibraryName; readonly failure?: string }
  | { readonly kind: 'ceiling'; readonly gflops: number; readonly isFused: boolean }
  | { readonly kind: 'workload'; readonly name: string; readonly index: number }
  | { readonly kind: 'measuring'; readonly lib: LibraryName }
  | ({ readonly kind: 'result' } & Result)
  | {
      readonly kind: 'absent';
      readonly lib: LibraryName;
      readonly name: string;
      readonly reason: string;
      /** Whether something went wrong, and it should have been there. */
      readonly isError: boolean;
    };
