// Ops that pick or add up elements by computed places.

import * as tf from '@tensorflow/tfjs';
import type { InputSpec } from '../compare/inputs.ts';
import type { Counterpart, Counterparts, Form } from './counterpart.ts';
import { arrangementAt } from './shapes.ts';

/** Sources, shapes of indices, and the axis they run along. */
const picks: readonly (readonly [x: readonly number[], indices: readonly number[], axis: number])[] = [
  [[5], [4], 0],
  [[5], [], 0],
  [[5, 3], [7], 0],
  [[2, 5], [3], 1],
  [[5, 3], [2, 3], 0],
  [[2, 5, 3], [4], 1],
  [[2, 5, 3], [2, 2], 1],
  [[2, 3, 5], [1], 2],
  [[5, 3], [0], 0],
];

const turns = [0, 1, 2, 3];
const places = (shape: readonly number[], size: number, turn: number): InputSpec => ({
  shape,
  dtype: 'int32',
  range: [0, size],
  arrangement: arrangementAt(shape, turn),
});

const gather: Counterpart<'gather'> = {
  theirs: ([x, indices], { axis }) => tf.gather(x!, indices as tf.Tensor1D, axis),
  forms: picks.flatMap(([x, indices, axis]) =>
    turns.map(
      (turn): Form<'gather'> => ({
        inputs: [
          { shape: x, arrangement: arrangementAt(x, turn), dtype: turn === 3 ? 'int32' : 'float32' },
          places(indices, x[axis]!, turn + 1),
        ],
        attrs: { axis },
      }),
    ),
  ),
};

/** Puts an axis in front, does something, and puts it back. */
function inFront(x: tf.Tensor, axis: number, fn: (moved: tf.Tensor) => tf.Tensor): tf.Tensor {
  const order = [axis, ...x.shape.map((_, i) => i).filter((i) => i !== axis)];
  return tf.transpose(
    fn(tf.transpose(x, order)),
    order.map((_, i) => order.indexOf(i)),
  );
}

const scatterSlices: Counterpart<'scatterSlices'> = {
  theirs: ([indices, updates], { axis, size }) => {
    const rank = indices!.rank;
    const shape = updates!.shape;
    const flat = tf.reshape(updates!, [...shape.slice(0, axis), indices!.size, ...shape.slice(axis + rank)]);
    const segments = tf.reshape(indices!, [indices!.size]) as tf.Tensor1D;
    return inFront(flat, axis, (moved) => tf.unsortedSegmentSum(moved, segments, size));
  },
  forms: picks.flatMap(([x, indices, axis]) =>
    turns.map((turn): Form<'scatterSlices'> => {
      const shape = [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)];
      return {
        inputs: [places(indices, x[axis]!, turn), { shape, arrangement: arrangementAt(shape, turn + 2) }],
        attrs: { axis, size: x[axis]! },
      };
    }),
  ),
};

/** Sources, shapes of indices of the same rank, and the axis. */
const aligned: readonly (readonly [x: readonly number[], indices: readonly number[], axis: number])[] = [
  [[5], [3], 0],
  [[3, 5], [3, 2], 1],
  [[5, 3], [4, 3], 0],
  [[2, 5, 3], [2, 6, 3], 1],
  [[2, 3, 5], [2, 3, 1], 2],
];

/** One row of zeros and a one for each index, along a new last axis. */
function marks(indices: tf.Tensor, size: number): tf.Tensor {
  return tf.oneHot(indices as tf.Tensor1D, size);
}

/** An axis put behind the others. */
export function inBack(x: tf.Tensor, axis: number): tf.Tensor {
  return tf.transpose(x, [...x.shape.map((_, i) => i).filter((i) => i !== axis), axis]);
}

/** Back from `inBack`. */
export function backFrom(x: tf.Tensor, axis: number): tf.Tensor {
  const order = x.shape.slice(1).map((_, i) => i);
  order.splice(axis, 0, x.rank - 1);
  return tf.transpose(x, order);
}

const takeAlongAxis: Counterpart<'takeAlongAxis'> = {
  theirs: ([x, indices], { axis }) => {
    const chosen = marks(inBack(indices!, axis), x!.shape[axis]!);
    return backFrom(tf.sum(tf.mul(chosen, tf.expandDims(inBack(x!, axis), -2)), -1), axis);
  },
  forms: aligned.flatMap(([x, indices, axis]) =>
    turns.map(
      (turn): Form<'takeAlongAxis'> => ({
        inputs: [{ shape: x, arrangement: arrangementAt(x, turn) }, places(indices, x[axis]!, turn + 1)],
        attrs: { axis },
      }),
    ),
  ),
};

const scatterElements: Counterpart<'scatterElements'> = {
  theirs: ([indices, updates], { axis, size }) => {
    const targets = marks(inBack(indices!, axis), size);
    return backFrom(tf.sum(tf.mul(targets, tf.expandDims(inBack(updates!, axis), -1)), -2), axis);
  },
  forms: aligned.flatMap(([x, indices, axis]) =>
    turns.map(
      (turn): Form<'scatterElements'> => ({
        inputs: [
          places(indices, x[axis]!, turn),
          { shape: indices, arrangement: arrangementAt(indices, turn + 2) },
        ],
        attrs: { axis, size: x[axis]! },
      }),
    ),
  ),
};

/** Counterparts that pick and add up. */
export const indexingOps: Counterparts = { gather, scatterSlices, takeAlongAxis, scatterElements };
