// LeNet-5 on images of 28×28: training and prediction.

import { lax, nn, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import { crossEntropy } from 'cambium';
import {
  channelsFirst,
  filled,
  type HostArray,
  oneHotLabels,
  outInFirst,
  permuted,
  reshaped,
  uniform,
  weight,
} from '../host-array.ts';
import { LeNet5 } from '../lenet5.ts';
import { cambiumFunction, cambiumTraining, onCambium, setWeights } from '../peers/cambium.ts';
import { jaxCrossEntropy, jaxFunction, jaxLinear, jaxTraining, onJax } from '../peers/jax.ts';
import { onnxFunction } from '../peers/onnx.ts';
import { onTfjs, tfjsCrossEntropy, tfjsDense, tfjsFunction, tfjsTraining } from '../peers/tfjs.ts';
import { lossTolerance } from '../peers/training.ts';
import type { Workload } from '../workload.ts';

const forwardFlops = 2 * (28 * 28 * 25 * 6 + 10 * 10 * 25 * 6 * 16 + 400 * 120 + 120 * 84 + 84 * 10);

/** All of them. */
export const leNetWorkloads: readonly Workload[] = [
  {
    name: 'train-lenet-b64',
    flops: 3 * 64 * forwardFlops,
    tolerance: lossTolerance,
    cannot: { 'tfjs-wasm': 'no kernel Conv2DBackpropFilter', 'ort-web': 'inference only' },
    prepare: () => {
      const weights = weightsOf();
      const x = uniform([64, 28, 28, 1], 1);
      const y = oneHotLabels(64, 10, 2);
      return {
        cambium: () => {
          const model = new LeNet5();
          const [images, labels] = [onCambium(x), onCambium(y)];
          return cambiumTraining(model, weights, () => crossEntropy(model.forward(images), labels));
        },
        tfjs: () => {
          const [images, labels] = [onTfjs<tf.Tensor4D>(x), onTfjs(y)];
          return tfjsTraining(weights, (variables) =>
            tfjsCrossEntropy(labels, tfjsModel(images, variables, true)),
          );
        },
        jax: () =>
          jaxTraining(
            channelsFirstWeights(weights),
            [onJax(channelsFirst(x)), onJax(y)],
            (parameters, images, labels) => jaxCrossEntropy(labels!, jaxModel(images!, parameters)),
          ),
      };
    },
  },
  {
    name: 'predict-lenet-b1',
    flops: forwardFlops,
    isCheapOnCpu: true,
    prepare: () => {
      const weights = weightsOf();
      const x = uniform([1, 28, 28, 1], 1);
      return {
        cambium: () => {
          const model = new LeNet5().eval();
          setWeights(model, weights);
          const images = onCambium(x);
          return cambiumFunction(() => model.forward(images));
        },
        tfjs: () => {
          const variables = weights.map((each) => onTfjs(each));
          const images = onTfjs<tf.Tensor4D>(x);
          return tfjsFunction(() => tfjsModel(images, variables, false));
        },
        jax: () =>
          jaxFunction(
            (images, ...parameters) => jaxModel(images!, parameters),
            [onJax(channelsFirst(x)), ...channelsFirstWeights(weights).map(onJax)],
          ),
        onnx: () => onnxModelOn(x, channelsFirstWeights(weights)),
      };
    },
  },
];

function weightsOf(): HostArray[] {
  const shapes = [
    [5, 5, 1, 6],
    [5, 5, 6, 16],
    [400, 120],
    [120, 84],
    [84, 10],
  ];
  return shapes.flatMap((shape, i) => [weight(shape, 10 + i), filled([shape.at(-1)!], 0)]);
}

/** The same network for images with the channels in front, which also flatten in another order. */
function channelsFirstWeights([w1, b1, w2, b2, w3, ...rest]: readonly HostArray[]): HostArray[] {
  const flattened = reshaped(permuted(reshaped(w3!, [5, 5, 16, 120]), [2, 0, 1, 3]), [400, 120]);
  return [outInFirst(w1!), b1!, outInFirst(w2!), b2!, flattened, ...rest];
}

function tfjsModel(images: tf.Tensor4D, weights: readonly tf.Tensor[], isTraining: boolean): tf.Tensor {
  const conv = (x: tf.Tensor4D, i: number, pad: 'same' | 'valid') => {
    const [filter, bias] = [weights[i] as tf.Tensor4D, weights[i + 1]!];
    const y = tf.fused.conv2d({ x, filter, bias, strides: 1, pad, activation: 'relu' });
    return tf.maxPool(y, 2, 2, 'valid');
  };
  const features = conv(conv(images, 0, 'same'), 2, 'valid');
  let x: tf.Tensor = tf.reshape(features, [features.shape[0], 400]);
  for (const i of [4, 6, 8]) {
    x = tfjsDense(x, [weights[i]!, weights[i + 1]!], { hasRelu: i < 8, isTraining });
  }
  return x;
}

function jaxModel(images: np.Array, weights: readonly np.Array[]): np.Array {
  const conv = (x: np.Array, i: number, padding: 'SAME' | 'VALID') => {
    const bias = weights[i + 1]!.reshape([-1, 1, 1]);
    return jaxMaxPool(nn.relu(lax.conv(x, weights[i]!, [1, 1], padding).add(bias)));
  };
  const dense = (x: np.Array, i: number) => jaxLinear(x, weights[i]!, weights[i + 1]!);
  const x = conv(conv(images, 0, 'SAME'), 2, 'VALID').reshape([-1, 400]);
  return dense(nn.relu(dense(nn.relu(dense(x, 4)), 6)), 8);
}

/** Windows of 2×2, as two more axes. */
function jaxMaxPool(x: np.Array): np.Array {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  return np.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

function onnxModelOn(x: HostArray, weights: readonly HostArray[]) {
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  const nodes = [
    { op: 'Conv', inputs: ['x', 'w0', 'w1'], output: 'c1', attributes: { pads: [2, 2, 2, 2] } },
    { op: 'Relu', inputs: ['c1'], output: 'r1' },
    { op: 'MaxPool', inputs: ['r1'], output: 'p1', attributes: pool },
    { op: 'Conv', inputs: ['p1', 'w2', 'w3'], output: 'c2' },
    { op: 'Relu', inputs: ['c2'], output: 'r2' },
    { op: 'MaxPool', inputs: ['r2'], output: 'p2', attributes: pool },
    { op: 'Flatten', inputs: ['p2'], output: 'f' },
    { op: 'Gemm', inputs: ['f', 'w4', 'w5'], output: 'd1' },
    { op: 'Relu', inputs: ['d1'], output: 'r3' },
    { op: 'Gemm', inputs: ['r3', 'w6', 'w7'], output: 'd2' },
    { op: 'Relu', inputs: ['d2'], output: 'r4' },
    { op: 'Gemm', inputs: ['r4', 'w8', 'w9'], output: 'y' },
  ];
  const named = Object.fromEntries(weights.map((each, i) => [`w${i}`, each]));
  return onnxFunction({ weights: named, nodes }, { x: channelsFirst(x) });
}
