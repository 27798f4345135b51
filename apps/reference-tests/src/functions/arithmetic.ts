// Functions of elements and of axes that we put together from ops.

import * as tf from '@tensorflow/tfjs';
import type { Comparison } from '../compare/comparison.ts';
import { stretch } from '../ops/binary.ts';
import { arrangementAt, oddShapes, pairs } from '../ops/shapes.ts';
import { type CallForm, callsOf } from './call.ts';

const turns = [0, 1, 2, 3];

const squares: CallForm[] = pairs.flatMap(([a, b]) =>
  turns.map((turn) => ({
    inputs: [a, b].map((shape, i) => ({ shape, arrangement: arrangementAt(shape, turn + i) })),
    theirs: ([x, y]) => tf.squaredDifference(stretch(x!, y!), stretch(y!, x!)),
  })),
);

type Fold = (x: tf.Tensor, axis: number, keepDims: boolean) => tf.Tensor;

const lines = oddShapes.filter((shape) => shape.length > 0 && !shape.includes(0));

function folds(theirs: Fold, options: object = {}): CallForm[] {
  return lines.flatMap((shape, i) =>
    shape.flatMap((_, axis) =>
      [false, true].map((keepDims, j) => ({
        inputs: [{ shape, arrangement: arrangementAt(shape, i + axis + j) }],
        after: [axis, { ...options, keepDims }],
        theirs: ([x]: readonly tf.Tensor[]) => theirs(x!, axis, keepDims),
      })),
    ),
  );
}

function norms(ord: number): CallForm[] {
  return lines.flatMap((shape, i) =>
    shape.flatMap((_, axis) =>
      [false, true].map((keepDims) => ({
        inputs: [{ shape, arrangement: arrangementAt(shape, i + axis) }],
        after: [{ ord, axis, keepDims }],
        theirs: ([x]: readonly tf.Tensor[]) => tf.norm(x!, ord === 2 ? 'euclidean' : ord, axis, keepDims),
      })),
    ),
  );
}

/** Comparisons of functions of elements and axes. */
export function arithmetic(): Comparison[] {
  return [
    callsOf('squaredDifference', 'mul', squares),
    callsOf('mean', 'sum', folds(tf.mean)),
    callsOf(
      'variance',
      'sum',
      folds((x, axis, keepDims) => tf.moments(x, axis, keepDims).variance),
    ),
    callsOf('logSumExp', 'softmax', folds(tf.logSumExp)),
    callsOf('norm', 'sum', [...norms(1), ...norms(2)]),
    callsOf(
      'dot',
      'matmul',
      [1, 7, 63].flatMap((length) =>
        turns.map((turn) => ({
          inputs: [0, 1].map((i) => ({ shape: [length], arrangement: arrangementAt([length], turn + i) })),
          theirs: ([a, b]: readonly tf.Tensor[]) => tf.dot(a!, b!),
        })),
      ),
    ),
    callsOf(
      'outer',
      'mul',
      turns.map((turn) => ({
        inputs: [5, 3].map((length, i) => ({
          shape: [length],
          arrangement: arrangementAt([length], turn + i),
        })),
        theirs: ([a, b]: readonly tf.Tensor[]) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D),
      })),
    ),
    callsOf('einsum', 'matmul', sums),
  ].flat();
}

const equations: readonly (readonly [equation: string, ...shapes: (readonly number[])[]])[] = [
  ['ij,jk->ik', [3, 4], [4, 5]],
  ['bij,bjk->bik', [2, 3, 4], [2, 4, 5]],
  ['ij->ji', [3, 4]],
  ['ij->i', [3, 4]],
  ['i,j->ij', [3], [4]],
  ['ij,ij->', [3, 4], [3, 4]],
  ['bhqd,bhkd->bhqk', [2, 2, 3, 4], [2, 2, 5, 4]],
];

const sums: CallForm[] = equations.flatMap(([equation, ...shapes]) =>
  [0, 1, 2].map((turn) => ({
    inputs: shapes.map((shape, i) => ({ shape, arrangement: arrangementAt(shape, turn + i) })),
    before: [equation],
    theirs: (inputs: readonly tf.Tensor[]) => tf.einsum(equation, ...inputs),
  })),
);
