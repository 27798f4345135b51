// jax-js on its WebAssembly device. Functions own their arguments: `.ref` keeps an array for another use.

import { defaultDevice, init, jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { HostArray } from '../host-array.ts';
import type { Work } from '../workload.ts';
import type { Peer } from './peer.ts';
import { beta1, beta2, epsilon, learningRate, stepsCompared } from './training.ts';

/** The contestant. Its threads cannot be chosen: all that there are in browsers with shared memory, one in Node. */
export function jaxPeers(): Peer[] {
  return [
    {
      name: 'jax-js',
      family: 'jax',
      start: async () => {
        // Named, because the search for all devices throws where there is no `navigator`.
        const devices = await init('wasm');
        if (!devices.includes('wasm')) throw new Error("init('wasm') gave no device");
        defaultDevice('wasm');
        const hasWorkers = typeof Worker !== 'undefined' && typeof SharedArrayBuffer !== 'undefined';
        return hasWorkers ? navigator.hardwareConcurrency : 1;
      },
    },
  ];
}

/** Onto the device. */
export function onJax({ values, shape }: HostArray): np.Array {
  return np.array(values, { shape: [...shape] });
}

/** The work of a function, compiled as a whole; the function owns its arguments. */
export function jaxFunction(
  compute: (...args: np.Array[]) => np.Array | np.Array[],
  args: readonly np.Array[],
): Work {
  const compiled = jit((...inputs: np.Array[]) => [compute(...inputs)].flat());
  const call = () => compiled(...args.map((each) => each.ref)) as np.Array[];
  return {
    run: async () => {
      const outputs = call();
      // Kernels are started by waiting; those of all the outputs wait together.
      for (const each of outputs) await each.blockUntilReady();
      for (const each of outputs) each.dispose();
    },
    result: async () => {
      const parts: number[] = [];
      for (const each of call()) for (const value of await each.data()) parts.push(value);
      return Float32Array.from(parts);
    },
  };
}

type State = { weights: np.Array[]; means: np.Array[]; squares: np.Array[]; steps: np.Array };

/** The work of one training step, gradients and Adam in one compiled function. The loss owns weights and data. */
export function jaxTraining(
  weights: readonly HostArray[],
  data: readonly np.Array[],
  loss: (weights: np.Array[], ...data: np.Array[]) => np.Array,
): Work {
  const zeros = () => weights.map(({ shape }) => np.zeros([...shape]));
  let state: State = { weights: weights.map(onJax), means: zeros(), squares: zeros(), steps: np.array([0]) };
  const compiled = jit((before: State, ...inputs: np.Array[]): [np.Array, State] => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(before.weights) as np.Array[], ...inputs);
    return [value, adam(before, gradients as np.Array[])];
  });
  const step = () => {
    const [value, after] = compiled(state, ...data.map((each) => each.ref)) as [np.Array, State];
    state = after;
    return value;
  };
  return {
    run: async () => {
      const value = await step().blockUntilReady();
      value.dispose();
    },
    result: async () => {
      const losses = new Float32Array(stepsCompared);
      for (let i = 0; i < stepsCompared; i++) losses[i] = (await step().data())[0]!;
      return losses;
    },
  };
}

function adam({ weights, means, squares, steps }: State, gradients: readonly np.Array[]): State {
  const next = steps.add(1);
  const meanCorrection = np.subtract(1, np.power(beta1, next.ref));
  const squareCorrection = np.subtract(1, np.power(beta2, next.ref));
  const after: State = { weights: [], means: [], squares: [], steps: next };
  weights.forEach((weight, i) => {
    const gradient = gradients[i]!;
    const mean = means[i]!.mul(beta1).add(gradient.ref.mul(1 - beta1));
    const meanSquare = squares[i]!.mul(beta2).add(np.square(gradient).mul(1 - beta2));
    const root = np.sqrt(meanSquare.ref.div(squareCorrection.ref)).add(epsilon);
    after.weights.push(weight.sub(mean.ref.div(meanCorrection.ref).mul(learningRate).div(root)));
    after.means.push(mean);
    after.squares.push(meanSquare);
  });
  meanCorrection.dispose();
  squareCorrection.dispose();
  return after;
}

/** `x W + b`; owns all three. */
export function jaxLinear(x: np.Array, weight: np.Array, bias: np.Array): np.Array {
  return np.matmul(x, weight).add(bias);
}

/** Mean cross-entropy of logits against one-hot labels; owns both. */
export function jaxCrossEntropy(labels: np.Array, logits: np.Array): np.Array {
  const batch = logits.shape[0]!;
  return nn
    .logSoftmax(logits)
    .mul(labels)
    .sum()
    .mul(-1 / batch);
}
