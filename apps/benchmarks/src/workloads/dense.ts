// Networks of fully connected layers with ReLU in between: training and prediction.

import { nn, type numpy as np } from '@jax-js/jax';
import type * as tf from '@tensorflow/tfjs';
import { crossEntropy, Linear, relu, Sequential } from 'cambium';
import { filled, type HostArray, oneHotLabels, uniform, weight } from '../host-array.ts';
import { cambiumFunction, cambiumTraining, onCambium, setWeights } from '../peers/cambium.ts';
import { jaxCrossEntropy, jaxFunction, jaxLinear, jaxTraining, onJax } from '../peers/jax.ts';
import { onnxFunction } from '../peers/onnx.ts';
import type { OnnxNode } from '../peers/onnx-model.ts';
import { onTfjs, tfjsCrossEntropy, tfjsDense, tfjsFunction, tfjsTraining } from '../peers/tfjs.ts';
import { lossTolerance } from '../peers/training.ts';
import type { Workload } from '../workload.ts';

/** All of them. */
export const denseWorkloads: readonly Workload[] = [
  training('train-mlp-b128', 128, [784, 512, 256, 10]),
  { ...training('train-tiny-mlp-b16', 16, [4, 16, 3]), isCheapOnCpu: true },
  prediction('predict-tiny-b1', 1, [4, 16, 3]),
];

function training(name: string, batch: number, sizes: readonly number[]): Workload {
  return {
    name,
    flops: 3 * forwardFlops(batch, sizes),
    tolerance: lossTolerance,
    cannot: { 'ort-web': 'inference only' },
    prepare: () => {
      const weights = weightsOf(sizes);
      const x = uniform([batch, sizes[0]!], 1);
      const y = oneHotLabels(batch, sizes.at(-1)!, 2);
      return {
        cambium: () => {
          const model = cambiumModel(sizes);
          const [images, labels] = [onCambium(x), onCambium(y)];
          return cambiumTraining(model, weights, () => crossEntropy(model.forward(images), labels));
        },
        tfjs: () => {
          const [images, labels] = [onTfjs(x), onTfjs(y)];
          return tfjsTraining(weights, (variables) =>
            tfjsCrossEntropy(labels, tfjsModel(images, variables, true)),
          );
        },
        jax: () =>
          jaxTraining(weights, [onJax(x), onJax(y)], (parameters, images, labels) =>
            jaxCrossEntropy(labels!, jaxModel(images!, parameters)),
          ),
      };
    },
  };
}

function prediction(name: string, batch: number, sizes: readonly number[]): Workload {
  return {
    name,
    isCheapOnCpu: true,
    prepare: () => {
      const weights = weightsOf(sizes);
      const x = uniform([batch, sizes[0]!], 1);
      return {
        cambium: () => {
          const model = cambiumModel(sizes).eval();
          setWeights(model, weights);
          const images = onCambium(x);
          return cambiumFunction(() => model.forward(images));
        },
        tfjs: () => {
          const variables = weights.map((each) => onTfjs(each));
          const images = onTfjs(x);
          return tfjsFunction(() => tfjsModel(images, variables, false));
        },
        jax: () =>
          jaxFunction(
            (images, ...parameters) => jaxModel(images!, parameters),
            [onJax(x), ...weights.map(onJax)],
          ),
        onnx: () => onnxFunction(onnxModelOf(weights), { x }),
      };
    },
  };
}

function forwardFlops(batch: number, sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, out, i) => sum + 2 * batch * sizes[i]! * out, 0);
}

/** Weight and bias of each layer. */
function weightsOf(sizes: readonly number[]): HostArray[] {
  return sizes.slice(1).flatMap((out, i) => [weight([sizes[i]!, out], 10 + i), filled([out], 0)]);
}

function cambiumModel(sizes: readonly number[]): Sequential {
  const layers = sizes.slice(1).flatMap((out, i) => [new Linear(sizes[i]!, out), relu]);
  return new Sequential(...layers.slice(0, -1));
}

function tfjsModel(x: tf.Tensor, weights: readonly tf.Tensor[], isTraining: boolean): tf.Tensor {
  let y = x;
  for (let i = 0; i < weights.length; i += 2) {
    y = tfjsDense(y, [weights[i]!, weights[i + 1]!], { hasRelu: i < weights.length - 2, isTraining });
  }
  return y;
}

function jaxModel(x: np.Array, weights: readonly np.Array[]): np.Array {
  let y = x;
  for (let i = 0; i < weights.length; i += 2) {
    y = jaxLinear(y, weights[i]!, weights[i + 1]!);
    if (i < weights.length - 2) y = nn.relu(y);
  }
  return y;
}

function onnxModelOf(weights: readonly HostArray[]): {
  weights: Record<string, HostArray>;
  nodes: OnnxNode[];
} {
  const nodes: OnnxNode[] = [];
  for (let i = 0, from = 'x'; i < weights.length; i += 2) {
    const isLast = i === weights.length - 2;
    const to = isLast ? 'y' : `sum${i}`;
    nodes.push({ op: 'Gemm', inputs: [from, `w${i}`, `w${i + 1}`], output: to });
    if (!isLast) nodes.push({ op: 'Relu', inputs: [to], output: `hidden${i}` });
    from = `hidden${i}`;
  }
  return { weights: Object.fromEntries(weights.map((each, i) => [`w${i}`, each])), nodes };
}
