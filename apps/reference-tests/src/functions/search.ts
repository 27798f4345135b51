// Functions that look for elements and count them, and that pick and add up by places.

import * as tf from '@tensorflow/tfjs';
import type { Comparison } from '../compare/comparison.ts';
import { arrangementAt } from '../ops/shapes.ts';
import { type CallForm, callsOf } from './call.ts';

const rows: readonly (readonly number[])[] = [[7], [3, 5], [2, 3, 9]];
const turns = [0, 1, 2, 3];

const tops: CallForm[] = rows.flatMap((shape) =>
  [1, 3, shape.at(-1)!].flatMap((k, turn) =>
    (['values', 'indices'] as const).map((part) => ({
      inputs: [{ shape, arrangement: arrangementAt(shape, turn) }],
      after: [k],
      part,
      theirs: ([x]: readonly tf.Tensor[]) => tf.topk(x!, k)[part],
      ...(part === 'indices' ? { gradientBy: [] } : {}),
    })),
  ),
);

const searches: CallForm[] = (['left', 'right'] as const).flatMap((side) =>
  [1, 7, 30].map((count) => ({
    inputs: [
      { shape: [6], values: [-2, -1, 0, 0, 1.5, 3] },
      { shape: [count], range: [-3, 4], ...(count === 7 ? { values: [-3, -2, 0, 0.5, 1.5, 3, 4] } : {}) },
    ],
    after: [{ side }],
    theirs: ([sorted, values]: readonly tf.Tensor[]) =>
      tf.reshape(side === 'left' ? tf.lowerBound(sorted!, values!) : tf.upperBound(sorted!, values!), [
        count,
      ]),
    gradientBy: [],
  })),
);

const bins: CallForm[] = [1, 9, 40].map((count, i) => ({
  inputs: [{ shape: [count], dtype: 'int32', range: [0, 6], arrangement: arrangementAt([count], i) }],
  after: [{ length: 6 }],
  theirs: ([x]) => tf.cast(tf.bincount(x as tf.Tensor1D, tf.tensor1d([], 'float32'), 6), 'int32'),
}));

const embeddings: CallForm[] = [[4], [2, 3], [1]].flatMap((shape) =>
  turns.map((turn) => ({
    inputs: [
      { shape, dtype: 'int32' as const, range: [0, 6] as const },
      { shape: [6, 3], arrangement: arrangementAt([6, 3], turn) },
    ],
    theirs: ([indices, table]: readonly tf.Tensor[]) => tf.gather(table!, indices as tf.Tensor1D),
  })),
);

const additions: CallForm[] = turns.map((turn) => ({
  inputs: [
    { shape: [5, 3], arrangement: arrangementAt([5, 3], turn) },
    { shape: [7], dtype: 'int32', range: [0, 5] },
    { shape: [7, 3], arrangement: arrangementAt([7, 3], turn + 1) },
  ],
  theirs: ([x, indices, updates]) => tf.add(x!, tf.unsortedSegmentSum(updates!, indices as tf.Tensor1D, 5)),
}));

/** Comparisons of functions that look for elements. */
export function searching(): Comparison[] {
  return [
    callsOf('topK', 'sort', tops),
    callsOf('searchSorted', 'argMax', searches),
    callsOf('bincount', 'argMax', bins),
    callsOf('embedding', 'gather', embeddings),
    callsOf('indexAdd', 'scatterSlices', additions),
  ].flat();
}
