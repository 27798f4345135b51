// Ops that make elements or move them, and change nothing about them.

import * as tf from '@tensorflow/tfjs';
import { type AttrsOf, sizeOf } from 'cambium';
import { type Arrangement, arrangementsOf, type InputSpec, type SharedDType } from '../compare/inputs.ts';
import type { Counterpart, Counterparts, Form } from './counterpart.ts';
import { arrangedShapes, arrangementAt, oddShapes } from './shapes.ts';
import { specialFloats } from './specials.ts';

const dtypes: readonly SharedDType[] = ['float32', 'int32', 'bool'];

const reshapes: readonly (readonly [from: readonly number[], to: readonly number[]])[] = [
  [[], [1, 1]],
  [[6], [2, 3]],
  [
    [2, 3, 4],
    [4, 6],
  ],
  [[2, 3, 4], [24]],
  [[1, 1], []],
  [
    [0, 3],
    [3, 0],
  ],
  [
    [5, 1, 3],
    [5, 3],
  ],
  [[7], [7, 1]],
];

const reshape: Counterpart<'reshape'> = {
  theirs: ([x], { shape }) => tf.reshape(x!, [...shape]),
  forms: reshapes.flatMap(([from, to]) =>
    (['dense', 'shifted'] as const).flatMap((arrangement) =>
      dtypes.map((dtype) => ({ inputs: [{ shape: from, arrangement, dtype }], attrs: { shape: to } })),
    ),
  ),
};

const orders: readonly (readonly number[])[] = [
  [],
  [0],
  [1, 0],
  [0, 1],
  [2, 0, 1],
  [1, 2, 0],
  [0, 2, 1],
  [3, 1, 0, 2],
  [0, 3, 1, 2],
];

const permute: Counterpart<'permute'> = {
  theirs: ([x], { order }) => tf.transpose(x!, [...order]),
  forms: orders.flatMap((order, i) => {
    const shape = [2, 5, 3, 4].slice(0, order.length);
    return arrangementsOf(shape).map((arrangement, j) => ({
      inputs: [{ shape, arrangement, dtype: dtypes[(i + j) % 3 === 2 ? 1 : 0]! }],
      attrs: { order },
    }));
  }),
};

const stretches: readonly (readonly [from: readonly number[], to: readonly number[]])[] = [
  [[], [3]],
  [[1], [5]],
  [
    [3, 1],
    [3, 4],
  ],
  [[4], [2, 3, 4]],
  [
    [1, 3],
    [2, 3],
  ],
  [
    [2, 1, 3],
    [2, 4, 3],
  ],
  [
    [1, 0],
    [2, 0],
  ],
];

const broadcastTo: Counterpart<'broadcastTo'> = {
  theirs: ([x], { shape }) => tf.broadcastTo(x!, [...shape]),
  forms: stretches.flatMap(([from, to]) =>
    arrangementsOf(from).map((arrangement) => ({
      inputs: [{ shape: from, arrangement }],
      attrs: { shape: to },
    })),
  ),
};

type SliceAttrs = AttrsOf<'slice'>;

const slices: readonly (readonly [shape: readonly number[], attrs: SliceAttrs])[] = [
  [[7], { starts: [1], sizes: [3], steps: [1] }],
  [[7], { starts: [1], sizes: [3], steps: [2] }],
  [[7], { starts: [6], sizes: [7], steps: [-1] }],
  [[7], { starts: [5], sizes: [3], steps: [-2] }],
  [[7], { starts: [0], sizes: [0], steps: [1] }],
  [[5, 6], { starts: [1, 0], sizes: [2, 3], steps: [1, 1] }],
  [[5, 6], { starts: [1, 0], sizes: [2, 3], steps: [1, 2] }],
  [[5, 6], { starts: [4, 1], sizes: [5, 2], steps: [-1, 3] }],
  [[2, 3, 4], { starts: [0, 1, 1], sizes: [2, 1, 3], steps: [1, 1, 1] }],
  [[2, 3, 4], { starts: [1, 2, 3], sizes: [2, 2, 2], steps: [-1, -2, -3] }],
  [[3, 1, 5], { starts: [0, 0, 4], sizes: [3, 1, 5], steps: [1, 1, -1] }],
];

/** Their `slice` knows no steps; `gather` does, and has a gradient. */
function theirSlice(x: tf.Tensor, { starts, sizes, steps }: SliceAttrs): tf.Tensor {
  if (steps.every((step) => step === 1)) return tf.slice(x, [...starts], [...sizes]);
  return starts.reduce((sliced, start, axis) => {
    const places = Array.from({ length: sizes[axis]! }, (_, i) => start + i * steps[axis]!);
    return tf.gather(sliced, tf.tensor1d(places, 'int32'), axis);
  }, x);
}

const slice: Counterpart<'slice'> = {
  theirs: ([x], attrs) => theirSlice(x!, attrs),
  forms: slices.flatMap(([shape, attrs], i) =>
    arrangementsOf(shape).map((arrangement, j) => ({
      inputs: [{ shape, arrangement, dtype: dtypes[(i + j) % 4 === 3 ? 1 : 0]! }],
      attrs,
    })),
  ),
};

/** What a cast does with fractions, signs and truth values. */
const casts: readonly Form<'cast'>[] = [
  ...oddShapes.flatMap((shape, i) =>
    dtypes.flatMap((from) =>
      dtypes.map(
        (dtype): Form<'cast'> => ({
          inputs: [{ shape, dtype: from, range: [-3, 4], arrangement: arrangementAt(shape, i) }],
          attrs: { dtype },
        }),
      ),
    ),
  ),
  {
    inputs: [{ shape: [specialFloats.length], values: specialFloats }],
    attrs: { dtype: 'bool' },
    forwardOnly: true,
  },
];

const joins: readonly (readonly [axis: number, ...shapes: (readonly number[])[]])[] = [
  [0, [2], [3]],
  [0, [7]],
  [0, [1, 3], [2, 3], [4, 3]],
  [1, [2, 3], [2, 1], [2, 0]],
  [1, [2, 3, 4], [2, 5, 4]],
  [2, [2, 3, 4], [2, 3, 1]],
  [0, [0, 3], [2, 3]],
];

const concat: Counterpart<'concat'> = {
  theirs: (inputs, { axis }) => tf.concat([...inputs], axis),
  forms: joins.flatMap(([axis, ...shapes]) =>
    [0, 1, 2, 3].map((turn): Form<'concat'> => {
      const dtype = dtypes[turn % 3]!;
      const inputs = shapes.map((shape, i) => ({
        shape,
        dtype,
        arrangement: arrangementAt(shape, turn + i),
      }));
      return { inputs, attrs: { axis } };
    }),
  ),
};

type PlaceAttrs = AttrsOf<'place'>;

const places: readonly (readonly [shape: readonly number[], attrs: PlaceAttrs])[] = [
  [[3], { shape: [6], starts: [1], steps: [1], value: 0 }],
  [[2, 3], { shape: [4, 5], starts: [2, 0], steps: [1, 1], value: 7 }],
  [[2, 3], { shape: [2, 3], starts: [0, 0], steps: [1, 1], value: 1 }],
  [[2, 2, 3], { shape: [3, 4, 5], starts: [0, 1, 2], steps: [1, 1, 1], value: -1.5 }],
  [[3], { shape: [7], starts: [1], steps: [2], value: 0 }],
  [[3], { shape: [7], starts: [6], steps: [-3], value: 0 }],
  [[2, 3], { shape: [3, 6], starts: [0, 1], steps: [2, 2], value: 0 }],
];

/** Their `pad` knows no steps; `scatterND` writes anywhere. */
function theirPlace(x: tf.Tensor, { shape, starts, steps, value }: PlaceAttrs): tf.Tensor {
  if (steps.every((step) => step === 1)) {
    const widths = starts.map((start, axis): [number, number] => [
      start,
      shape[axis]! - start - x.shape[axis]!,
    ]);
    return tf.pad(x, widths, value as number);
  }
  const targets = Array.from({ length: x.size }, (_, i) => {
    let rest = i;
    return [...x.shape]
      .reverse()
      .map((length, j) => {
        const axis = x.rank - 1 - j;
        const index = rest % length;
        rest = Math.floor(rest / length);
        return starts[axis]! + index * steps[axis]!;
      })
      .reverse();
  });
  return tf.scatterND(tf.tensor2d(targets, [x.size, x.rank], 'int32'), tf.reshape(x, [x.size]), [...shape]);
}

const place: Counterpart<'place'> = {
  theirs: ([x], attrs) => theirPlace(x!, attrs),
  forms: places.flatMap(([shape, attrs]) =>
    arrangementsOf(shape).map((arrangement) => ({ inputs: [{ shape, arrangement }], attrs })),
  ),
};

const fill: Counterpart<'fill'> = {
  theirs: (_inputs, { shape, value, dtype }) => tf.fill([...shape], Number(value), dtype as SharedDType),
  forms: oddShapes.flatMap((shape) => [
    { inputs: [], attrs: { shape, dtype: 'float32', value: 1.5 } },
    { inputs: [], attrs: { shape, dtype: 'float32', value: 'NaN' } },
    { inputs: [], attrs: { shape, dtype: 'float32', value: '-Infinity' } },
    { inputs: [], attrs: { shape, dtype: 'int32', value: -7 } },
    { inputs: [], attrs: { shape, dtype: 'bool', value: 1 } },
  ]),
};

const iotas: readonly (readonly [size: number, start: number, step: number])[] = [
  [5, 0, 1],
  [7, 3, -2],
  [1, 9, 1],
  [63, -4, 3],
];

const iota: Counterpart<'iota'> = {
  theirs: (_inputs, { size, start, step, dtype }) =>
    tf.range(start, start + size * step, step, dtype as 'float32' | 'int32'),
  forms: [
    ...iotas.flatMap(([size, start, step]) =>
      (['float32', 'int32'] as const).map((dtype) => ({ inputs: [], attrs: { size, start, step, dtype } })),
    ),
    { inputs: [], attrs: { size: 6, start: 0.5, step: -0.25, dtype: 'float32' } },
  ],
};

const contiguous: Counterpart<'contiguous'> = {
  theirs: ([x]) => tf.clone(x!),
  forms: dtypes
    .flatMap((dtype) =>
      arrangedShapes.map(
        (input: { shape: readonly number[]; arrangement?: Arrangement }): Form<'contiguous'> => {
          const spec: InputSpec = { ...input, dtype };
          return { inputs: [spec], attrs: {} };
        },
      ),
    )
    .filter(({ inputs }) => sizeOf(inputs[0]!.shape) < 60),
};

/** Counterparts that make and move elements. */
export const movementOps: Counterparts = {
  reshape,
  permute,
  broadcastTo,
  slice,
  contiguous,
  cast: { theirs: ([x], { dtype }) => tf.cast(x!, dtype as SharedDType), forms: casts },
  concat,
  place,
  fill,
  iota,
};
