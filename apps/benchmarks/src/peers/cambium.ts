// Cambium on its WebAssembly and on its CPU backend.

import { createWasmBackend } from '@cambium/backend-wasm';
import {
  Adam,
  type Backend,
  createCpuBackend,
  fromTypedArray,
  type Module,
  scope,
  setBackend,
  type Tensor,
  valueAndGrad,
} from 'cambium';
import type { HostArray } from '../host-array.ts';
import type { Work } from '../workload.ts';
import type { Peer } from './peer.ts';
import { learningRate, stepsCompared } from './training.ts';

/** The backends as contestants: WebAssembly, the same on one thread, and plain JavaScript. */
export function cambiumPeers(): Peer[] {
  return [
    onBackend('cambium-wasm', inWasm),
    { ...onBackend('cambium-wasm-1', () => inWasm(1)), isOneThread: true },
    { ...onBackend('cambium-cpu', async () => createCpuBackend()), isPlainJavaScript: true },
  ];
}

async function inWasm(threads: number): Promise<Backend> {
  const backend = await createWasmBackend({ threads });
  if (backend.name !== 'wasm') throw new Error('this engine has no WebAssembly SIMD');
  return backend;
}

function onBackend(name: Peer['name'], create: (threads: number) => Promise<Backend>): Peer {
  let backend: Backend | undefined;
  return {
    name,
    family: 'cambium',
    start: async ({ threads }) => {
      backend = await create(threads);
      return name === 'cambium-wasm' ? threads : 1;
    },
    activate: () => backend && setBackend(backend),
  };
}

/** Onto the current backend. */
export function onCambium({ values, shape }: HostArray): Tensor {
  return fromTypedArray(values, shape);
}

/** The work of one op, whose result is all that it makes. */
export function cambiumOp(compute: () => Tensor): Work {
  return { run: () => compute().dispose(), result: () => readAndDispose(compute()) };
}

/** The work of a function of several ops. */
export function cambiumFunction(compute: () => Tensor): Work {
  return { run: () => scope(() => void compute()), result: () => readAndDispose(scope(compute) as Tensor) };
}

/** Gives a model its weights, in the order of its parameters. */
export function setWeights(model: Module, weights: readonly HostArray[]): void {
  const parameters = model.parameters();
  if (parameters.length !== weights.length) {
    throw new Error(`the model has ${parameters.length} parameters, ${weights.length} weights are given`);
  }
  scope(() => {
    for (const [i, parameter] of parameters.entries()) parameter.assign(onCambium(weights[i]!));
  });
}

/** The work of one training step, from given weights in the order of the model's parameters. */
export function cambiumTraining(model: Module, weights: readonly HostArray[], loss: () => Tensor): Work {
  setWeights(model, weights);
  const optimizer = new Adam(model, { learningRate });
  const lossAndGrads = valueAndGrad(model, loss);
  const step = () =>
    scope(() => {
      const { value, grads } = lossAndGrads();
      optimizer.step(grads);
      return value;
    });
  return {
    run: () => step().dispose(),
    result: async () => {
      const losses = new Float32Array(stepsCompared);
      for (let i = 0; i < stepsCompared; i++) losses[i] = (await readAndDispose(step()))[0]!;
      return losses;
    },
  };
}

/** The elements as numbers on the host. */
export async function readAndDispose(tensor: Tensor): Promise<Float32Array> {
  const data = Float32Array.from(await tensor.data(), Number);
  tensor.dispose();
  return data;
}
