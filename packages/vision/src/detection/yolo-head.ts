// The head of a YOLO detector, and what its numbers mean.

import { Conv2d, Module, type WeightOptions } from '@cambium/layers';
import { reshape, type Tensor } from '@cambium/tensor';
import { type AnchorSize, checkSizes } from '../anchors/grid.ts';

/** What a detector looks for. */
export interface DetectorOptions {
  /** Sizes of the anchors in pixels. */
  readonly anchors: readonly AnchorSize[];
  /** Number of classes. */
  readonly classes: number;
  /** Height and width of the images in pixels. */
  readonly imageSize: readonly [height: number, width: number];
}

/** Options of {@link YoloHead}. */
export interface YoloHeadOptions extends Pick<DetectorOptions, 'anchors' | 'classes'>, WeightOptions {
  /** Channels of the features. */
  readonly inChannels: number;
}

/**
 * A 1×1 convolution that says for each cell and anchor: offsets of the centre `tx ty`, logarithms of the size `tw th`
 * beside the anchor's, a logit for "there is something", and a logit for each class.
 *
 * @see Redmon and Farhadi, "YOLO9000" (2017); course part 7
 * @example
 * ```ts
 * const head = new YoloHead({ inChannels: 8, anchors: [[16, 16], [32, 24]], classes: 3 });
 * head.forward(zeros([2, 4, 4, 8])).shape; // [2, 4, 4, 2, 8]
 * ```
 */
export class YoloHead extends Module {
  /** 1×1 convolution to the predictions of each cell. */
  readonly conv: Conv2d;
  /** Boxes that each cell predicts. */
  readonly anchorCount: number;

  constructor({ anchors, classes, inChannels, ...weights }: YoloHeadOptions) {
    super();
    checkSizes('YoloHead', anchors);
    this.anchorCount = anchors.length;
    const outChannels = anchors.length * (5 + classes);
    this.conv = new Conv2d({ inChannels, outChannels, kernelSize: 1, ...weights });
  }

  /** @param features `[batch, rows, columns, inChannels]`; @returns `[batch, rows, columns, anchors, 5 + classes]` */
  forward(features: Tensor): Tensor {
    const raw = this.conv.forward(features);
    return reshape(raw, [...raw.shape.slice(0, 3), this.anchorCount, -1]);
  }

  override toString(): string {
    return `YoloHead ${this.conv.weight.shape[2]}→${this.anchorCount} anchors`;
  }
}
