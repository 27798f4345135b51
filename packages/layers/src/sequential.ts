// Layers one after another.

import type { Tensor } from '@cambium/tensor';
import { Module } from './module.ts';
import { treeOf } from './tree.ts';

/** What {@link Sequential} chains: modules, and functions such as `relu`. */
export type Layer = Module & {
  /** What the module makes of its input. */
  forward(x: Tensor): Tensor;
};

/** A function from tensor to tensor. */
export type LayerFunction = (x: Tensor) => Tensor;

/**
 * Passes its input through layers and functions in order. The layers are the fields `0`, `1`, …: `fc.0.weight`.
 * Activations are functions (`relu`, `tanh`, `softmax`, `(x) => leakyRelu(x, 0.2)`) and need no layer of their own.
 *
 * @see course part 2.6
 * @example
 * ```ts
 * const net = new Sequential(new Linear(4, 16), relu, new Linear(16, 3));
 * net.forward(zeros([2, 4])).shape;   // [2, 3]
 * String(net);   // "Sequential\n  0: Linear 4→16\n  1: relu\n  2: Linear 16→3"
 * ```
 */
export class Sequential extends Module {
  readonly [index: number]: Layer | LayerFunction;
  /** Number of layers, functions included. */
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

  override toString(): string {
    const nameOf = (layer: Layer | LayerFunction) =>
      typeof layer === 'function' ? layer.name || 'function' : String(layer);
    return treeOf(
      'Sequential',
      [...this].map((layer, i) => [String(i), nameOf(layer)] as const),
    );
  }

  /** The layers, one after the other. */
  *[Symbol.iterator](): IterableIterator<Layer | LayerFunction> {
    for (let i = 0; i < this.length; i++) yield this[i]!;
  }
}
