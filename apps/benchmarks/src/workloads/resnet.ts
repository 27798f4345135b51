// A residual block of two 3×3 convolutions with batch normalization, and a classifier: training.

import { lax, nn, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import {
  add,
  BatchNorm,
  Conv2d,
  crossEntropy,
  globalAvgPool,
  Linear,
  Module,
  relu,
  type Tensor,
} from 'cambium';
import {
  channelsFirst,
  filled,
  type HostArray,
  oneHotLabels,
  outInFirst,
  uniform,
  weight,
} from '../host-array.ts';
import { cambiumTraining, onCambium } from '../peers/cambium.ts';
import { jaxCrossEntropy, jaxLinear, jaxTraining, onJax } from '../peers/jax.ts';
import { onTfjs, tfjsCrossEntropy, tfjsLinear, tfjsTraining } from '../peers/tfjs.ts';
import { lossTolerance } from '../peers/training.ts';
import type { Workload } from '../workload.ts';

const [batch, size, channels, classes] = [32, 16, 32, 10];
const epsilon = 1e-5;

/** The one there is. */
export const resNetWorkloads: readonly Workload[] = [
  {
    name: 'train-resnet-block',
    flops: 3 * 2 * batch * (2 * 9 * size * size * channels * channels + channels * classes),
    tolerance: lossTolerance,
    cannot: { 'tfjs-wasm': 'no kernel Conv2DBackpropFilter', 'ort-web': 'inference only' },
    prepare: () => {
      const weights = weightsOf();
      const x = uniform([batch, size, size, channels], 1);
      const y = oneHotLabels(batch, classes, 2);
      return {
        cambium: () => {
          const model = new ResNetBlock();
          const [images, labels] = [onCambium(x), onCambium(y)];
          return cambiumTraining(model, weights, () => crossEntropy(model.forward(images), labels));
        },
        tfjs: () => {
          const [images, labels] = [onTfjs<tf.Tensor4D>(x), onTfjs(y)];
          return tfjsTraining(weights, (variables) => tfjsCrossEntropy(labels, tfjsModel(images, variables)));
        },
        jax: () => {
          const [w1, scale1, shift1, w2, ...rest] = weights;
          const own = [outInFirst(w1!), scale1!, shift1!, outInFirst(w2!), ...rest];
          return jaxTraining(own, [onJax(channelsFirst(x)), onJax(y)], (parameters, images, labels) =>
            jaxCrossEntropy(labels!, jaxModel(images!, parameters)),
          );
        },
      };
    },
  },
];

function weightsOf(): HostArray[] {
  const conv = (seed: number) => [
    weight([3, 3, channels, channels], seed),
    filled([channels], 1),
    filled([channels], 0),
  ];
  return [...conv(10), ...conv(11), weight([channels, classes], 12), filled([classes], 0)];
}

class ResNetBlock extends Module {
  readonly conv1 = conv();
  readonly norm1 = new BatchNorm(channels);
  readonly conv2 = conv();
  readonly norm2 = new BatchNorm(channels);
  readonly output = new Linear(channels, classes);

  forward(x: Tensor): Tensor {
    const y = relu(this.norm1.forward(this.conv1.forward(x)));
    const z = relu(add(this.norm2.forward(this.conv2.forward(y)), x));
    return this.output.forward(globalAvgPool(z));
  }
}

function conv(): Conv2d {
  return new Conv2d({
    inChannels: channels,
    outChannels: channels,
    kernelSize: 3,
    padding: 'same',
    bias: false,
  });
}

function tfjsModel(x: tf.Tensor4D, weights: readonly tf.Tensor[]): tf.Tensor {
  const normalized = (images: tf.Tensor4D, i: number) => {
    const y = tf.conv2d(images, weights[i] as tf.Tensor4D, 1, 'same');
    const { mean, variance } = tf.moments(y, [0, 1, 2]);
    return tf.batchNorm(
      y,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      weights[i + 2] as tf.Tensor1D,
      weights[i + 1] as tf.Tensor1D,
      epsilon,
    ) as tf.Tensor4D;
  };
  const y = normalized(tf.relu(normalized(x, 0)), 3);
  const pooled = tf.mean(tf.relu(tf.add(y, x)), [1, 2]);
  return tfjsLinear(pooled, weights[6]!, weights[7]!);
}

function jaxModel(x: np.Array, weights: readonly np.Array[]): np.Array {
  const normalized = (images: np.Array, i: number) => {
    const y = lax.conv(images, weights[i]!, [1, 1], 'SAME');
    const centred = y.ref.sub(np.mean(y, [0, 2, 3], { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), [0, 2, 3], { keepdims: true });
    const scale = weights[i + 1]!.reshape([-1, 1, 1]);
    const shift = weights[i + 2]!.reshape([-1, 1, 1]);
    return centred
      .div(np.sqrt(variance.add(epsilon)))
      .mul(scale)
      .add(shift);
  };
  const y = normalized(nn.relu(normalized(x.ref, 0)), 3);
  const pooled = np.mean(nn.relu(y.add(x)), [2, 3]);
  return jaxLinear(pooled, weights[6]!, weights[7]!);
}
