// Where TensorFlow.js did not count: the reasons, and how often each came to bear.

import { outcomesOf, type Run } from './run.ts';

/** A reason, and how often it came to bear. */
export interface Decision {
  readonly subject: string;
  readonly pass: string;
  readonly reason: string;
  readonly times: number;
}

/** Reasons by subject; in full runs also those that never decided anything, and may be out of date. */
export function decisionsOf(runs: readonly Run[]): Decision[] {
  const found = new Map<string, { subject: string; pass: string; reason: string; times: number }>();
  for (const { outcome } of outcomesOf(runs)) {
    const { subject, pass, reason, decidedBy } = outcome;
    if (reason === undefined) continue;
    const key = `${subject} ${pass} ${reason}`;
    const entry = found.get(key) ?? { subject, pass, reason, times: 0 };
    found.set(key, entry);
    if (decidedBy === 'reference') entry.times++;
  }
  const isFull = runs.every(({ setting }) => !setting.quick);
  return [...found.values()].filter(({ times }) => times > 0 || isFull);
}
