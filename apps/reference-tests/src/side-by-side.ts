// The part that holds ops, functions, layers, losses, initializers, optimizers and schedules beside those of TensorFlow.js.

import * as tf from '@tensorflow/tfjs';
import { compare } from './compare/compare.ts';
import type { Comparison } from './compare/comparison.ts';
import type { Outcome } from './compare/outcome.ts';
import { functionComparisons } from './functions/index.ts';
import { initializerComparisons } from './initializers/index.ts';
import { layerComparisons } from './layers/index.ts';
import { lossComparisons } from './losses/index.ts';
import { opComparisons } from './ops/index.ts';
import { optimizerComparisons } from './optimizers/index.ts';
import { type Part, type Progress, reportOf } from './part.ts';
import { scheduleComparisons } from './schedules/index.ts';
import type { Setting } from './setting.ts';

/** How many comparisons of a subject the quick form makes, at least. */
const sampleSize = 6;

/** Everything that can be compared. */
export function allComparisons(): Comparison[] {
  return [
    ...opComparisons(),
    ...functionComparisons(),
    ...layerComparisons(),
    ...lossComparisons(),
    ...initializerComparisons(),
    ...optimizerComparisons(),
    ...scheduleComparisons(),
  ];
}

/** Makes the comparisons of a setting. The backend is up already. */
export async function compareAll(setting: Setting, progress: Progress): Promise<Outcome[]> {
  await tf.setBackend('cpu');
  await tf.ready();
  const only = new RegExp(setting.only);
  const subjects = bySubject(allComparisons().filter(({ subject }) => only.test(subject)));
  const outcomes: Outcome[] = [];
  let done = 0;
  for (const [subject, own] of subjects) {
    progress(done++, subjects.size, subject);
    for (const [number, comparison] of sampled(own, setting.quick))
      outcomes.push(...compare(comparison, number, setting));
    // A page shows its progress only when it may draw.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  progress(done, subjects.size, '');
  return outcomes;
}

/** The part of the program. */
export const sideBySide: Part = {
  name: 'side by side with TensorFlow.js',
  run: async (setting, progress) => reportOf(await compareAll(setting, progress)),
};

function bySubject(comparisons: readonly Comparison[]): Map<string, Comparison[]> {
  const subjects = new Map<string, Comparison[]>();
  for (const comparison of comparisons) {
    const own = subjects.get(comparison.subject) ?? [];
    subjects.set(comparison.subject, own);
    own.push(comparison);
  }
  return subjects;
}

/** Comparisons with their numbers: all of them, or some evenly spaced ones. */
function sampled(all: readonly Comparison[], quick: boolean): [number, Comparison][] {
  const numbered = all.map((comparison, number): [number, Comparison] => [number, comparison]);
  if (!quick) return numbered;
  const stride = Math.max(1, all.length / sampleSize);
  return numbered.filter((_, i) => Math.floor(i / stride) !== Math.floor((i - 1) / stride));
}
