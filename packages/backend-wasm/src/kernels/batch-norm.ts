// Batch normalisation of float32, in training and with given statistics, and its gradient.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import { sumRows } from './column-sums.ts';
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
      const width = padded(features);
      const sums = sumRows(device, wasm.columnSums, [from], { rows, cols: features, count: width });
      wasm.columnMeans(sums, mean, rows, features);
      const matrix = { rows, cols: features, count: 2 * width };
      const squares = sumRows(device, wasm.columnSquares, [from, mean], matrix);
      const off = device.borrow(width * 4);
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
      const matrix = { rows, cols: features, count: 3 * padded(features) };
      const sums = sumRows(device, wasm.columnGradients, [g, from, mean], matrix);
      const factors = device.borrow(3 * padded(features) * 4);
      const last = out + rows * features * 4;
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
