// What came out of a run, gathered from its reports.

import type { Engine, Report, Result } from '../report.ts';
import type { LibraryName } from '../workload.ts';

/** Somebody who is absent from a workload, and why. */
export interface Absence {
  readonly lib: LibraryName;
  readonly name: string;
  readonly reason: string;
  readonly isError: boolean;
}

/** The outcome of a run. */
export class Findings {
  engine: Engine = {};
  ceiling: { readonly gflops: number; readonly isFused: boolean } | null = null;
  readonly results: Result[] = [];
  readonly absences: Absence[] = [];
  /** Libraries that did not come up: why. */
  readonly failures = new Map<LibraryName, string>();

  /** Takes note of a report. */
  add(report: Report): void {
    if (report.kind === 'engine') this.engine = report;
    else if (report.kind === 'ceiling') this.ceiling = report;
    else if (report.kind === 'result') this.results.push(report);
    else if (report.kind === 'absent') this.absences.push(report);
    else if (report.kind === 'peer' && report.failure !== undefined) {
      this.failures.set(report.lib, report.failure);
    }
  }

  /** Whether something went wrong that should not have. */
  get hasErrors(): boolean {
    return this.failures.size > 0 || this.absences.some(({ isError }) => isError);
  }

  /** Names of the workloads that were measured, in order. */
  get names(): string[] {
    return [...new Set(this.results.map(({ name }) => name))];
  }

  /** Time of a library at a workload. */
  time(name: string, lib: LibraryName): number | undefined {
    return this.results.find((result) => result.name === name && result.lib === lib)?.ms;
  }

  /** Time of Cambium on one thread by that on several. */
  gainOfThreads(name: string): number | undefined {
    const [several, one] = [this.time(name, 'cambium-wasm'), this.time(name, 'cambium-wasm-1')];
    return several === undefined || one === undefined ? undefined : one / several;
  }

  /** The best peer's time by that of Cambium's WebAssembly backend: how many times faster Cambium is. */
  ratio(name: string): number | undefined {
    const ours = this.time(name, 'cambium-wasm');
    const theirs = this.results
      .filter((result) => result.name === name && !result.lib.startsWith('cambium'))
      .map(({ ms }) => ms);
    return ours === undefined || theirs.length === 0 ? undefined : Math.min(...theirs) / ours;
  }
}
