// A small detector: convolutions down to a grid of 8×8 cells, and a YOLO head on it.

import {
  type AnchorSize,
  BatchNorm,
  Conv2d,
  type LayerFunction,
  MaxPool2d,
  Module,
  relu,
  Sequential,
  type Tensor,
  YoloHead,
} from 'cambium';

/** A convolution with batch normalization; `stride` 2 halves the picture. */
function unit(inChannels: number, outChannels: number): (Conv2d | BatchNorm | LayerFunction)[] {
  const conv = new Conv2d({ inChannels, outChannels, kernelSize: 3, padding: 'same', bias: false });
  return [conv, new BatchNorm(outChannels), relu];
}

/** Pictures `[batch, 64, 64, 3]` to what a {@link YoloHead} says about `[8, 8]` cells. */
export class ShapeDetector extends Module {
  readonly backbone = new Sequential(
    ...unit(3, 16),
    new MaxPool2d(2),
    ...unit(16, 32),
    new MaxPool2d(2),
    ...unit(32, 64),
    new MaxPool2d(2),
    ...unit(64, 64),
    ...unit(64, 64),
  );
  readonly head: YoloHead;

  constructor(anchors: readonly AnchorSize[], classes: number) {
    super();
    this.head = new YoloHead({ inChannels: 64, anchors, classes });
  }

  forward(images: Tensor): Tensor {
    return this.head.forward(this.backbone.forward(images));
  }
}
