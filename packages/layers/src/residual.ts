// A block with a path around it.

import { add, formatShape, sameShape, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from './module.ts';
import type { Layer, LayerFunction } from './sequential.ts';

/** Options of {@link Residual}. */
export interface ResidualOptions {
  /** What the path around the block does, where the block changes the shape; nothing unless given. */
  shortcut?: Layer | null;
  /** Applied to the sum, for example `relu`; nothing unless given. */
  activation?: LayerFunction;
}

/**
 * Adds what a block makes of its input to the input: `y = activation(block(x) + shortcut(x))`. The block need only learn
 * the difference, and gradients get past it.
 *
 * @see He et al., "Deep residual learning for image recognition" (2016); course part 6
 * @example
 * ```ts
 * const block = new Sequential(new Linear(4, 4), relu, new Linear(4, 4));
 * new Residual(block, { activation: relu }).forward(ones([2, 4])).shape;   // [2, 4]
 * ```
 */
export class Residual extends Module {
  /** What is added to the input. */
  readonly block: Layer;
  /** Brings the input to the shape of the output of the block; `null` where it has that. */
  readonly shortcut: Layer | null;
  readonly #activation: LayerFunction | null;

  constructor(block: Layer, options: ResidualOptions = {}) {
    super();
    this.block = block;
    this.shortcut = options.shortcut ?? null;
    this.#activation = options.activation ?? null;
  }

  forward(x: Tensor): Tensor {
    const y = this.block.forward(x);
    const around = this.shortcut === null ? x : this.shortcut.forward(x);
    if (!sameShape(y.shape, around.shape)) {
      throw new TensorError(
        'Residual',
        'shape',
        `the block gives ${formatShape(y.shape)}, the path around it ${formatShape(around.shape)}: a shortcut has to change the shape in the same way.`,
        { shapes: [y.shape, around.shape] },
      );
    }
    const total = add(y, around);
    return this.#activation === null ? total : this.#activation(total);
  }
}
