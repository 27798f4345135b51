// A block of multi-head self-attention, forward and backward: batch 8, 128 tokens, 256 features, 4 heads.

import { grad, nn, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import {
  grad as cambiumGrad,
  linear,
  matmul,
  mean,
  mul,
  reshape,
  scope,
  softmax,
  split,
  square,
  swapAxes,
  type Tensor,
  transpose,
} from 'cambium';
import { filled, type HostArray, joined, uniform, weight } from '../host-array.ts';
import { onCambium, readAndDispose } from '../peers/cambium.ts';
import { jaxFunction, jaxLinear, onJax } from '../peers/jax.ts';
import {
  onTfjs,
  readAndDispose as readTfjs,
  tfjsLinear,
  tfjsProduct,
  tfjsTransposed,
} from '../peers/tfjs.ts';
import type { Work, Workload } from '../workload.ts';

const [batch, tokens, features, heads] = [8, 128, 256, 4];
const headFeatures = features / heads;
const scale = 1 / Math.sqrt(headFeatures);
const byHead = [batch, tokens, heads, headFeatures];

/** The gradients of the mean square of the output, by the input and by all weights. */
export const attentionWorkloads: readonly Workload[] = [
  {
    name: 'attention-grads-b8',
    flops: 3 * 2 * batch * (tokens * features * 4 * features + 2 * tokens * tokens * features),
    cannot: { 'ort-web': 'inference only' },
    prepare: () => {
      const inputs = inputsOf();
      return {
        cambium: () => cambiumWork(inputs),
        tfjs: () => tfjsWork(inputs),
        jax: () => {
          const gradients = grad((all: np.Array[]) => np.mean(np.square(jaxBlock(all))));
          return jaxFunction((...all) => gradients(all) as np.Array[], inputs.map(onJax));
        },
      };
    },
  },
];

/** Tokens; weight and bias of queries, keys and values; weight and bias of the output. */
function inputsOf(): HostArray[] {
  return [
    uniform([batch, tokens, features], 1),
    weight([features, 3 * features], 10),
    filled([3 * features], 0.1),
    weight([features, features], 11),
    filled([features], 0.1),
  ];
}

function cambiumBlock([x, weightIn, biasIn, weightOut, biasOut]: readonly Tensor[]): Tensor {
  const parts = split(linear(x!, weightIn!, biasIn), 3, -1);
  const [q, k, v] = parts.map((part) => swapAxes(reshape(part, byHead), 1, 2));
  const weights = softmax(mul(matmul(q!, swapAxes(k!, -1, -2)), scale));
  const mixed = transpose(matmul(weights, v!), [0, 2, 1, 3]);
  return linear(reshape(mixed, [batch, tokens, features]), weightOut!, biasOut);
}

function cambiumWork(inputs: readonly HostArray[]): Work {
  const tensors = inputs.map(onCambium);
  const gradients = cambiumGrad((all: readonly Tensor[]) => mean(square(cambiumBlock(all))));
  return {
    run: () => scope(() => void gradients(tensors)),
    result: async () => {
      const all = scope(() => gradients(tensors)) as readonly Tensor[];
      return joined(await Promise.all(all.map(readAndDispose)));
    },
  };
}

function tfjsBlock([x, weightIn, biasIn, weightOut, biasOut]: readonly tf.Tensor[]): tf.Tensor {
  const flat = tf.reshape(x!, [batch * tokens, features]); // one product instead of one for each sequence
  const parts = tf.split(tfjsLinear(flat, weightIn!, biasIn!), 3, 1);
  const [q, k, v] = parts.map((part) => tf.transpose(tf.reshape(part, byHead), [0, 2, 1, 3]));
  const weights = tf.softmax(tf.mul(tfjsProduct(q!, tfjsTransposed(k!)), scale));
  const mixed = tf.transpose(tfjsProduct(weights, v!), [0, 2, 1, 3]);
  return tfjsLinear(tf.reshape(mixed, [batch * tokens, features]), weightOut!, biasOut!);
}

function tfjsWork(inputs: readonly HostArray[]): Work {
  const tensors = inputs.map((each) => onTfjs(each));
  const gradients = tf.grads((...all: tf.Tensor[]) => tf.mean(tf.square(tfjsBlock(all))));
  const compute = () => tf.tidy(() => gradients(tensors));
  return {
    run: () => tf.dispose(compute()),
    result: async () => joined(await Promise.all(compute().map(readTfjs))),
  };
}

function jaxBlock([x, weightIn, biasIn, weightOut, biasOut]: readonly np.Array[]): np.Array {
  const flat = x!.reshape([batch * tokens, features]);
  const parts = np.split(jaxLinear(flat, weightIn!, biasIn!), 3, 1);
  const [q, k, v] = parts.map((part) => part.reshape(byHead).transpose([0, 2, 1, 3]));
  const weights = nn.softmax(np.matmul(q!, k!.transpose([0, 1, 3, 2])).mul(scale), -1);
  const mixed = np
    .matmul(weights, v!)
    .transpose([0, 2, 1, 3])
    .reshape([batch * tokens, features]);
  return jaxLinear(mixed, weightOut!, biasOut!);
}
