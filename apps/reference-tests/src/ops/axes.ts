// Reductions, scans, sorting and softmax beside those of TensorFlow.js.

import * as tf from '@tensorflow/tfjs';
import type { OpsOf, ReduceAttrs } from 'cambium';
import type { Case, Counterpart, Counterparts, InputSpec } from '../counterpart.ts';

type Reduce = OpsOf<'reduce'>;

const axesOf: readonly (readonly [InputSpec, readonly number[]])[] = [
  [{ shape: [7] }, [0]],
  [{ shape: [3, 5] }, [0]],
  [{ shape: [3, 5] }, [1]],
  [{ shape: [3, 5] }, [0, 1]],
  [{ shape: [2, 3, 4] }, [1]],
  [{ shape: [2, 3, 4] }, [0, 2]],
  [{ shape: [5, 17], transposed: true }, [0]],
  [{ shape: [1, 63] }, [1]],
];

function reduce(
  theirs: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  options: { dtype?: 'bool'; oneAxis?: true; range?: readonly [number, number] } = {},
): Counterpart<Reduce> {
  const { dtype, oneAxis, range } = options;
  const cases = axesOf
    .filter(([, axes]) => oneAxis === undefined || axes.length === 1)
    .flatMap(([input, axes]) =>
      [false, true].map(
        (keepDims): Case<Reduce> => ({
          inputs: [
            {
              ...input,
              ...(dtype === undefined ? {} : { dtype }),
              ...(range === undefined ? {} : { range }),
            },
          ],
          attrs: { axes, keepDims },
        }),
      ),
    );
  return {
    theirs: ([x], attrs) => theirs(x!, [...(attrs as ReduceAttrs).axes], (attrs as ReduceAttrs).keepDims),
    cases,
  };
}

const scans: readonly { shape: readonly number[]; axis: number }[] = [
  { shape: [7], axis: 0 },
  { shape: [3, 5], axis: 0 },
  { shape: [3, 5], axis: 1 },
  { shape: [2, 3, 4], axis: 1 },
];

const flags = [false, true].flatMap((reverse) => [false, true].map((exclusive) => ({ reverse, exclusive })));
const alongAxis = scans.flatMap(({ shape, axis }) =>
  flags.map((flag) => ({ inputs: [{ shape }], attrs: { axis, ...flag } })),
);
const rows = [{ shape: [5] }, { shape: [3, 7] }, { shape: [2, 3, 4] }];

/** Counterparts that walk along axes. */
export const axes: Counterparts = {
  sum: reduce(tf.sum),
  prod: reduce(tf.prod, { range: [0.5, 1.5] }),
  max: reduce(tf.max),
  min: reduce(tf.min),
  any: reduce(tf.any, { dtype: 'bool' }),
  all: reduce(tf.all, { dtype: 'bool' }),
  argMax: reduce((x, [axis], keepDims) => keep(tf.argMax(x, axis), axis!, keepDims), { oneAxis: true }),
  argMin: reduce((x, [axis], keepDims) => keep(tf.argMin(x, axis), axis!, keepDims), { oneAxis: true }),
  cumsum: {
    theirs: ([x], { axis, exclusive, reverse }) => tf.cumsum(x!, axis, exclusive, reverse),
    cases: alongAxis,
  },
  cumprod: {
    theirs: ([x], { axis, exclusive, reverse }) => tf.cumprod(x!, axis, exclusive, reverse),
    cases: alongAxis.map((each) => ({ ...each, gradient: false })), // TensorFlow.js has no gradient for cumprod
  },
  sort: {
    theirs: ([x]) => tf.topk(x!, x!.shape.at(-1)!).values,
    cases: rows.map((input) => ({
      inputs: [input],
      attrs: { axis: input.shape.length - 1, descending: true },
      gradient: false,
    })), // nor for topk
  },
  softmax: {
    theirs: ([x]) => tf.softmax(x!),
    cases: rows.map((input) => ({ inputs: [input], attrs: { axis: input.shape.length - 1 } })),
  },
  logSoftmax: {
    theirs: ([x]) => tf.logSoftmax(x!),
    cases: rows.map((input) => ({ inputs: [input], attrs: { axis: input.shape.length - 1 } })),
  },
};

function keep(x: tf.Tensor, axis: number, keepDims: boolean): tf.Tensor {
  return keepDims ? tf.expandDims(x, axis) : x;
}
