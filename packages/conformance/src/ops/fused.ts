// Ops that a backend may compute in one pass. The same cases run with its kernel and with the decomposition.

import type { AttrsOf, FusedOp } from '@cambium/tensor';
import { build, type HostTensor, mapLines, positionOf } from '../harness/host.ts';
import { logSoftmaxOf, softmaxOf } from '../reference/lines.ts';
import { axesOf, dense, type Form, laid, oddShapes, oneInput, type Suite } from '../suite.ts';
import { convBias } from './conv.ts';
import { elementwise } from './elementwise.ts';
import { crossEntropy, crossEntropyGrad } from './loss.ts';
import { batchNorm, batchNormGrad, batchNormInference, layerNorm, layerNormGrad } from './norm.ts';
import { gruCell, gruCellGrad, lstmCell, lstmCellGrad } from './recurrent.ts';
import { gru, gruGrad, lstm, lstmGrad } from './recurrent-run.ts';

type AlongAxis = 'softmax' | 'logSoftmax';

function axisAttrs(shape: readonly number[]): AttrsOf<AlongAxis>[] {
  return axesOf(shape).map((axis) => ({ axis }));
}

/** Cases of `softmax` and `logSoftmax`. */
export const alongAxis: Suite<AlongAxis> = {
  // The greatest of no elements does not exist: an empty axis has no softmax.
  forms: () => oneInput(oddShapes, (shape) => axisAttrs(shape).filter(({ axis }) => shape[axis]! > 0)),
  specialForms: () =>
    [
      [1000, 1001, 999],
      [-1000, -1000, 0],
      [-Infinity, 0, 1],
      [3e38, 3e38, -3e38],
      [1, Number.NaN, 2],
      [Infinity, 1, 2],
      [-Infinity, -Infinity, -Infinity],
    ].map((values) => ({ slots: [{ shape: [3], values }], attrs: { axis: 0 } })),
  gradientForms: () =>
    [dense(4), laid('transposed', 2, 3)].flatMap((slot) =>
      axisAttrs(slot.shape).map((attrs) => ({ slots: [slot], attrs })),
    ),
  reference: (op, inputs, { axis }) => {
    const [x] = inputs as readonly [HostTensor];
    return [mapLines(x, axis, x.dtype, op === 'softmax' ? softmaxOf : logSoftmaxOf)];
  },
  terms: (_op, inputs, { axis }) => inputs[0]!.shape[axis]!,
};

function layer(x: readonly number[], fanOut: number, i = 0): Form {
  const fanIn = x.at(-1)!;
  const ways = ['dense', 'transposed', 'stepped', 'reversed', 'stretched', 'shifted'] as const;
  const way = (turn: number) => ways[(i + turn) % ways.length]!;
  return {
    slots: [
      x.length === 1 ? dense(...x) : laid(way(0), ...x),
      laid(way(i), fanIn, fanOut),
      laid(i === 0 ? 'dense' : 'stepped', fanOut),
    ],
    attrs: {},
  };
}

/** Cases of `linear`. */
export const linear: Suite<'linear'> = {
  forms: () =>
    [0, 1, 2, 3, 4, 5].flatMap((i) => [
      layer([3, 5], 4, i),
      layer([1, 1], 1, i),
      layer([17, 63], 3, i),
      layer([2, 3, 5], 17, i),
      layer([5], 3, i),
      layer([0, 5], 3, i),
      layer([3, 0], 2, i),
      layer([33, 70], 65, i),
    ]),
  gradientForms: () => [layer([2, 3], 2), layer([2, 3], 2, 1), layer([2, 2, 2], 1), layer([3], 2)],
  reference: (_op, inputs) => {
    const [x, weight, bias] = inputs as readonly [HostTensor, HostTensor, HostTensor];
    const [fanIn, fanOut] = weight.shape as readonly [number, number];
    return [
      build([...x.shape.slice(0, -1), fanOut], x.dtype, (at) => {
        const column = at.at(-1)!;
        const row = positionOf(x.shape, [...at.slice(0, -1), 0]);
        let sum = bias.values[column]!;
        for (let i = 0; i < fanIn; i++) sum += x.values[row + i]! * weight.values[i * fanOut + column]!;
        return sum;
      }),
    ];
  },
  terms: (_op, inputs) => inputs[1]!.shape[0]!,
};

/** Suites of the fused ops. */
export const fused: { readonly [N in FusedOp]: Suite<N> } = {
  softmax: alongAxis,
  logSoftmax: alongAxis,
  linear,
  convBias,
  crossEntropy,
  crossEntropyGrad,
  batchNorm,
  batchNormGrad,
  batchNormInference,
  layerNorm,
  layerNormGrad,
  lstmCell,
  lstmCellGrad,
  gruCell,
  gruCellGrad,
  lstm,
  lstmGrad,
  gru,
  gruGrad,
  elementwise,
};
