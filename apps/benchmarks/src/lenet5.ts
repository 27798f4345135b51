// LeNet-5, which several of the programs train.

import { Conv2d, flatten, Linear, Module, maxPool2d, relu, Sequential, type Tensor } from 'cambium';

/** 61,706 parameters, for images `[batch, 28, 28, 1]`. */
export class LeNet5 extends Module {
  readonly conv1 = new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 'same' });
  readonly conv2 = new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 });
  readonly fc = new Sequential(new Linear(400, 120), relu, new Linear(120, 84), relu, new Linear(84, 10));

  forward(images: Tensor): Tensor {
    const x = maxPool2d(relu(this.conv1.forward(images)), 2);
    return this.fc.forward(flatten(maxPool2d(relu(this.conv2.forward(x)), 2)));
  }
}
