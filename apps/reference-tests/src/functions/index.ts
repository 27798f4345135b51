// Public functions that are made of several ops and that TensorFlow.js has as well.

import type { Comparison } from '../compare/comparison.ts';
import { activations } from './activations.ts';
import { arithmetic } from './arithmetic.ts';
import { imaging } from './images.ts';
import { searching } from './search.ts';
import { shapes } from './shape.ts';
import { weighing } from './weights.ts';

/** All their comparisons. */
export function functionComparisons(): Comparison[] {
  return [...activations(), ...arithmetic(), ...shapes(), ...searching(), ...imaging(), ...weighing()];
}
