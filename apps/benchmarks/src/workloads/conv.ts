// Convolution of images: 3×3 and 'same', its gradients, and each channel by itself.

import { lax, vjp } from '@jax-js/jax';
import * as tf from '@tensorflow/tfjs';
import { conv2d, depthwiseConv2d, execute } from 'cambium';
import {
  channelsFirst,
  channelsLast,
  type HostArray,
  joined,
  outInFirst,
  permuted,
  uniform,
  weight,
} from '../host-array.ts';
import { cambiumOp, onCambium, readAndDispose } from '../peers/cambium.ts';
import { jaxFunction, onJax } from '../peers/jax.ts';
import { onnxFunction } from '../peers/onnx.ts';
import { onTfjs, readAndDispose as readTfjs, tfjsOp } from '../peers/tfjs.ts';
import type { Work, Workload } from '../workload.ts';

/** All of them. */
export const convWorkloads: readonly Workload[] = [
  forward(32, 28, 1, 32),
  forward(32, 14, 32, 64),
  forward(8, 56, 64, 64),
  gradients(32, 14, 32, 64),
  depthwise(8, 56, 64),
];

const pads = [1, 1, 1, 1];

function forward(batch: number, size: number, channels: number, filters: number): Workload {
  return {
    name: `conv-${batch}x${size}x${size}x${channels}-${filters}`,
    flops: 2 * 9 * batch * size * size * channels * filters,
    isCheapOnCpu: channels === 1,
    prepare: () => {
      const images = uniform([batch, size, size, channels], 1);
      const kernel = weight([3, 3, channels, filters], 2);
      return {
        cambium: () => {
          const [x, w] = [onCambium(images), onCambium(kernel)];
          return cambiumOp(() => conv2d(x, w, { padding: 'same' }));
        },
        tfjs: () => {
          const [x, w] = [onTfjs<tf.Tensor4D>(images), onTfjs<tf.Tensor4D>(kernel)];
          return tfjsOp(() => tf.conv2d(x, w, 1, 'same'));
        },
        jax: () =>
          imagesLast(
            jaxFunction(
              (x, w) => lax.conv(x, w, [1, 1], 'SAME'),
              [onJax(channelsFirst(images)), onJax(outInFirst(kernel))],
            ),
            [batch, filters, size, size],
          ),
        onnx: async () => {
          const nodes = [{ op: 'Conv', inputs: ['x', 'w'], output: 'y', attributes: { pads } }];
          const work = await onnxFunction(
            { weights: { w: outInFirst(kernel) }, nodes },
            { x: channelsFirst(images) },
          );
          return imagesLast(work, [batch, filters, size, size]);
        },
      };
    },
  };
}

/** The gradients of the input and of the weight, without the forward pass where the library can leave it out. */
function gradients(batch: number, size: number, channels: number, filters: number): Workload {
  return {
    name: `conv-grads-${batch}x${size}x${size}x${channels}-${filters}`,
    flops: 2 * 2 * 9 * batch * size * size * channels * filters,
    cannot: { 'tfjs-wasm': 'no kernel Conv2DBackpropFilter', 'ort-web': 'inference only' },
    prepare: () => {
      const images = uniform([batch, size, size, channels], 1);
      const kernel = weight([3, 3, channels, filters], 2);
      const upstream = uniform([batch, size, size, filters], 3);
      return {
        cambium: () => cambiumGradients(images, kernel, upstream),
        tfjs: () => {
          const [x, w, g] = [onTfjs<tf.Tensor4D>(images), onTfjs<tf.Tensor4D>(kernel), onTfjs(upstream)];
          const both = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'));
          const compute = () => both([x, w], g);
          return {
            run: () => tf.dispose(compute()),
            result: async () => joined(await Promise.all(compute().map(readTfjs))),
          };
        },
        jax: () => {
          const inputs = [
            onJax(channelsFirst(images)),
            onJax(outInFirst(kernel)),
            onJax(channelsFirst(upstream)),
          ];
          const work = jaxFunction((x, w, g) => {
            const [value, back] = vjp((a: typeof x, b: typeof x) => lax.conv(a, b, [1, 1], 'SAME'), [x, w]);
            value.dispose();
            const both = back(g);
            back.dispose();
            return both;
          }, inputs);
          const split = batch * size * size * channels;
          return converted(work, (values) => {
            const [x, w] = [values.subarray(0, split), values.subarray(split)];
            return joined([
              channelsLast({ shape: [batch, channels, size, size], values: x }).values,
              permuted({ shape: [filters, channels, 3, 3], values: w }, [2, 3, 1, 0]).values,
            ]);
          });
        },
      };
    },
  };
}

function cambiumGradients(images: HostArray, kernel: HostArray, upstream: HostArray): Work {
  const [x, w, g] = [onCambium(images), onCambium(kernel), onCambium(upstream)];
  const attrs = {
    strides: [1, 1],
    padding: [
      [1, 1],
      [1, 1],
    ] as const,
    dilation: [1, 1],
    groups: 1,
  };
  const compute = () => [
    execute('convInputGrad', [g, w], { ...attrs, inputShape: images.shape.slice(1, 3) }),
    execute('convWeightGrad', [x, g], { ...attrs, kernelShape: kernel.shape.slice(0, 2) }),
  ];
  return {
    run: () => {
      for (const each of compute()) each.dispose();
    },
    result: async () => joined(await Promise.all(compute().map(readAndDispose))),
  };
}

function depthwise(batch: number, size: number, channels: number): Workload {
  return {
    name: `depthwise-${batch}x${size}x${size}x${channels}`,
    flops: 2 * 9 * batch * size * size * channels,
    prepare: () => {
      const images = uniform([batch, size, size, channels], 1);
      const kernel = weight([3, 3, channels, 1], 2, 9);
      return {
        cambium: () => {
          const [x, w] = [onCambium(images), onCambium(kernel)];
          return cambiumOp(() => depthwiseConv2d(x, w, { padding: 'same' }));
        },
        tfjs: () => {
          const [x, w] = [onTfjs<tf.Tensor4D>(images), onTfjs<tf.Tensor4D>(kernel)];
          return tfjsOp(() => tf.depthwiseConv2d(x, w, 1, 'same'));
        },
        jax: () =>
          imagesLast(
            jaxFunction(
              (x, w) => lax.convGeneralDilated(x, w, [1, 1], 'SAME', { featureGroupCount: channels }),
              [onJax(channelsFirst(images)), onJax(permuted(kernel, [2, 3, 0, 1]))],
            ),
            [batch, channels, size, size],
          ),
        onnx: async () => {
          const attributes = { pads, group: channels };
          const nodes = [{ op: 'Conv', inputs: ['x', 'w'], output: 'y', attributes }];
          const work = await onnxFunction(
            { weights: { w: permuted(kernel, [2, 3, 0, 1]) }, nodes },
            { x: channelsFirst(images) },
          );
          return imagesLast(work, [batch, channels, size, size]);
        },
      };
    },
  };
}

/** The same work; its result, images of the given shape, is turned to have the channels last. */
function imagesLast(work: Work, shape: readonly number[]): Work {
  return converted(work, (values) => channelsLast({ shape, values }).values);
}

function converted(work: Work, convert: (values: Float32Array) => Float32Array): Work {
  return { run: work.run, result: async () => convert(await work.result()) };
}
