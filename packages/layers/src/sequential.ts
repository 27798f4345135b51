// Layers one after another.

import type { Tensor } from '@cambium/tensor';
import { Module } from './module.ts';

/** What {@link Sequential} chains: modules, and functions such as `relu`. */
export type Layer = Module & { forward(x: Tensor): Tensor };

/** A function from tensor to tensor. */
export type LayerFunction = (x: Tensor) => Tensor;

/**
 * Passes its input through layers and functions in order. The layers are the fields `0`, `1`, …: `fc.0.weight`.
 *
 * @see course part 2.6
 * @example
 * ```ts
 * const net = new Sequential(new Linear(4, 16), relu, new Linear(16, 3));
 * net.forward(zeros([2, 4])).shape;   // [2, 3]
 * ```
 */
export class Sequential extends Module {
  readonly [index: number]: Layer | LayerFunction;
  readonly length: number;

  constructor(...layers: (Layer | LayerFunction)[]) {
    super();
    this.length = layers.length;
    Object.assign(this, layers);
  }

  forward(x: Tensor): Tensor {
    let value = x;
    for (const layer of this) value = typeof layer === 'function' ? layer(value) : layer.forward(value);
    return value;
  }

  *[Symbol.iterator](): IterableIterator<Layer | LayerFunction> {
    for (let i = 0; i < this.length; i++) yield this[i]!;
  }
}
