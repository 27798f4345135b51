// The gradient of a fused op by way of what it is made of. For gradients of gradients, where speed matters less than
// having no second formula to get wrong.

import { type DifferentiableOp, decompose, type FusedOp } from '@cambium/tensor';
import type { Rule } from './rule.ts';

/** A rule that computes the op's first output anew from its parts, and goes back through them. */
export function throughDecomposition<N extends FusedOp & DifferentiableOp>(name: N): Rule<N> {
  return {
    saves: 'inputs',
    vjp: (g, saved, { attrs, inputs, index, pullBack }) => {
      const first = (own: Parameters<typeof decompose>[1]) => decompose(name, own, attrs)[0]!;
      return pullBack(first, saved.slice(0, inputs.length), index, g);
    },
  };
}
