// Gradients of small filters are summed over chunks of images: those of the CPU backend in double precision, also where
// the last chunk is shorter than the others.

import { grad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackend } from '@cambium/backend-wasm';
import {
  type Backend,
  type ConvOptions,
  conv2d,
  type DType,
  mul,
  sum,
  type Tensor,
  tensor,
  withBackend,
} from '@cambium/tensor';
import { expect, it } from 'vitest';
import { stream } from './support.ts';

type Shape = readonly number[];

function numbers(shape: Shape, seed: number): Float32Array {
  const random = stream(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 2 * random() - 1);
}

/** The gradient of a filter, for an output whose gradient is random as well. */
function filterGradient(
  backend: Backend,
  dtype: DType,
  images: Shape,
  filter: Shape,
  options: ConvOptions,
): ArrayLike<number> {
  return withBackend(backend, () => {
    const make = (shape: Shape, seed: number): Tensor =>
      tensor([...numbers(shape, seed)], { shape: [...shape], dtype });
    const [x, weight] = [make(images, 1), make(filter, 2)];
    const upper = make(conv2d(x, weight, options).shape, 3);
    const loss = (w: Tensor): Tensor => sum(mul(upper, conv2d(x, w, options)));
    return grad(loss)(weight).dataSync() as ArrayLike<number>;
  });
}

const cases: [string, Shape, Shape, ConvOptions][] = [
  ['as many images in each chunk', [60, 28, 28, 1], [5, 5, 1, 6], { padding: 'same' }],
  ['a shorter chunk at the end', [19, 28, 28, 1], [5, 5, 1, 6], { padding: 'same' }],
  ['more filters', [37, 14, 14, 6], [5, 5, 6, 16], {}],
  ['strides', [50, 31, 33, 3], [3, 3, 3, 8], { stride: 2, padding: 1 }],
  ['one image', [1, 100, 100, 1], [5, 5, 1, 6], {}],
  ['groups', [40, 28, 28, 4], [3, 3, 2, 6], { groups: 2 }],
];

it.each(cases)('sums gradients of a filter: %s', async (_name, images, filter, options) => {
  const expected = filterGradient(createCpuBackend(), 'float64', images, filter, options);
  for (const threads of [1, 2, 3]) {
    const backend = await createWasmBackend({ threads });
    const actual = filterGradient(backend, 'float32', images, filter, options);
    const scale = Math.max(...Array.from(expected, Math.abs));
    for (let i = 0; i < expected.length; i++) {
      expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(2e-6 * scale);
    }
    backend.dispose();
  }
});
