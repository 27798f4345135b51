// LeNet-5 for 28×28 digits.

import {
  Conv2d,
  flatten,
  Linear,
  Module,
  maxPool2d,
  type Normalizer,
  relu,
  Sequential,
  type Tensor,
} from 'cambium';

/** Two convolutions with pooling, then three dense layers: 61,706 parameters. Course part 5.7. */
export class LeNet5 extends Module {
  readonly conv1 = new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 'same' });
  readonly conv2 = new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 });
  readonly fc = new Sequential(new Linear(400, 120), relu, new Linear(120, 84), relu, new Linear(84, 10));

  /** Images `[batch, 28, 28, 1]` to logits `[batch, 10]`. */
  forward(images: Tensor): Tensor {
    let x = maxPool2d(relu(this.conv1.forward(images)), 2);
    x = maxPool2d(relu(this.conv2.forward(x)), 2);
    return this.fc.forward(flatten(x));
  }
}

/** A network behind the statistics of its training images, which are saved with it. Takes bytes from 0 to 255. */
export class DigitClassifier extends Module {
  readonly normalizer: Normalizer;
  readonly network = new LeNet5();

  constructor(normalizer: Normalizer) {
    super();
    this.normalizer = normalizer;
  }

  forward(images: Tensor): Tensor {
    return this.network.forward(this.normalizer.transform(images));
  }
}
