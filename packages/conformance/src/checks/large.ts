// Tensors so large that backends divide the work: among threads, into blocks, over several passes.

import type { AttrsOf, OpName } from '@cambium/tensor';
import { type Check, without } from '../check.ts';
import { callsFor } from '../harness/plan.ts';
import { checkCalls } from '../harness/run.ts';
import { sample } from '../harness/values.ts';
import { dense, type Form, laid, type Slot } from '../suite.ts';
import { suiteOf } from '../suites.ts';

/** One call of an op on about this many elements. */
interface Large {
  readonly op: OpName;
  readonly form: Form;
}

function large<N extends OpName>(op: N, attrs: AttrsOf<N>, ...slots: readonly Slot[]): Large {
  return { op, form: { slots, attrs } };
}

const [rows, columns] = [259, 263];
const image = {
  strides: [1, 1],
  padding: [
    [1, 1],
    [1, 1],
  ],
  dilation: [1, 1],
  groups: 1,
} as const;
const window = {
  kernelShape: [2, 2],
  strides: [2, 2],
  padding: [
    [0, 0],
    [0, 0],
  ],
  ceilMode: false,
} as const;
const places: Slot = { shape: [rows, 40], dtype: 'int32', values: sample('uint8', rows * 40, 3) };
const classes: Slot = { shape: [rows], dtype: 'int32', values: sample('uint8', rows, 4) };

const calls: readonly Large[] = [
  large('exp', {}, dense(rows, columns)),
  large('tanh', {}, laid('transposed', rows, columns)),
  large('add', {}, dense(rows, columns), dense(rows, columns)),
  large('mul', {}, dense(rows, columns), dense(columns)),
  large('greater', {}, dense(rows, columns), laid('transposed', rows, columns)),
  large(
    'where',
    {},
    { shape: [rows, 1], dtype: 'bool', values: sample('bool', rows, 1) },
    dense(rows, columns),
    dense(),
  ),
  large(
    'elementwise',
    {
      instructions: [
        { op: 'mul', inputs: [0, 1], attrs: {} },
        { op: 'exp', inputs: [3], attrs: {} },
        { op: 'add', inputs: [4, 2], attrs: {} },
        { op: 'sub', inputs: [5, 0], attrs: {} },
      ],
      results: [6, 4],
      assignments: [[0, 3]],
    },
    dense(rows, columns),
    laid('transposed', rows, columns),
    dense(),
  ),
  large('contiguous', {}, laid('transposed', rows, columns)),
  large('cast', { dtype: 'int32' }, dense(rows, columns)),
  large('fill', { shape: [rows, columns], dtype: 'float32', value: 7 }),
  large('iota', { size: 70_001, start: 0, step: 1, dtype: 'float32' }),
  large('sum', { axes: [0, 1], keepDims: false }, dense(rows, columns)),
  large('sum', { axes: [0], keepDims: false }, dense(rows, columns)),
  large('max', { axes: [1], keepDims: false }, laid('transposed', rows, columns)),
  large('cumsum', { axis: 0, reverse: false, exclusive: false }, dense(rows, columns)),
  large('sort', { axis: 0, descending: false }, dense(20_011)),
  large('softmax', { axis: 1 }, dense(rows, columns)),
  large('logSoftmax', { axis: 0 }, dense(rows, columns)),
  large('matmul', {}, dense(131, 270), dense(270, 141)),
  large('matmul', {}, laid('transposed', 67, 515), laid('transposed', 515, 33)),
  large('matmul', {}, dense(5, 20), dense(20, 700)),
  large('matmul', {}, dense(700, 20), dense(20, 5)),
  large('matmul', {}, dense(7, 1100), dense(1100, 9)),
  large('linear', {}, dense(130, 270), dense(270, 67), dense(67)),
  large('crossEntropy', {}, dense(rows, columns), classes),
  large('crossEntropyGrad', {}, dense(rows), dense(rows, columns), classes),
  large('batchNorm', { epsilon: 1e-5 }, dense(rows, columns), dense(columns), dense(columns)),
  large('layerNorm', { epsilon: 1e-5 }, dense(rows, columns), dense(columns), dense(columns)),
  large('layerNormGrad', { epsilon: 1e-5 }, dense(rows, columns), dense(rows, columns), dense(columns)),
  large('conv', image, dense(2, 15, 17, 16), dense(3, 3, 16, 24)),
  large('convInputGrad', { ...image, inputShape: [15, 17] }, dense(2, 15, 17, 24), dense(3, 3, 16, 24)),
  large('convWeightGrad', { ...image, kernelShape: [3, 3] }, dense(2, 15, 17, 16), dense(2, 15, 17, 24)),
  large('conv', image, dense(1, 5, 6, 64), dense(3, 3, 64, 5)),
  large('convBias', image, dense(2, 15, 17, 16), dense(3, 3, 16, 24), dense(24)),
  large('convInputGrad', { ...image, inputShape: [5, 6] }, dense(1, 5, 6, 5), dense(3, 3, 64, 5)),
  large('convWeightGrad', { ...image, kernelShape: [3, 3] }, dense(1, 5, 6, 64), dense(1, 5, 6, 5)),
  large('maxPool', { ...window, dilation: [1, 1] }, dense(4, 28, 28, 10)),
  large('avgPool', { ...window, countPadding: true }, dense(4, 28, 28, 10)),
  large('avgPoolGrad', { ...window, countPadding: true, inputShape: [28, 28] }, dense(4, 14, 14, 10)),
  large('gather', { axis: 0 }, dense(256, 9), places),
  large('scatterSlices', { axis: 0, size: 256 }, places, dense(rows, 40, 3)),
  large('takeAlongAxis', { axis: 1 }, dense(rows, 256), places),
  large('concat', { axis: 1 }, dense(rows, 100), laid('transposed', rows, 100)),
];

/** One call for each way in which work can be divided. */
export function largeChecks(): Check[] {
  return [...new Set(calls.map(({ op }) => op))].map((op) => ({
    group: 'large tensors',
    name: `${op} is right where the work is divided`,
    missing: without('float32'),
    run: (backend) => {
      const forms = calls.filter((each) => each.op === op).map(({ form }) => form);
      return checkCalls(backend, suiteOf(op), callsFor(op, forms, 'float32', backend));
    },
  }));
}
