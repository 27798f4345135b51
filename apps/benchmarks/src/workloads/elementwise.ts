// Elementwise work, sums and softmax: bound by memory, or by the price of a call.

import { nn, numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import { add, exp, fuse, mul, relu, softmax, sub, sum, type Tensor, transpose } from 'cambium';
import { type HostArray, uniform } from '../host-array.ts';
import { cambiumFunction, cambiumOp, onCambium } from '../peers/cambium.ts';
import { jaxFunction, onJax } from '../peers/jax.ts';
import { onnxFunction } from '../peers/onnx.ts';
import { onTfjs, tfjsFunction, tfjsOp } from '../peers/tfjs.ts';
import type { Workload } from '../workload.ts';

const million = [1024, 1024];

/** All of them. */
export const elementwiseWorkloads: readonly Workload[] = [
  sumOfTwo('add-4', [4]),
  sumOfTwo('add-1m', million),
  {
    name: 'add-transposed-1m',
    isCheapOnCpu: true,
    prepare: () => {
      const [a, b] = pair(million);
      return {
        cambium: () => {
          const [x, y] = [onCambium(a), onCambium(b)];
          return cambiumFunction(() => add(x, transpose(y)));
        },
        tfjs: () => {
          const [x, y] = [onTfjs(a), onTfjs(b)];
          return tfjsFunction(() => tf.add(x, tf.transpose(y)));
        },
        jax: () => jaxFunction((x, y) => x.add(y.transpose()), [onJax(a), onJax(b)]),
        onnx: () => {
          const nodes = [
            { op: 'Transpose', inputs: ['b'], output: 'bT' },
            { op: 'Add', inputs: ['a', 'bT'], output: 'y' },
          ];
          return onnxFunction({ nodes }, { a, b });
        },
      };
    },
  },
  {
    name: 'exp-1m',
    isCheapOnCpu: true,
    prepare: () => {
      const a = uniform(million, 1);
      return {
        cambium: () => {
          const x = onCambium(a);
          return cambiumOp(() => exp(x));
        },
        tfjs: () => {
          const x = onTfjs(a);
          return tfjsOp(() => tf.exp(x));
        },
        jax: () => jaxFunction(np.exp, [onJax(a)]),
        onnx: () => onnxFunction({ nodes: [{ op: 'Exp', inputs: ['a'], output: 'y' }] }, { a }),
      };
    },
  },
  {
    name: 'chain-1m',
    prepare: () => {
      const [a, b] = pair(million);
      return {
        cambium: () => {
          const [x, y] = [onCambium(a), onCambium(b)];
          const chain = fuse((u: Tensor, v: Tensor) => sub(mul(relu(add(mul(u, v), 0.5)), u), v));
          return cambiumFunction(() => chain(x, y));
        },
        tfjs: () => {
          const [x, y] = [onTfjs(a), onTfjs(b)];
          return tfjsFunction(() => tf.sub(tf.mul(tf.relu(tf.add(tf.mul(x, y), 0.5)), x), y));
        },
        jax: () =>
          jaxFunction((x, y) => nn.relu(x.ref.mul(y.ref).add(0.5)).mul(x).sub(y), [onJax(a), onJax(b)]),
        onnx: () => {
          const nodes = [
            { op: 'Mul', inputs: ['a', 'b'], output: 'ab' },
            { op: 'Add', inputs: ['ab', 'half'], output: 'shifted' },
            { op: 'Relu', inputs: ['shifted'], output: 'positive' },
            { op: 'Mul', inputs: ['positive', 'a'], output: 'scaled' },
            { op: 'Sub', inputs: ['scaled', 'b'], output: 'y' },
          ];
          const half = { shape: [], values: Float32Array.of(0.5) };
          return onnxFunction({ weights: { half }, nodes }, { a, b });
        },
      };
    },
  },
  {
    name: 'sum-1m',
    isCheapOnCpu: true,
    prepare: () => {
      const a = uniform(million, 1, 0, 1); // positive, so that the order of adding hardly matters
      return {
        cambium: () => {
          const x = onCambium(a);
          return cambiumOp(() => sum(x));
        },
        tfjs: () => {
          const x = onTfjs(a);
          return tfjsOp(() => tf.sum(x));
        },
        jax: () => jaxFunction((x) => np.sum(x), [onJax(a)]),
        onnx: () =>
          onnxFunction(
            { nodes: [{ op: 'ReduceSum', inputs: ['a'], output: 'y', attributes: { keepdims: 0 } }] },
            { a },
          ),
      };
    },
  },
  {
    name: 'softmax-1024x1024',
    prepare: () => {
      const a = uniform([1024, 1024], 1, -4, 4);
      return {
        cambium: () => {
          const x = onCambium(a);
          return cambiumOp(() => softmax(x));
        },
        tfjs: () => {
          const x = onTfjs<tf.Tensor2D>(a);
          return tfjsFunction(() => tf.softmax(x));
        },
        jax: () => jaxFunction((x) => nn.softmax(x, -1), [onJax(a)]),
        onnx: () =>
          onnxFunction(
            { nodes: [{ op: 'Softmax', inputs: ['a'], output: 'y', attributes: { axis: -1 } }] },
            { a },
          ),
      };
    },
  },
];

function sumOfTwo(name: string, shape: readonly number[]): Workload {
  return {
    name,
    isCheapOnCpu: true,
    prepare: () => {
      const [a, b] = pair(shape);
      return {
        cambium: () => {
          const [x, y] = [onCambium(a), onCambium(b)];
          return cambiumOp(() => add(x, y));
        },
        tfjs: () => {
          const [x, y] = [onTfjs(a), onTfjs(b)];
          return tfjsOp(() => tf.add(x, y));
        },
        jax: () => jaxFunction(np.add, [onJax(a), onJax(b)]),
        onnx: () => onnxFunction({ nodes: [{ op: 'Add', inputs: ['a', 'b'], output: 'y' }] }, { a, b }),
      };
    },
  };
}

function pair(shape: readonly number[]): [HostArray, HostArray] {
  return [uniform(shape, 1), uniform(shape, 2)];
}
