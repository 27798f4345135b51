// Creation, movement and indexing beside those of TensorFlow.js.

import * as tf from '@tensorflow/tfjs';
import type { Counterparts } from '../counterpart.ts';

const indices = (shape: readonly number[], size: number) =>
  ({ shape, dtype: 'int32', range: [0, size] }) as const;

/** Counterparts that move elements. */
export const movement: Counterparts = {
  reshape: {
    theirs: ([x], { shape }) => tf.reshape(x!, [...shape]),
    cases: [
      { inputs: [{ shape: [6] }], attrs: { shape: [2, 3] } },
      { inputs: [{ shape: [2, 3, 4] }], attrs: { shape: [4, 6] } },
      { inputs: [{ shape: [1, 1] }], attrs: { shape: [] } },
      { inputs: [{ shape: [0, 3] }], attrs: { shape: [3, 0] } },
    ],
  },
  permute: {
    theirs: ([x], { order }) => tf.transpose(x!, [...order]),
    cases: [
      { inputs: [{ shape: [3, 5] }], attrs: { order: [1, 0] } },
      { inputs: [{ shape: [2, 3, 4] }], attrs: { order: [2, 0, 1] } },
      { inputs: [{ shape: [2, 1, 3, 4] }], attrs: { order: [3, 1, 0, 2] } },
    ],
  },
  broadcastTo: {
    theirs: ([x], { shape }) => tf.broadcastTo(x!, [...shape]),
    cases: [
      { inputs: [{ shape: [3, 1] }], attrs: { shape: [3, 4] } },
      { inputs: [{ shape: [4] }], attrs: { shape: [2, 3, 4] } },
    ],
  },
  slice: {
    theirs: ([x], { starts, sizes, steps }) => {
      const ends = starts.map((start, axis) => start + sizes[axis]! * steps[axis]!);
      return tf.stridedSlice(x!, [...starts], ends, [...steps]);
    },
    cases: [
      { inputs: [{ shape: [7] }], attrs: { starts: [1], sizes: [3], steps: [2] }, gradient: false }, // stridedSlice has none
      {
        inputs: [{ shape: [5, 6] }],
        attrs: { starts: [1, 0], sizes: [2, 3], steps: [1, 2] },
        gradient: false,
      },
    ],
  },
  contiguous: {
    theirs: ([x]) => tf.clone(x!),
    cases: [{ inputs: [{ shape: [5, 3], transposed: true }], attrs: {} }],
  },
  cast: {
    theirs: ([x], { dtype }) => tf.cast(x!, dtype as 'int32'),
    cases: [
      { inputs: [{ shape: [9], range: [-3, 3] }], attrs: { dtype: 'int32' } },
      { inputs: [indices([5], 7)], attrs: { dtype: 'float32' } },
      { inputs: [{ shape: [4], values: [0, 1, -2, 0.5] }], attrs: { dtype: 'bool' } },
    ],
  },
  concat: {
    theirs: (inputs, { axis }) => tf.concat(inputs, axis),
    cases: [
      { inputs: [{ shape: [2] }, { shape: [3] }], attrs: { axis: 0 } },
      { inputs: [{ shape: [2, 3] }, { shape: [2, 1] }, { shape: [2, 0] }], attrs: { axis: 1 } },
      {
        inputs: [
          { shape: [3, 4], transposed: true },
          { shape: [3, 4], transposed: true },
        ],
        attrs: { axis: 1 },
      },
    ],
  },
  place: {
    theirs: ([x], { shape, starts, value }) => {
      const paddings = starts.map(
        (start, axis) => [start, shape[axis]! - start - x!.shape[axis]!] as [number, number],
      );
      return tf.pad(x!, paddings, value as number);
    },
    cases: [
      { inputs: [{ shape: [3] }], attrs: { shape: [6], starts: [1], steps: [1], value: 0 } },
      { inputs: [{ shape: [2, 3] }], attrs: { shape: [4, 5], starts: [2, 0], steps: [1, 1], value: 7 } },
    ],
  },
  fill: {
    theirs: (_inputs, { shape, value }) => tf.fill([...shape], value as number),
    cases: [{ inputs: [], attrs: { shape: [2, 3], dtype: 'float32', value: 1.5 } }],
  },
  iota: {
    theirs: (_inputs, { size, start, step }) => tf.range(start, start + size * step, step),
    cases: [
      { inputs: [], attrs: { size: 5, start: 0, step: 1, dtype: 'float32' } },
      { inputs: [], attrs: { size: 7, start: 3, step: -0.5, dtype: 'float32' } },
    ],
  },
  gather: {
    theirs: ([x, places], { axis }) => tf.gather(x!, places as tf.Tensor1D, axis),
    cases: [
      { inputs: [{ shape: [5] }, indices([4], 5)], attrs: { axis: 0 } },
      { inputs: [{ shape: [5, 3] }, indices([7], 5)], attrs: { axis: 0 } },
      { inputs: [{ shape: [2, 5] }, indices([3], 5)], attrs: { axis: 1 } },
    ],
  },
  scatterSlices: {
    theirs: ([places, updates], { size }) => tf.unsortedSegmentSum(updates!, places as tf.Tensor1D, size),
    cases: [
      { inputs: [indices([6], 4), { shape: [6] }], attrs: { axis: 0, size: 4 } },
      { inputs: [indices([5], 3), { shape: [5, 2] }], attrs: { axis: 0, size: 3 } },
    ],
  },
};
