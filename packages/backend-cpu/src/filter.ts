// The filter of a convolution as a flat array.

import type { DTypeArray, Operand } from '@cambium/tensor/backend';
import { packed } from './copy.ts';

/** A filter in row-major order from `offset` on: `[taps, inputs, outputs]`, with the inputs of one group. */
export interface Filter {
  readonly data: DTypeArray;
  readonly offset: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** A filter tensor, flat; copied if it is strided. */
export function filterOf(weight: Operand): Filter {
  const [inputs, outputs] = weight.layout.shape.slice(-2) as [number, number];
  return { ...packed(weight), inputs, outputs };
}

/** Whether each group has a single input channel, so that products of matrices would be products of numbers. */
export function isDepthwise(inputs: number, groups: number): boolean {
  return inputs === 1 && groups > 1;
}
