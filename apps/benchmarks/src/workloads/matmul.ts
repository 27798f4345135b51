// Products of matrices: square, odd, and of transposed views.

import { numpy as np } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import { matmul, transpose } from 'cambium';
import { uniform } from '../host-array.ts';
import { cambiumFunction, cambiumOp, onCambium } from '../peers/cambium.ts';
import { jaxFunction, onJax } from '../peers/jax.ts';
import { onnxFunction } from '../peers/onnx.ts';
import { onTfjs, tfjsFunction, tfjsOp } from '../peers/tfjs.ts';
import type { Workload } from '../workload.ts';

/** All of them. */
export const matmulWorkloads: readonly Workload[] = [
  ...[64, 256, 512, 1024].map((size) => product(`matmul${size}`, size, size, size)),
  product('matmul-257', 257, 257, 257),
  product('matmul-odd-63x257x17', 63, 257, 17),
  transposedProduct(512),
];

function product(name: string, m: number, k: number, n: number): Workload {
  return {
    name,
    flops: 2 * m * k * n,
    isCheapOnCpu: m * k * n <= 64 ** 3,
    prepare: () => {
      const [a, b] = [uniform([m, k], 1), uniform([k, n], 2)];
      return {
        cambium: () => {
          const [x, y] = [onCambium(a), onCambium(b)];
          return cambiumOp(() => matmul(x, y));
        },
        tfjs: () => {
          const [x, y] = [onTfjs(a), onTfjs(b)];
          return tfjsOp(() => tf.matMul(x, y));
        },
        jax: () => jaxFunction(np.matmul, [onJax(a), onJax(b)]),
        onnx: () => {
          const nodes = [{ op: 'MatMul', inputs: ['a', 'b'], output: 'y' }];
          return onnxFunction({ weights: { b }, nodes }, { a });
        },
      };
    },
  };
}

/** `aᵀ bᵀ`: a copy of each, unless the kernel reads along the other axis. */
function transposedProduct(size: number): Workload {
  return {
    name: `matmul-transposed-${size}`,
    flops: 2 * size ** 3,
    prepare: () => {
      const [a, b] = [uniform([size, size], 1), uniform([size, size], 2)];
      return {
        cambium: () => {
          const [x, y] = [onCambium(a), onCambium(b)];
          return cambiumFunction(() => matmul(transpose(x), transpose(y)));
        },
        tfjs: () => {
          const [x, y] = [onTfjs(a), onTfjs(b)];
          // Copies first: the flags of matMul lead to a kernel that takes many times as long.
          return tfjsFunction(() => tf.matMul(tf.transpose(x), tf.transpose(y)));
        },
        jax: () => jaxFunction((x, y) => np.matmul(x.transpose(), y.transpose()), [onJax(a), onJax(b)]),
        onnx: () => {
          const nodes = [
            { op: 'Transpose', inputs: ['a'], output: 'aT' },
            { op: 'Transpose', inputs: ['b'], output: 'bT' },
            { op: 'MatMul', inputs: ['aT', 'bT'], output: 'y' },
          ];
          return onnxFunction({ weights: { b }, nodes }, { a });
        },
      };
    },
  };
}
