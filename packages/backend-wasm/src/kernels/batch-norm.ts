// Batch normalisation of float32, in training and with given statistics, and its gradient.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { Adaptor, Device } from './device.ts';

/** Makes the kernel of `batchNorm`: two passes for mean and variance, and one to normalise. */
export const batchNormOn: Adaptor<FusedKernel<'batchNorm'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const [x, scale, shift] = inputs as readonly [Operand, Operand, Operand];
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { wasm } = device;
    const { rows, features } = sizesOf(x);
    const [out, mean, variance] = outputs.map((output) => addressOf(output, 4)) as [number, number, number];
    try {
      const from = device.dense(x);
      const sums = clearedSums(device, features);
      wasm.columnSums(from, sums, 0, rows, features);
      wasm.columnMeans(sums, mean, rows, features);
      const squares = clearedSums(device, 2 * padded(features));
      const off = device.borrow(padded(features) * 4);
      wasm.columnSquares(from, mean, squares, 0, rows, features);
      wasm.columnVariances(squares, variance, off, rows, features);
      normalize(device, x, { from, mean, off, variance, out }, scale, shift, attrs.epsilon);
    } finally {
      device.settle();
    }
  };

/** Makes the kernel of `batchNormInference`. */
export const batchNormInferenceOn: Adaptor<FusedKernel<'batchNormInference'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const [x, mean, variance, scale, shift] = inputs as readonly [
      Operand,
      Operand,
      Operand,
      Operand,
      Operand,
    ];
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    try {
      const places = {
        from: device.dense(x),
        mean: device.dense(mean),
        off: 0,
        variance: device.dense(variance),
        out: addressOf(outputs[0]!, 4),
      };
      normalize(device, x, places, scale, shift, attrs.epsilon);
    } finally {
      device.settle();
    }
  };

/** Makes the kernel of `batchNormGrad`: a pass for the sums, and one for the gradient of x. */
export const batchNormGradOn: Adaptor<FusedKernel<'batchNormGrad'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const x = inputs[1]!;
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { wasm } = device;
    const { rows, features } = sizesOf(x);
    const out = addressOf(outputs[0]!, 4);
    try {
      const [g, from, scale, mean, variance] = inputs.map((input) => device.dense(input)) as [
        number,
        number,
        number,
        number,
        number,
      ];
      const sums = clearedSums(device, 3 * padded(features));
      const factors = device.borrow(3 * padded(features) * 4);
      const last = out + rows * features * 4;
      wasm.columnGradients(g, from, mean, sums, 0, rows, features);
      wasm.columnGradientFactors(sums, variance, scale, factors, last, attrs.epsilon, rows, features);
      device.eachRow(wasm.columnInputGradients, [g, from, mean, factors, out], rows, features);
    } finally {
      device.settle();
    }
  };

/** Rows and features of x, seen as a matrix. */
export function sizesOf({ layout: { shape, size } }: Operand): { rows: number; features: number } {
  const features = shape[shape.length - 1]!;
  return { rows: features === 0 ? 0 : size / features, features };
}

/** A count rounded up to whole vectors. */
export function padded(count: number): number {
  return (count + 3) & ~3;
}

/** Room for sums in double precision, all 0. */
export function clearedSums(device: Device, count: number): number {
  const sums = device.borrow(padded(count) * 8);
  device.wasm.fill32(sums, 0, 2 * padded(count));
  return sums;
}

/** Addresses; `off` says how far the means are off, 0 where they are taken as they are. */
interface Places {
  readonly from: number;
  readonly mean: number;
  readonly off: number;
  readonly variance: number;
  readonly out: number;
}

function normalize(
  device: Device,
  x: Operand,
  { from, mean, off, variance, out }: Places,
  scale: Operand,
  shift: Operand,
  epsilon: number,
): void {
  const { wasm } = device;
  const { rows, features } = sizesOf(x);
  const factors = device.borrow(padded(features) * 4);
  const shifts = device.borrow(padded(features) * 4);
  const [scales, given] = [device.dense(scale), device.dense(shift)];
  wasm.columnFactors(variance, off, scales, given, factors, shifts, epsilon, features);
  device.eachRow(wasm.normalizeColumns, [from, mean, factors, shifts, out], rows, features);
}
