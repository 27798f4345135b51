// Models on the WebAssembly backend: the same outputs and gradients as on the one in plain TypeScript.

import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackend } from '@cambium/backend-wasm';
import { type Backend, normal, seed, setBackend, sin, sum, type Tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { MobileNetV2, type Module, resnet18, UNet, VGG } from '../src/index.ts';

type Model = Module & { forward(x: Tensor): Tensor };

interface ModelCase {
  readonly name: string;
  readonly make: () => Model;
  readonly input: readonly number[];
}

const backends = [createCpuBackend(), await createWasmBackend({ threads: 1 })] as const;

/** Outputs, and gradients by all parameters, from the same random numbers. */
function computed(backend: Backend, { make, input }: ModelCase): number[][] {
  setBackend(backend);
  seed(3);
  const [layer, x] = [make(), normal(input)];
  const { value, grads } = valueAndGrad(layer, () => {
    const output = layer.forward(x);
    return [sum(sin(output)), output] as const;
  })();
  return [value[1], ...grads.values()].map((result) => [...result.dataSync()].map(Number));
}

function model(name: string, make: () => Model, input: readonly number[]): ModelCase {
  return { name, make, input };
}

const models: readonly ModelCase[] = [
  model('resnet18', () => resnet18({ width: 4, stem: 'small', classes: 3 }), [2, 8, 8, 3]),
  model(
    'VGG',
    () => new VGG({ depth: 11, width: 4, hiddenSize: 8, pooledSize: 1, classes: 3, dropout: 0 }),
    [2, 32, 32, 3],
  ),
  model(
    'MobileNetV2',
    () => new MobileNetV2({ widthMultiplier: 0.25, stem: 'small', classes: 3, dropout: 0 }),
    [4, 16, 16, 3],
  ),
  model('UNet', () => new UNet({ inChannels: 1, outChannels: 3, width: 4, depth: 2 }), [2, 8, 4, 1]),
];

/** The largest magnitude. */
function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe.each(models)('$name on WebAssembly', (each) => {
  it('gives the outputs and gradients of the CPU backend', () => {
    const [expected, actual] = backends.map((backend) => computed(backend, each)) as [number[][], number[][]];
    expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
    // Some gradients are 0 but for rounding, like those of a shift in front of a normalization: one measure for all.
    const scale = largest(expected.map(largest));
    const differences = expected.map((values, i) =>
      largest(values.map((value, j) => value - actual[i]![j]!)),
    );
    expect(largest(differences) / scale).toBeLessThan(1e-4);
  });
});
