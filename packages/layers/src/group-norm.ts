// Group normalization: over the positions and a share of the channels.

import { groupNorm, type Parameter, type Tensor, TensorError } from '@cambium/tensor';
import { epsilonOf, type NormLayerOptions, scaleParameter, shiftParameter } from './affine.ts';
import { Module } from './module.ts';

/**
 * Normalizes each sample `[...spatial, channels]` over its positions and groups of channels, whatever the batch.
 *
 * @see Wu, He, "Group normalization" (2018)
 * @example
 * ```ts
 * const layer = new GroupNorm(2, 8);
 * layer.forward(normal([4, 5, 5, 8])).shape;   // [4, 5, 5, 8]
 * ```
 */
export class GroupNorm extends Module {
  /** Number of groups that the channels are split into. */
  readonly groups: number;
  /** Length of the last axis of the input. */
  readonly channels: number;
  /** γ, `[channels]`; `null` where the option `scale` is false. */
  readonly scale: Parameter | null;
  /** β, `[channels]`; `null` where the option `shift` is false. */
  readonly shift: Parameter | null;
  readonly #epsilon: number;

  /**
   * @param groups divides the channels
   * @throws TensorError `value` if it does not
   */
  constructor(groups: number, channels: number, options: NormLayerOptions = {}) {
    super();
    if (!(Number.isInteger(groups) && groups >= 1 && channels % groups === 0)) {
      throw new TensorError(
        'GroupNorm',
        'value',
        `${channels} channels do not divide into ${groups} groups.`,
      );
    }
    this.groups = groups;
    this.channels = channels;
    this.scale = scaleParameter([channels], options);
    this.shift = shiftParameter([channels], options);
    this.#epsilon = epsilonOf('GroupNorm', options);
  }

  forward(x: Tensor): Tensor {
    if (x.shape.at(-1) !== this.channels) {
      throw new TensorError(
        'GroupNorm',
        'shape',
        `last dimension of x is ${x.shape.at(-1)}, the layer has ${this.channels} channels.`,
        { shapes: [x.shape] },
      );
    }
    const { scale, shift } = this;
    return groupNorm(x, this.groups, { scale, shift, epsilon: this.#epsilon });
  }

  override toString(): string {
    return `GroupNorm ${this.channels} in ${this.groups} groups`;
  }
}
