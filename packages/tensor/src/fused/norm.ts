// What the normalisations and their gradients are made of.

import { sizeOf } from '../layout.ts';
import { add, mul, sub } from '../ops/arithmetic.ts';
import { concat } from '../ops/join.ts';
import { rsqrt, square } from '../ops/math.ts';
import { mean, sum } from '../ops/reduce.ts';
import { reshape } from '../ops/shape.ts';
import type { Tensor } from '../tensor.ts';
import type { Decomposition } from './table.ts';

/** `(x − mean) / √(variance + epsilon) · scale + shift` with the statistics of each feature over the rows. */
export const batchNorm: Decomposition<'batchNorm'> = ([x, scale, shift], { epsilon }) => {
  const axes = x!.shape.slice(0, -1).map((_, axis) => axis);
  const average = mean(x!, axes);
  const deviation = sub(x!, average);
  const variance = mean(square(deviation), axes);
  const factor = mul(rsqrt(add(variance, epsilon)), scale!);
  return [add(mul(deviation, factor), shift!), average, variance];
};

/** The same with given statistics. */
export const batchNormInference: Decomposition<'batchNormInference'> = (inputs, { epsilon }) => {
  const [x, average, variance, scale, shift] = inputs as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
  return [add(mul(sub(x, average), mul(rsqrt(add(variance, epsilon)), scale)), shift)];
};

/** The same with the statistics of each row over its features. */
export const layerNorm: Decomposition<'layerNorm'> = ([x, scale, shift], { epsilon }) => {
  const { normal } = standardized(x!, -1, epsilon);
  return [add(mul(normal, scale!), shift!)];
};

/** `scale/σ · (g − mean g − x̂ · mean(g · x̂))`, with means over the rows. */
export const batchNormGrad: Decomposition<'batchNormGrad'> = ([g, x, scale], { epsilon }) => {
  const gradient = asRows(g!);
  const { normal, factor } = standardized(asRows(x!), 0, epsilon);
  const centred = withoutNormal(gradient, normal, 0);
  return [stacked(mul(centred, mul(factor, scale!)), gradient, normal)];
};

/** `1/σ · (s − mean s − x̂ · mean(s · x̂))`, with `s = g · scale` and means over the features. */
export const layerNormGrad: Decomposition<'layerNormGrad'> = ([g, x, scale], { epsilon }) => {
  const gradient = asRows(g!);
  const { normal, factor } = standardized(asRows(x!), 1, epsilon);
  const centred = withoutNormal(mul(gradient, scale!), normal, 1);
  return [stacked(mul(centred, factor), gradient, normal)];
};

/** x with mean 0 and variance 1 along an axis, and what its deviations were multiplied with. */
function standardized(x: Tensor, axis: number, epsilon: number): { normal: Tensor; factor: Tensor } {
  const deviation = sub(x, mean(x, axis, { keepDims: true }));
  const factor = rsqrt(add(mean(square(deviation), axis, { keepDims: true }), epsilon));
  return { normal: mul(deviation, factor), factor };
}

/** What is left of a gradient once its mean and its part along `normal` are taken out: neither changes the output. */
function withoutNormal(gradient: Tensor, normal: Tensor, axis: number): Tensor {
  const along = mul(normal, mean(mul(gradient, normal), axis, { keepDims: true }));
  return sub(sub(gradient, mean(gradient, axis, { keepDims: true })), along);
}

/** The gradient of the input, and below it those of scale and shift. */
function stacked(inputGrad: Tensor, gradient: Tensor, normal: Tensor): Tensor {
  const options = { keepDims: true };
  return concat([inputGrad, sum(mul(gradient, normal), 0, options), sum(gradient, 0, options)]);
}

function asRows(x: Tensor): Tensor {
  return reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}
