// One training step of LeNet-5, batch 64: forward, backward, Adam.

import * as tf from '@tensorflow/tfjs';
import {
  Adam,
  Conv2d,
  crossEntropy,
  flatten,
  Linear,
  Module,
  maxPool2d,
  normal,
  randomInteger,
  relu,
  Sequential,
  scope,
  type Tensor,
  valueAndGrad,
} from 'cambium';
import type { Workload } from '../measure.ts';

const batch = 64;

class LeNet5 extends Module {
  readonly conv1 = new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 'same' });
  readonly conv2 = new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 });
  readonly fc = new Sequential(new Linear(400, 120), relu, new Linear(120, 84), relu, new Linear(84, 10));

  forward(images: Tensor): Tensor {
    const x = maxPool2d(relu(this.conv1.forward(images)), 2);
    return this.fc.forward(flatten(maxPool2d(relu(this.conv2.forward(x)), 2)));
  }
}

/** The same network, loss and optimizer on both. */
export const trainLeNet: Workload = {
  name: 'train-lenet-b64',
  libraries: {
    'cambium-cpu': () => {
      const model = new LeNet5();
      const optimizer = new Adam(model, { learningRate: 1e-3 });
      const [x, y] = [normal([batch, 28, 28, 1]), randomInteger(0, 10, [batch])];
      const step = valueAndGrad(model, () => crossEntropy(model.forward(x), y));
      return () => scope(() => optimizer.step(step().grads));
    },
    'tfjs-cpu': () => {
      const model = tf.sequential({
        layers: [
          tf.layers.conv2d({
            inputShape: [28, 28, 1],
            filters: 6,
            kernelSize: 5,
            padding: 'same',
            activation: 'relu',
          }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.conv2d({ filters: 16, kernelSize: 5, activation: 'relu' }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          tf.layers.dense({ units: 120, activation: 'relu' }),
          tf.layers.dense({ units: 84, activation: 'relu' }),
          tf.layers.dense({ units: 10 }),
        ],
      });
      const optimizer = tf.train.adam(1e-3);
      const x = tf.randomNormal([batch, 28, 28, 1]);
      const y = tf.oneHot(tf.randomUniform([batch], 0, 10, 'int32'), 10);
      const loss = (): tf.Scalar =>
        tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as tf.Tensor);
      return () => tf.tidy(() => void optimizer.minimize(loss));
    },
  },
};
