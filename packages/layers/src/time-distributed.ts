// A layer for single samples, applied to every step of a sequence.

import { formatShape, reshape, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from './module.ts';
import type { Layer } from './sequential.ts';

/**
 * Applies a layer to each step of `[batch, time, ...]` by itself, all in one call: the steps go into the batch. (A
 * `Linear` does so anyhow; convolutions do not.)
 *
 * @example
 * ```ts
 * const layer = new TimeDistributed(new Conv2d({ inChannels: 3, outChannels: 8, kernelSize: 3 }));
 * layer.forward(zeros([2, 5, 6, 6, 3])).shape;   // [2, 5, 4, 4, 8]
 * ```
 */
export class TimeDistributed extends Module {
  /** What is applied to each step. */
  readonly layer: Layer;

  constructor(layer: Layer) {
    super();
    this.layer = layer;
  }

  forward(x: Tensor): Tensor {
    if (x.rank < 3) {
      throw new TensorError(
        'TimeDistributed',
        'shape',
        `takes [batch, time, ...], got ${formatShape(x.shape)}.`,
        {
          shapes: [x.shape],
        },
      );
    }
    const [batch, time, ...rest] = x.shape as [number, number, ...number[]];
    const output = this.layer.forward(reshape(x, [batch * time, ...rest]));
    return reshape(output, [batch, time, ...output.shape.slice(1)]);
  }
}
