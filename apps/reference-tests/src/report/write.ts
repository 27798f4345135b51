// Writes the pages of the documentation.

import type { Run } from './run.ts';

/** Writes them and gives their names. */
export function writePages(runs: readonly Run[]): string[] {
  return runs.map(({ part }) => part);
}
