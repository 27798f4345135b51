// What came of one golden case.

import type { Verdict } from './compare.ts';

/** The result of one case. */
export interface Outcome {
  readonly file: string;
  readonly op: string;
  readonly id: string;
  readonly status: 'passed' | 'failed' | 'unsupported';
  /** Largest error, as a multiple of the tolerance. */
  readonly error: number;
  /** Failed: where they differ, one line each. Unsupported: why. */
  readonly notes: readonly string[];
  /** Parts of a compared case that have no counterpart (indices of max pooling), and accepted deviations. */
  readonly remarks: readonly string[];
}

/** A verdict on one part of a case: an output, a gradient. */
export interface Part {
  readonly name: string;
  readonly verdict: Verdict;
}

/** Sums up the verdicts on the parts of a case. */
export function outcomeOf(
  at: Pick<Outcome, 'file' | 'op' | 'id'>,
  parts: readonly Part[],
  remarks: readonly string[] = [],
): Outcome {
  const notes = parts.flatMap(({ name, verdict }) =>
    verdict.difference === null ? [] : [`${name}: ${verdict.difference}`],
  );
  if (parts.length === 0) notes.push('nothing was compared');
  const error = parts.reduce((worst, { verdict }) => Math.max(worst, verdict.error), 0);
  const deviations = parts.flatMap(({ verdict }) =>
    verdict.deviation === undefined ? [] : [verdict.deviation],
  );
  const status = notes.length > 0 ? 'failed' : 'passed';
  const accepted = [...new Set(deviations)].map((reason) => `accepted difference: ${reason}`);
  return { ...at, status, error, notes, remarks: [...remarks, ...accepted] };
}
