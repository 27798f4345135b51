// Activations with a weight of their own. Those without are functions, which Sequential takes as they are.

import { full, Parameter, prelu, scope, type Tensor } from '@cambium/tensor';
import { Module } from './module.ts';
import type { WeightOptions } from './weights.ts';

/**
 * A leaky ReLU whose slope is learned: `max(x, 0) + slope · min(x, 0)`.
 *
 * @see He et al., "Delving deep into rectifiers" (2015)
 * @example
 * ```ts
 * new PReLU({ initial: 0.1 }).forward(tensor([-10, 10]));   // [-1, 10]
 * ```
 */
export class PReLU extends Module {
  /** `[features]`, or `[1]` for all of them. */
  readonly slope: Parameter;

  constructor(options: { features?: number; initial?: number } & Pick<WeightOptions, 'dtype'> = {}) {
    super();
    const { features = 1, initial = 0.25, dtype = 'float32' } = options;
    this.slope = scope(() => new Parameter(full([features], initial, { dtype })));
  }

  forward(x: Tensor): Tensor {
    return prelu(x, this.slope);
  }

  override toString(): string {
    return `PReLU ${this.slope.size}`;
  }
}
