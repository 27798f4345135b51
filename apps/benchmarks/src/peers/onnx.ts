// onnxruntime-web on its WebAssembly provider, which copies inputs and outputs at every call.

import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { HostArray } from '../host-array.ts';
import type { Work } from '../workload.ts';
import { type OnnxGraph, onnxModel } from './onnx-model.ts';
import type { Peer } from './peer.ts';

/** The contestant. */
export function onnxPeers(): Peer[] {
  return [
    {
      name: 'ort-web',
      family: 'onnx',
      start: async ({ threads, files }) => {
        env.wasm.numThreads = threads;
        env.logLevel = 'error';
        if (files.onnx !== '') env.wasm.wasmPaths = { wasm: `${files.onnx}ort-wasm-simd-threaded.wasm` };
        await withoutTraces(async () => {
          // The first session brings the module up.
          const graph = { inputs: { x: [1] }, nodes: [{ op: 'Relu', inputs: ['x'], output: 'y' }] };
          const session = await InferenceSession.create(onnxModel(graph), { executionProviders: ['wasm'] });
          await session.release();
        });
        return threads;
      },
    },
  ];
}

/** In Node it leaves a global `Worker` behind, from which jax-js would conclude that its memory is shared. */
async function withoutTraces(start: () => Promise<void>): Promise<void> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  await start();
  if (before === undefined) Reflect.deleteProperty(globalThis, 'Worker');
}

/** The work of a model on inputs; weights are in the model, where they are packed once. */
export async function onnxFunction(
  graph: Omit<OnnxGraph, 'inputs'>,
  inputs: Readonly<Record<string, HostArray>>,
): Promise<Work> {
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
  const session = await InferenceSession.create(onnxModel({ ...graph, inputs: shapes }), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, values }]) => [
      name,
      new Tensor('float32', values, [...shape]),
    ]),
  );
  return {
    run: () => session.run(feeds),
    result: async () => Float32Array.from((await session.run(feeds)).y!.data as Float32Array),
  };
}
