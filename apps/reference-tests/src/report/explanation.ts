// What both pages say about the numbers.

import * as tf from '@tensorflow/tfjs';
import { summaryLine } from './failures.ts';
import type { Run } from './run.ts';

/** How the page is made. */
export const command = 'pnpm reference --browser --write';

/** Paragraphs above the tables. */
export function explanationOf(runs: readonly Run[]): string[] {
  return [
    `${summaryLine(runs)}. Written by \`${command}\` with Node ${process.versions.node} and TensorFlow.js ${tf.version.tfjs}; do not edit.`,
    'The same inputs go through Cambium and through TensorFlow.js: scalars, empty and odd shapes, broadcasts, strided views, all attributes, and NaN, infinities, −0, subnormal and huge numbers. Outputs must agree within the tolerance of the op (`opTable`), gradients too.',
    'Each cell gives the largest error of *outputs | gradients* in units of the last place (ulp) of float32. Where an op has an absolute tolerance, numbers below `absolute / relative` count as large as that, since there the absolute tolerance decides. Random numbers are compared by their moments. Where TensorFlow.js is wrong, an independent formula decides; where it has no gradient, our own in float64 does, once a difference of outputs has confirmed it. Every such reason is listed below.',
  ];
}
