// Pooling in one to three dimensions: strides, borders, spacing, partial last windows, both divisors.

import * as tf from '@tensorflow/tfjs';
import { type AttrsOf, opRecord } from 'cambium';
import type { Arrangement } from '../compare/inputs.ts';
import type { Counterparts, Form } from './counterpart.ts';
import { arrangementAt } from './shapes.ts';
import { asBefore, asImage, bordersOf, perAxis, withBorder } from './spatial.ts';

/** One pooling, and what differs from stride 1 without border or spacing. */
interface Geometry {
  readonly x: readonly number[];
  readonly kernelShape: readonly number[];
  readonly strides?: readonly number[];
  /** Before and after, axis by axis. */
  readonly pads?: readonly number[];
  readonly dilation?: readonly number[];
}

const geometries: readonly Geometry[] = [
  { x: [2, 7, 3], kernelShape: [2], strides: [2] },
  { x: [1, 17, 1], kernelShape: [3], strides: [2], pads: [1, 1], dilation: [2] },
  { x: [1, 1, 1], kernelShape: [1] },
  { x: [1, 4, 4, 1], kernelShape: [2, 2], strides: [2, 2] },
  { x: [2, 7, 5, 3], kernelShape: [3, 3], strides: [2, 2] },
  { x: [1, 6, 6, 2], kernelShape: [3, 2] },
  { x: [1, 5, 6, 17], kernelShape: [2, 2], strides: [2, 2] },
  { x: [2, 6, 5, 3], kernelShape: [3, 2], strides: [2, 1], pads: [1, 1, 0, 1] },
  { x: [1, 9, 9, 2], kernelShape: [3, 3], strides: [3, 2], pads: [1, 0, 1, 1], dilation: [2, 2] },
  { x: [1, 4, 4, 1], kernelShape: [4, 4] },
  { x: [2, 6, 6, 2], kernelShape: [2, 3], strides: [4, 4], pads: [0, 1, 1, 0] },
  { x: [1, 4, 5, 4, 2], kernelShape: [2, 2, 2], strides: [2, 2, 2] },
  { x: [2, 4, 5, 4, 3], kernelShape: [2, 2, 2], strides: [2, 2, 1], pads: [0, 0, 1, 1, 0, 1] },
  // Enough elements for threads to share.
  { x: [1, 60, 60, 16], kernelShape: [2, 2], strides: [2, 2] },
];

type PoolOp = 'maxPool' | 'avgPool' | 'avgPoolGrad';

/** Widths that their pools fill up to whole windows by: a border of −∞ for maxima, nothing for averages. */
function missing(x: readonly number[], windows: readonly number[], attrs: AttrsOf<'avgPool'>): number[] {
  return attrs.kernelShape.map((length, i) => {
    const [before, after] = attrs.padding[i]!;
    const reach = (windows[i]! - 1) * attrs.strides[i]! + length;
    return Math.max(0, reach - (x[i + 1]! + before + after));
  });
}

function pooled(
  kind: 'max' | 'avg',
  x: tf.Tensor,
  kernel: readonly number[],
  strides: readonly number[],
  dilation?: readonly number[],
): tf.Tensor {
  const rank = kernel.length;
  const image = asImage(x);
  const [window, steps] = [perAxis(kernel), perAxis(strides)];
  if (rank === 3) {
    const pool = kind === 'max' ? tf.maxPool3d : tf.avgPool3d;
    return pool(
      image as tf.Tensor5D,
      window as [number, number, number],
      steps as [number, number, number],
      'valid',
    );
  }
  if (dilation?.some((step) => step !== 1)) {
    // They space windows at stride 1 alone.
    const spacing = perAxis(dilation) as [number, number];
    const result: tf.Tensor = tf.pool(
      image as tf.Tensor4D,
      window as [number, number],
      kind,
      'valid',
      spacing,
      1,
    );
    const picked = steps.reduce((rest, step, axis) => {
      const places = tf.range(0, rest.shape[axis + 1]!, step, 'int32');
      return tf.gather(rest, places, axis + 1);
    }, result);
    return asBefore(picked, rank);
  }
  const pool = kind === 'max' ? tf.maxPool : tf.avgPool;
  return asBefore(
    pool(image as tf.Tensor4D, window as [number, number], steps as [number, number], 'valid'),
    rank,
  );
}

function theirMax(x: tf.Tensor, attrs: AttrsOf<'maxPool'>): tf.Tensor {
  const { kernelShape, strides, padding, dilation } = attrs;
  const edge = withBorder(x, padding, Number.NEGATIVE_INFINITY);
  return pooled(
    'max',
    withBorder(edge, lastWindow(x, attrs), Number.NEGATIVE_INFINITY),
    kernelShape,
    strides,
    dilation,
  );
}

/** The border that a partial last window reaches into. */
function lastWindow(x: tf.Tensor, attrs: AttrsOf<'maxPool'> | AttrsOf<'avgPool'>): [number, number][] {
  const op = 'dilation' in attrs ? 'maxPool' : 'avgPool';
  const output = opRecord(op).infer([{ shape: x.shape, dtype: 'float32' }], attrs, op)[0]!.shape;
  const dilation = 'dilation' in attrs ? attrs.dilation : attrs.kernelShape.map(() => 1);
  const reach = attrs.kernelShape.map((length, i) => dilation[i]! * (length - 1) + 1);
  return missing(x.shape, output.slice(1, -1), { ...attrs, kernelShape: reach, countPadding: false }).map(
    (width) => [0, width],
  );
}

/** Sums by averages of whole windows, divided by how many elements count: their own division forgets borders. */
function theirAverage(x: tf.Tensor, attrs: AttrsOf<'avgPool'>): tf.Tensor {
  const { kernelShape, strides, padding, countPadding } = attrs;
  const last = lastWindow(x, attrs);
  const counted = withBorder(withBorder(tf.onesLike(x), padding, countPadding ? 1 : 0), last);
  const averages = pooled('avg', withBorder(withBorder(x, padding), last), kernelShape, strides);
  const isWhole = [...padding, ...last].flat().every((width) => width === 0);
  return isWhole ? averages : tf.div(averages, pooled('avg', counted, kernelShape, strides));
}

/** In volumes the last of several equal maxima gets their gradient, not the first: none that repeat themselves. */
function arrangementFor(op: PoolOp, shape: readonly number[], number: number): Arrangement {
  const arrangement = arrangementAt(shape, number);
  return op === 'maxPool' && shape.length === 5 && arrangement === 'stretched' ? 'shifted' : arrangement;
}

function formsOf<N extends PoolOp>(op: N): Form<N>[] {
  return geometries.flatMap((geometry, place) => {
    const { x, kernelShape, dilation } = geometry;
    const spatial = x.slice(1, -1);
    const ones = spatial.map(() => 1);
    const shared = {
      kernelShape,
      strides: geometry.strides ?? ones,
      padding: bordersOf(spatial.length, geometry.pads),
    };
    return [false, true].flatMap((ceilMode, i) =>
      (op === 'maxPool' ? [false] : [false, true]).flatMap((countPadding, j) => {
        const attrs = {
          ...shared,
          ceilMode,
          ...(op === 'maxPool' ? { dilation: dilation ?? ones } : { countPadding }),
        };
        const averaged = { ...attrs, countPadding } as AttrsOf<'avgPool'>;
        const output = opRecord('avgPool').infer([{ shape: x, dtype: 'float32' }], averaged, op)[0]!.shape;
        const shape = op === 'avgPoolGrad' ? output : x;
        return [0, 1].map(
          (turn): Form<N> => ({
            inputs: [{ shape, arrangement: arrangementFor(op, shape, place + i + j + turn * 3) }],
            attrs: {
              ...attrs,
              ...(op === 'avgPoolGrad' ? { inputShape: spatial } : {}),
            } as unknown as AttrsOf<N>,
          }),
        );
      }),
    );
  });
}

/** Images without border or spacing: of those alone they give the places of the maxima. */
const placed = formsOf('maxPool').filter(
  ({ inputs, attrs }) =>
    inputs[0]!.shape.length === 4 &&
    !attrs.ceilMode &&
    [...attrs.padding.flat(), ...attrs.dilation.map((step) => step - 1)].every((n) => n === 0),
);

/** Counterparts of pooling. */
export const poolOps: Counterparts = {
  maxPool: [
    { theirs: ([x], attrs) => theirMax(x!, attrs), forms: formsOf('maxPool') },
    {
      theirs: ([x], { kernelShape, strides }) => {
        const [window, steps] = [kernelShape as [number, number], strides as [number, number]];
        const { indexes } = tf.maxPoolWithArgmax(x as tf.Tensor4D, window, steps, 'valid', false) as {
          indexes: tf.Tensor;
        };
        return tf.floorDiv(tf.cast(indexes, 'int32'), tf.scalar(x!.shape.at(-1)!, 'int32'));
      },
      forms: placed,
      output: 1,
    },
  ],
  avgPool: { theirs: ([x], attrs) => theirAverage(x!, attrs), forms: formsOf('avgPool') },
  avgPoolGrad: {
    theirs: ([grad], { inputShape, ...attrs }) => {
      const zeros = tf.zeros([grad!.shape[0]!, ...inputShape, grad!.shape.at(-1)!]);
      return tf.grad((x) => tf.sum(tf.mul(theirAverage(x, attrs), grad!)))(zeros);
    },
    forms: formsOf('avgPoolGrad'),
  },
};
