// Batch normalisation over rows of features, in double precision, and its gradient.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';

/** Normalises each feature by its own mean and variance, which are the other outputs. */
export const batchNorm: FusedKernel<'batchNorm'> = (inputs, outputs, { epsilon }) => {
  const [x, scale, shift] = inputs.map(packed) as [Dense, Dense, Dense];
  const { rows, features } = sizesOf(inputs[0]!);
  const mean = columns(rows, features, (i) => x.data[x.offset + i]!).map((sum) => sum / rows);
  const variance = columns(rows, features, (i, c) => (x.data[x.offset + i]! - mean[c]!) ** 2).map(
    (sum) => sum / rows,
  );
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
  const inverse = Float64Array.from(
    { length: features },
    (_, c) => 1 / Math.sqrt(variance.data[variance.offset + c]! + epsilon),
  );
  const normal = (i: number, c: number) =>
    (x.data[x.offset + i]! - mean.data[mean.offset + c]!) * inverse[c]!;
  const shiftGrad = columns(rows, features, (i) => g.data[g.offset + i]!);
  const scaleGrad = columns(rows, features, (i, c) => g.data[g.offset + i]! * normal(i, c));
  const to = dataOf(output!);
  const start = output!.layout.offset;
  for (let row = 0, i = 0; row < rows; row++) {
    for (let c = 0; c < features; c++, i++) {
      const centred = g.data[g.offset + i]! - (shiftGrad[c]! + normal(i, c) * scaleGrad[c]!) / rows;
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

/** Sums by column; `element` gives the summand at a flat place and its column. */
function columns(
  rows: number,
  features: number,
  element: (i: number, column: number) => number,
): Float64Array {
  const sums = new Float64Array(features);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let c = 0; c < features; c++, i++) sums[c]! += element(i, c);
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
