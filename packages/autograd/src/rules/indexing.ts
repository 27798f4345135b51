// Gradients of picking and adding by index: each of a pair is the other's.

import { execute } from '@cambium/tensor';
import type { Rules } from './rule.ts';

/** VJP rules of the indexing ops. */
export const indexingRules: Rules<'gather' | 'takeAlongAxis' | 'scatterSlices' | 'scatterElements'> = {
  gather: {
    saves: 'inputs',
    vjp: [
      (g, [, indices], { attrs: { axis }, inputs }) =>
        execute('scatterSlices', [indices, g], { axis, size: inputs[0].shape[axis]! }),
      null,
    ],
  },
  takeAlongAxis: {
    saves: 'inputs',
    vjp: [
      (g, [, indices], { attrs: { axis }, inputs }) =>
        execute('scatterElements', [indices, g], { axis, size: inputs[0].shape[axis]! }),
      null,
    ],
  },
  scatterSlices: {
    saves: 'inputs',
    vjp: [null, (g, [indices], { attrs: { axis } }) => execute('gather', [g, indices], { axis })],
  },
  scatterElements: {
    saves: 'inputs',
    vjp: [null, (g, [indices], { attrs: { axis } }) => execute('takeAlongAxis', [g, indices], { axis })],
  },
};
