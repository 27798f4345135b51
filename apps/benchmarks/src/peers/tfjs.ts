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

/**
 * Product of matrices for training. Its gradients copy the transposed factors, where those of `tf.matMul` set flags:
 * the WebAssembly kernel behind the flags takes many times as long. For small products a call is all that counts.
 */
export function tfjsProduct(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const isSmall = a.size * b.shape.at(-1)! < 2 ** 16;
  return isSmall ? tf.matMul(a, b) : productWithGradients(a, b);
}

const productWithGradients = tf.customGrad((...args) => {
  const [a, b, save] = args as [tf.Tensor, tf.Tensor, (kept: tf.Tensor[]) => void];
  save([a, b]);
  return {
    value: tf.matMul(a, b),
    gradFunc: (upstream, [x, y]) => [
      tf.matMul(upstream, tfjsTransposed(y!)),
      tf.matMul(tfjsTransposed(x!), upstream),
    ],
  };
});

/** With the last two axes changed over. */
export function tfjsTransposed(x: tf.Tensor): tf.Tensor {
  const axes = Array.from(x.shape, (_, axis) => axis);
  return tf.transpose(x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

/** `x W + b` for training. */
export function tfjsLinear(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor): tf.Tensor {
  return tf.add(tfjsProduct(x, weight), bias);
}

/** A layer `x W + b`, with ReLU or not: one kernel where no gradient is wanted. */
export function tfjsDense(
  x: tf.Tensor,
  [weight, bias]: readonly [tf.Tensor, tf.Tensor],
  { hasRelu, isTraining }: { readonly hasRelu: boolean; readonly isTraining: boolean },
): tf.Tensor {
  if (!isTraining) {
    return tf.fused.matMul({ a: x, b: weight, bias, activation: hasRelu ? 'relu' : 'linear' });
  }
  const y = tfjsLinear(x, weight, bias);
  return hasRelu ? tf.relu(y) : y;
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
