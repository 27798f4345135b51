// Batch normalisation over rows of features, in double precision, and its gradient.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';

/** Normalises each feature by its own mean and variance, which are the other outputs. */
export const batchNorm: FusedKernel<'batchNorm'> = (inputs, outputs, { epsilon }) => {
  const [x, scale, shift] = inputs.map(packed) as [Dense, Dense, Dense];
  const { rows, features } = sizesOf(inputs[0]!);
  const mean = columnSums(x, rows, features).map((sum) => sum / rows);
  const variance = new Float64Array(features);
  for (let row = 0, i = x.offset; row < rows; row++) {
    for (let c = 0; c < features; c++, i++) {
      const deviation = x.data[i]! - mean[c]!;
      variance[c]! += deviation * deviation;
    }
  }
  for (let c = 0; c < features; c++) variance[c]! /= rows;
  normalize(outputs[0]!, x, mean, variance, scale, shift, epsilon);
  for (const [i, values] of [mean, variance].entries()) {
    dataOf(outputs[i + 1]!).set(values, outputs[i + 1]!.layout.offset);
  }
};

/** Normalises each feature by given statistics. */
export const batchNormInference: FusedKernel<'batchNormInference'> = (inputs, [output], { epsilon }) => {
  const [x, mean, variance, scale, shift] = inputs.map(packed) as [Dense, Dense, Dense, Dense, Dense];
  normalize(output!, x, valuesOf(mean, output!), valuesOf(variance, output!), scale, shift, epsilon);
};

/** `scale/σ · (g − mean g − x̂ · mean(g · x̂))`, and below it the gradients of scale and shift. */
export const batchNormGrad: FusedKernel<'batchNormGrad'> = (inputs, [output], { epsilon }) => {
  const [g, x, scale, mean, variance] = inputs.map(packed) as [Dense, Dense, Dense, Dense, Dense];
  const { rows, features } = sizesOf(inputs[0]!);
  const inverse = valuesOf(variance, output!).map((value) => 1 / Math.sqrt(value + epsilon));
  const means = valuesOf(mean, output!);
  const shiftGrad = columnSums(g, rows, features);
  const scaleGrad = new Float64Array(features);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let c = 0; c < features; c++, i++) {
      scaleGrad[c]! += g.data[g.offset + i]! * (x.data[x.offset + i]! - means[c]!) * inverse[c]!;
    }
  }
  const to = dataOf(output!);
  const start = output!.layout.offset;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let c = 0; c < features; c++, i++) {
      const normal = (x.data[x.offset + i]! - means[c]!) * inverse[c]!;
      const centred = g.data[g.offset + i]! - (shiftGrad[c]! + normal * scaleGrad[c]!) / rows;
      to[start + i] = centred * inverse[c]! * scale.data[scale.offset + c]!;
    }
  }
  to.set(scaleGrad, start + rows * features);
  to.set(shiftGrad, start + (rows + 1) * features);
};

type Dense = ReturnType<typeof packed>;

function sizesOf({ layout: { shape } }: Operand): { rows: number; features: number } {
  return { rows: shape.slice(0, -1).reduce((size, length) => size * length, 1), features: shape.at(-1)! };
}

function columnSums({ data, offset }: Dense, rows: number, features: number): Float64Array {
  const sums = new Float64Array(features);
  for (let row = 0, i = offset; row < rows; row++) {
    for (let c = 0; c < features; c++, i++) sums[c]! += data[i]!;
  }
  return sums;
}

function valuesOf({ data, offset }: Dense, output: Operand): Float64Array {
  return Float64Array.from({ length: output.layout.shape.at(-1)! }, (_, c) => data[offset + c]!);
}

function normalize(
  output: Operand,
  x: Dense,
  mean: Float64Array,
  variance: Float64Array,
  scale: Dense,
  shift: Dense,
  epsilon: number,
): void {
  const to = dataOf(output);
  const { rows, features } = sizesOf(output);
  const factor = variance.map((value, c) => scale.data[scale.offset + c]! / Math.sqrt(value + epsilon));
  for (let row = 0, i = 0; row < rows; row++) {
    for (let c = 0; c < features; c++, i++) {
      const deviation = x.data[x.offset + i]! - mean[c]!;
      to[output.layout.offset + i] = deviation * factor[c]! + shift.data[shift.offset + c]!;
    }
  }
}
