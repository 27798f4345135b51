// Two classifiers for pictures of 32×32: by single pixels, and by parts of the picture.

import {
  BatchNorm,
  Conv2d,
  flatten,
  GlobalAvgPool,
  Linear,
  MaxPool2d,
  Module,
  relu,
  Sequential,
  type Tensor,
} from 'cambium';
import { side } from './faces.ts';

/** Bytes to numbers around 0. */
function centred(images: Tensor): Tensor {
  return images.cast('float32').div(127.5).sub(1);
}

/** The classifier of course part 1.2: all pixels in one row, a weight for each. */
export class LogisticRegression extends Module {
  readonly linear = new Linear(side * side * 3, 1);

  forward(images: Tensor): Tensor {
    return this.linear.forward(flatten(centred(images)));
  }
}

/** Three convolutions; the mean over the picture makes it not matter where the face is. */
export class SmallConvNet extends Module {
  readonly network = new Sequential(
    ...unit(3, 16),
    new MaxPool2d(2),
    ...unit(16, 32),
    new MaxPool2d(2),
    ...unit(32, 64),
    new GlobalAvgPool(),
    new Linear(64, 1),
  );

  forward(images: Tensor): Tensor {
    return this.network.forward(centred(images));
  }
}

function unit(inChannels: number, outChannels: number) {
  const conv = new Conv2d({ inChannels, outChannels, kernelSize: 3, padding: 'same', bias: false });
  return [conv, new BatchNorm(outChannels), relu];
}
