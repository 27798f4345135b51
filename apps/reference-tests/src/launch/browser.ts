// Runs the comparisons in Chromium.

import type { PartReport, Progress } from '../part.ts';
import type { Setting } from '../setting.ts';

/** Runs them. */
export async function runInBrowser(_setting: Setting, _progress: Progress): Promise<PartReport> {
  throw new Error('not yet');
}
