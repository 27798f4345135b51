// Products of matrices, and products with bias and activation in one call.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, convertOptional, floating, matchTypes, run } from './convert.ts';
import { conv2d, depthwiseConv2d } from './convolution.ts';
import { FacadeTensor, type Like, refuse } from './tensor.ts';
import type { Format, Pad, PerAxis, Rounding } from './window.ts';

/** Dot products as TensorFlow.js orders them. */
export function matMul(a: Like, b: Like, transposeA = false, transposeB = false): FacadeTensor {
  return run(() => product(convert(a, 'a', 'matMul'), convert(b, 'b', 'matMul'), transposeA, transposeB));
}

function product(first: Tensor, second: Tensor, transposeA: boolean, transposeB: boolean): Tensor {
  const [a, b] = matchTypes(first, second);
  // Matrices of integers are multiplied as floats there, too.
  if (a.dtype !== 'float32')
    return cambium.cast(product(floating(a), floating(b), transposeA, transposeB), a.dtype);
  if (a.rank < 2 || b.rank < 2) refuse('matMul', `takes matrices, got ranks ${a.rank} and ${b.rank}.`);
  const turned = (x: Tensor, isTurned: boolean): Tensor => (isTurned ? cambium.swapAxes(x, -1, -2) : x);
  return cambium.matmul(turned(a, transposeA), turned(b, transposeB));
}

export function dot(t1: Like, t2: Like): FacadeTensor {
  return run(() => {
    const [a, b] = [convert(t1, 't1', 'dot'), convert(t2, 't2', 'dot')];
    if (![a, b].every(({ rank }) => rank === 1 || rank === 2))
      refuse('dot', `inputs must all be rank 1 or 2, but got ranks ${a.rank} and ${b.rank}.`);
    return cambium.matmul(a, b);
  });
}

export function outerProduct(v1: Like, v2: Like): FacadeTensor {
  return run(() => cambium.outer(convert(v1, 'v1', 'outerProduct'), convert(v2, 'v2', 'outerProduct')));
}

export function einsum(equation: string, ...tensors: readonly Like[]): FacadeTensor {
  return run(() =>
    cambium.einsum(equation, ...tensors.map((each, i) => convert(each, `tensors${i}`, 'einsum'))),
  );
}

type Activation = 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'prelu' | 'leakyrelu' | null | undefined;

interface Epilogue {
  readonly bias?: Like | null;
  readonly activation?: Activation;
  readonly preluActivationWeights?: Like | null;
  readonly leakyreluAlpha?: number;
}

/** Bias and activation behind a product. */
function finish(
  op: string,
  y: Tensor,
  { bias, activation, preluActivationWeights, leakyreluAlpha = 0.2 }: Epilogue,
): Tensor {
  const shift = convertOptional(bias, 'bias', op);
  const sum = shift === null ? y : cambium.add(y, shift);
  switch (activation ?? 'linear') {
    case 'linear':
      return sum;
    case 'relu':
      return cambium.relu(sum);
    case 'relu6':
      return cambium.relu6(sum);
    case 'elu':
      return cambium.elu(sum);
    case 'sigmoid':
      return cambium.sigmoid(sum);
    case 'prelu':
      return cambium.prelu(sum, convert(preluActivationWeights, 'prelu weights', op));
    case 'leakyrelu':
      return cambium.leakyRelu(sum, leakyreluAlpha);
    default:
      return refuse(op, `Unknown fused activation ${activation}.`);
  }
}

interface FusedConv extends Epilogue {
  readonly x: Like;
  readonly filter: Like;
  readonly strides: PerAxis;
  readonly pad: Pad;
  readonly dataFormat?: Format;
  readonly dilations?: PerAxis;
  readonly dimRoundingMode?: Rounding;
}

function fusedConv(op: string, convolve: typeof conv2d) {
  return (options: FusedConv): FacadeTensor =>
    run(() => {
      const { x, filter, strides, pad, dataFormat = 'NHWC', dilations = 1, dimRoundingMode } = options;
      const y = convolve(x, filter, strides, pad, dataFormat, dilations, dimRoundingMode).inner;
      const bias = convertOptional(options.bias, 'bias', op);
      if (dataFormat !== 'NCHW') return finish(op, y, options);
      if (bias !== null && bias.rank > 1)
        refuse(op, `only supports scalar or 1-D Tensor bias for NCHW format but got rank ${bias.rank}.`);
      const slopes = convertOptional(options.preluActivationWeights, 'prelu weights', op);
      const turned = slopes?.rank === 3 ? cambium.transpose(slopes, [1, 2, 0]) : slopes;
      const epilogue = {
        ...options,
        preluActivationWeights: turned === null ? null : new FacadeTensor(turned),
      };
      const [front, back] =
        y.rank === 3
          ? [
              [1, 2, 0],
              [2, 0, 1],
            ]
          : [
              [0, 2, 3, 1],
              [0, 3, 1, 2],
            ];
      return cambium.transpose(finish(op, cambium.transpose(y, front), epilogue), back);
    });
}

/** Products with bias and activation in one call. */
export const fused = {
  conv2d: fusedConv('fused conv2d', conv2d),
  depthwiseConv2d: fusedConv('fused depthwiseConv2d', depthwiseConv2d),
  matMul: (
    options: Epilogue & { a: Like; b: Like; transposeA?: boolean; transposeB?: boolean },
  ): FacadeTensor =>
    run(() => {
      const { a, b, transposeA = false, transposeB = false } = options;
      const y = product(
        convert(a, 'a', 'fused matMul'),
        convert(b, 'b', 'fused matMul'),
        transposeA,
        transposeB,
      );
      return finish('fused matMul', y, options);
    }),
};
