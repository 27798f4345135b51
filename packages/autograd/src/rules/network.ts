// Gradients of matrix products, convolution and pooling. Convolution and its two gradients are closed under
// differentiation: each is linear in both its inputs, and its rules are the other two.

import { execute, matmul, reshape, sizeOf, sum, swapAxes, type Tensor } from '@cambium/tensor';
import type { Rules, Vjp } from './rule.ts';

type NetworkOp =
  | 'matmul'
  | 'linear'
  | 'conv'
  | 'convBias'
  | 'convInputGrad'
  | 'convWeightGrad'
  | 'maxPool'
  | 'avgPool'
  | 'avgPoolGrad';

const flip = (matrix: Tensor): Tensor => swapAxes(matrix, -1, -2);

/** `[..., n]` as a matrix of rows. */
const rows = (x: Tensor): Tensor => reshape(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);

/** Of a convolution, by its input. */
const inputGrad: Vjp<'conv' | 'convBias'> = (g, [, weight], { attrs, inputs }) =>
  execute('convInputGrad', [g, weight], { ...attrs, inputShape: inputs[0].shape.slice(1, -1) });

/** Of a convolution, by its filter. */
const weightGrad: Vjp<'conv' | 'convBias'> = (g, [x], { attrs, inputs }) =>
  execute('convWeightGrad', [x, g], { ...attrs, kernelShape: inputs[1].shape.slice(0, -2) });

/** VJP rules of the network ops. */
export const networkRules: Rules<NetworkOp> = {
  matmul: { saves: 'inputs', vjp: [(g, [, b]) => matmul(g, flip(b)), (g, [a]) => matmul(flip(a), g)] },
  linear: {
    saves: 'inputs',
    vjp: [
      (g, [, weight]) => matmul(g, flip(weight)),
      (g, [x]) => matmul(flip(rows(x)), rows(g)),
      (g) => sum(rows(g), 0),
    ],
  },
  conv: { saves: 'inputs', vjp: [inputGrad, weightGrad] },
  convBias: { saves: 'inputs', vjp: [inputGrad, weightGrad, (g) => sum(rows(g), 0)] },
  convInputGrad: {
    saves: 'inputs',
    vjp: [
      (g, [, weight], { attrs: { inputShape: _, ...attrs } }) => execute('conv', [g, weight], attrs),
      (g, [grad], { attrs: { inputShape: _, ...attrs }, inputs }) =>
        execute('convWeightGrad', [g, grad], { ...attrs, kernelShape: inputs[1].shape.slice(0, -2) }),
    ],
  },
  convWeightGrad: {
    saves: 'inputs',
    vjp: [
      (g, [, grad], { attrs: { kernelShape: _, ...attrs }, inputs }) =>
        execute('convInputGrad', [grad, g], { ...attrs, inputShape: inputs[0].shape.slice(1, -1) }),
      (g, [x], { attrs: { kernelShape: _, ...attrs } }) => execute('conv', [x, g], attrs),
    ],
  },
  maxPool: {
    saves: 'outputs',
    vjp: [
      (g, [, places], { inputs }) => {
        const [batch, channels] = [inputs[0].shape[0]!, inputs[0].shape.at(-1)!];
        const spatial = inputs[0].shape.slice(1, -1);
        const windows = sizeOf(g.shape.slice(1, -1));
        const scattered = execute(
          'scatterElements',
          [reshape(places, [batch, windows, channels]), reshape(g, [batch, windows, channels])],
          { axis: 1, size: sizeOf(spatial) },
        );
        return reshape(scattered, inputs[0].shape);
      },
    ],
  },
  avgPool: {
    saves: 'nothing',
    vjp: [
      (g, _saved, { attrs, inputs }) =>
        execute('avgPoolGrad', [g], { ...attrs, inputShape: inputs[0].shape.slice(1, -1) }),
    ],
  },
  avgPoolGrad: {
    saves: 'nothing',
    vjp: [(g, _saved, { attrs: { inputShape: _, ...attrs } }) => execute('avgPool', [g], attrs)],
  },
};
