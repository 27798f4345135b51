// Layer normalisation of rows, in double precision, and its gradient.

import type { DTypeArray, FusedKernel } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';

type Dense = ReturnType<typeof packed>;

/** Normalises each row by its own mean and variance. */
export const layerNorm: FusedKernel<'layerNorm'> = (inputs, [output], { epsilon }) => {
  const [x, scale, shift] = inputs.map(packed) as [Dense, Dense, Dense];
  const features = inputs[1]!.layout.size;
  const to = dataOf(output!);
  for (let start = 0; start < output!.layout.size; start += features) {
    const { mean, inverse } = statistics(x.data, x.offset + start, features, epsilon);
    for (let c = 0; c < features; c++) {
      const normal = (x.data[x.offset + start + c]! - mean) * inverse;
      to[output!.layout.offset + start + c] =
        normal * scale.data[scale.offset + c]! + shift.data[shift.offset + c]!;
    }
  }
};

/** `1/σ · (s − mean s − x̂ · mean(s · x̂))` with `s = g · scale`, and below it the gradients of scale and shift. */
export const layerNormGrad: FusedKernel<'layerNormGrad'> = (inputs, [output], { epsilon }) => {
  const [g, x, scale] = inputs.map(packed) as [Dense, Dense, Dense];
  const features = inputs[2]!.layout.size;
  const size = inputs[0]!.layout.size;
  const to = dataOf(output!);
  const first = output!.layout.offset;
  const scaleGrad = new Float64Array(features);
  const shiftGrad = new Float64Array(features);
  for (let start = 0; start < size; start += features) {
    const { mean, inverse } = statistics(x.data, x.offset + start, features, epsilon);
    const normal = (c: number) => (x.data[x.offset + start + c]! - mean) * inverse;
    let sum = 0;
    let along = 0;
    for (let c = 0; c < features; c++) {
      const gradient = g.data[g.offset + start + c]!;
      const scaled = gradient * scale.data[scale.offset + c]!;
      sum += scaled;
      along += scaled * normal(c);
      scaleGrad[c]! += gradient * normal(c);
      shiftGrad[c]! += gradient;
    }
    for (let c = 0; c < features; c++) {
      const scaled = g.data[g.offset + start + c]! * scale.data[scale.offset + c]!;
      to[first + start + c] = (scaled - (sum + normal(c) * along) / features) * inverse;
    }
  }
  to.set(scaleGrad, first + size);
  to.set(shiftGrad, first + size + features);
};

function statistics(
  x: DTypeArray,
  at: number,
  count: number,
  epsilon: number,
): { mean: number; inverse: number } {
  let mean = 0;
  for (let i = 0; i < count; i++) mean += x[at + i]!;
  mean /= count;
  let variance = 0;
  for (let i = 0; i < count; i++) variance += (x[at + i]! - mean) ** 2;
  return { mean, inverse: 1 / Math.sqrt(variance / count + epsilon) };
}
