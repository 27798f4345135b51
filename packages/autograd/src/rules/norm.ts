// Gradients of the normalisations. One op gives those of input, scale and shift together, in rows one below the other.

import { add, execute, mul, neg, reshape, rsqrt, square, sub, sum, type Tensor } from '@cambium/tensor';
import { throughDecomposition } from './decomposed.ts';
import type { Rule, Rules, Vjp } from './rule.ts';

type NormOp = 'batchNorm' | 'batchNormGrad' | 'batchNormInference' | 'layerNorm' | 'layerNormGrad';
type Normalization = 'batchNorm' | 'layerNorm';

/** Rows of a matrix, as a view. */
function rows(matrix: Tensor, start: number, count: number): Tensor {
  const sizes = [count, matrix.shape[1]!];
  return execute('slice', [matrix], { starts: [start, 0], sizes, steps: [1, 1] });
}

/** Slices the gradients of input, scale and shift out of those that `compute` stacks. */
function unstacking<N extends Normalization>(compute: Vjp<N>): Rule<N> {
  // A copy, because a view of few rows would keep all of them in memory until the optimizer's step.
  const lastRow = (fromEnd: number): Vjp<N> => {
    return (g, saved, call) => {
      const stacked = call.share(() => compute(g, saved, call));
      const row = execute('contiguous', [rows(stacked, stacked.shape[0]! - fromEnd, 1)], {});
      return reshape(row, [stacked.shape[1]!]);
    };
  };
  const input: Vjp<N> = (g, saved, call) => {
    const stacked = call.share(() => compute(g, saved, call));
    return reshape(rows(stacked, 0, stacked.shape[0]! - 2), call.inputs[0].shape);
  };
  return { saves: 'both', vjp: [input, lastRow(2), lastRow(1)] };
}

/** `g / √(variance + epsilon)` by feature, and its inner derivative. */
const scaled = (g: Tensor, variance: Tensor, epsilon: number): Tensor =>
  mul(g, rsqrt(add(variance, epsilon)));

/** Sum over all axes but the last. */
const byFeature = (g: Tensor): Tensor =>
  sum(
    g,
    g.shape.slice(0, -1).map((_, axis) => axis),
  );

/** VJP rules of the normalisations. */
export const normRules: Rules<NormOp> = {
  batchNorm: unstacking((g, [x, scale, , , mean, variance], { attrs }) =>
    execute('batchNormGrad', [g, x, scale, mean, variance], attrs),
  ),
  batchNormGrad: throughDecomposition('batchNormGrad'),
  batchNormInference: {
    saves: 'inputs',
    vjp: [
      (g, [, , variance, scale], { attrs }) => mul(g, scaled(scale, variance, attrs.epsilon)),
      (g, [, , variance, scale], { attrs }) => neg(mul(byFeature(g), scaled(scale, variance, attrs.epsilon))),
      (g, [x, mean, variance, scale], { attrs: { epsilon } }) => {
        const inverse = rsqrt(add(variance, epsilon));
        const derivative = mul(mul(inverse, square(inverse)), -0.5);
        return mul(byFeature(mul(g, sub(x, mean))), mul(scale, derivative));
      },
      (g, [x, mean, variance], { attrs }) => scaled(byFeature(mul(g, sub(x, mean))), variance, attrs.epsilon),
      (g) => byFeature(g),
    ],
  },
  layerNorm: unstacking((g, [x, scale], { attrs }) => execute('layerNormGrad', [g, x, scale], attrs)),
  layerNormGrad: throughDecomposition('layerNormGrad'),
};
