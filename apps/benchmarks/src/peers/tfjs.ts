// TensorFlow.js on its WebAssembly and on its CPU backend.

import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { HostArray } from '../host-array.ts';
import type { Work } from '../workload.ts';
import type { Peer } from './peer.ts';
import { beta1, beta2, epsilon, learningRate, stepsCompared } from './training.ts';

/** The two backends as contestants. */
export function tfjsPeers(): Peer[] {
  return [
    {
      name: 'tfjs-wasm',
      family: 'tfjs',
      start: async ({ threads, files }) => {
        setWasmPaths(files.tfjs);
        setThreadsCount(threads);
        await bringUp('wasm');
        if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('it runs without SIMD here');
        return (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? threads : 1;
      },
      activate: () => tf.setBackend('wasm'),
    },
    {
      name: 'tfjs-cpu',
      family: 'tfjs',
      isPlainJavaScript: true,
      start: async () => {
        await bringUp('cpu');
        return 1;
      },
      activate: () => tf.setBackend('cpu'),
    },
  ];
}

async function bringUp(backend: string): Promise<void> {
  tf.enableProdMode(); // no checks of its own
  if (!(await tf.setBackend(backend))) throw new Error(`tf.setBackend('${backend}') gave false`);
  await tf.ready();
}

/** Onto the current backend. */
export function onTfjs<T extends tf.Tensor = tf.Tensor>({ values, shape }: HostArray): T {
  return tf.tensor(values, [...shape]) as T;
}

/** The work of one op, whose result is all that it makes. */
export function tfjsOp(compute: () => tf.Tensor): Work {
  return { run: () => compute().dispose(), result: () => readAndDispose(compute()) };
}

/** The work of a function of several ops. */
export function tfjsFunction(compute: () => tf.Tensor): Work {
  return { run: () => tf.tidy(compute).dispose(), result: () => readAndDispose(tf.tidy(compute)) };
}

/** The work of one training step on variables that begin with the weights. */
export function tfjsTraining(
  weights: readonly HostArray[],
  loss: (variables: readonly tf.Variable[]) => tf.Tensor,
): Work {
  const variables = weights.map((each) => tf.variable(onTfjs(each)));
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  const scalarLoss = () => loss(variables) as tf.Scalar;
  return {
    run: () => optimizer.minimize(scalarLoss, false, variables),
    result: async () => {
      const losses = new Float32Array(stepsCompared);
      for (let i = 0; i < stepsCompared; i++) {
        losses[i] = (await readAndDispose(optimizer.minimize(scalarLoss, true, variables)!))[0]!;
      }
      return losses;
    },
  };
}

/** `x W + b`, and ReLU if wanted, in one kernel where TensorFlow.js has it. */
export function tfjsLinear(
  x: tf.Tensor,
  weight: tf.Tensor,
  bias: tf.Tensor,
  activation: 'linear' | 'relu' = 'linear',
): tf.Tensor {
  return tf.fused.matMul({ a: x, b: weight, bias, activation });
}

/** Mean cross-entropy of logits against one-hot labels. */
export function tfjsCrossEntropy(labels: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  return tf.losses.softmaxCrossEntropy(labels, logits);
}

/** The elements as numbers on the host. */
export async function readAndDispose(tensor: tf.Tensor): Promise<Float32Array> {
  const data = Float32Array.from(await tensor.data());
  tensor.dispose();
  return data;
}
