// Ops that walk along axes: reductions, running sums and products, sorting, softmax.

import * as tf from '@tensorflow/tfjs';
import { type AttrsOf, type OpsOf, sizeOf } from 'cambium';
import type { Fault } from '../compare/comparison.ts';
import type { InputSpec, SharedDType } from '../compare/inputs.ts';
import { type Counterpart, type Counterparts, type Form, takes } from './counterpart.ts';
import { backFrom, inBack } from './indexing.ts';
import { arrangementAt, oddShapes, sharedShape } from './shapes.ts';
import { specialFloats } from './specials.ts';

type Reduce = OpsOf<'reduce'>;

interface Options {
  /** One axis at a time. */
  readonly oneAxis?: true;
  readonly range?: readonly [low: number, high: number];
  /** The same with a right gradient. */
  readonly shared?: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;
  /** Where theirs is wrong for special values. */
  readonly specialFault?: Fault;
  /** Where theirs is wrong for no elements. */
  readonly emptyFault?: Fault;
}

/** All sets of axes of a shape, the empty one left out. */
function axesOf(shape: readonly number[]): number[][] {
  return Array.from({ length: 2 ** shape.length - 1 }, (_, i) =>
    shape.flatMap((_, axis) => (((i + 1) >> axis) & 1 ? [axis] : [])),
  );
}

const lines = [...oddShapes, [1, 63], [33]].filter((shape) => shape.length > 0);

function formsOf<N extends Reduce>(op: N, options: Options): Form<N>[] {
  const { oneAxis, range, shared, specialFault, emptyFault } = options;
  const form = (input: InputSpec, axes: readonly number[], keepDims: boolean): Form<N> => ({
    inputs: [range === undefined ? input : { range, ...input }],
    attrs: { axes, keepDims } as unknown as AttrsOf<N>,
    ...(shared === undefined
      ? {}
      : { gradientFault: { reason: wholeForEach, instead: ([x]) => shared(x!, [...axes], keepDims) } }),
    ...(emptyFault !== undefined && input.shape.includes(0) ? { fault: emptyFault } : {}),
  });
  const all = (dtype: SharedDType) =>
    lines.flatMap((shape, i) =>
      axesOf(shape)
        .filter((axes) => oneAxis === undefined || axes.length === 1)
        .flatMap((axes, j) =>
          [false, true].map((keepDims, k) =>
            form({ shape, dtype, arrangement: arrangementAt(shape, i + 2 * j + k) }, axes, keepDims),
          ),
        ),
    );
  const others = all('int32').filter((_, i) => i % 3 === 0);
  const special: Form<N>[] = specialFloats.map((value) => ({
    ...form({ shape: [3], values: [1, value, -1] }, [0], false),
    forwardOnly: true,
    ...(specialFault === undefined ? {} : { fault: specialFault }),
  }));
  const forms = [
    ...all('float32'),
    form({ shape: sharedShape, regular: true, range: [0.999, 1.001] }, [0], false),
    ...special,
    ...others.map((each) => ({
      ...each,
      inputs: each.inputs.map((input) => ({ ...input, range: [-3, 4] as const })),
    })),
    ...all('bool'),
  ];
  return forms.filter((each) => takes(op, each));
}

function reduce<N extends Reduce>(
  op: N,
  theirs: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor,
  options: Options = {},
): Counterpart<N> {
  return {
    theirs: ([x], attrs) => theirs(x!, [...attrs.axes], attrs.keepDims),
    forms: formsOf(op, options),
  };
}

function place<N extends 'argMax' | 'argMin'>(
  op: N,
  theirs: (x: tf.Tensor, axis: number) => tf.Tensor,
  options: Options = {},
): Counterpart<N> {
  return reduce(
    op,
    (x, [axis], keepDims) => (keepDims ? tf.expandDims(theirs(x, axis!), axis) : theirs(x, axis!)),
    { oneAxis: true, ...options },
  );
}

const wholeForEach = 'each of several equal extremes gets the whole gradient, not its share';

/** An extreme whose gradient is shared by all elements that are equal to it. */
function withShares(fold: typeof tf.max): NonNullable<Options['shared']> {
  return (x, axes, keepDims) => {
    const shared = tf.customGrad((source, save) => {
      const value = fold(source as tf.Tensor, axes, true);
      const equals = tf.cast(tf.equal(source as tf.Tensor, value), 'float32');
      (save as tf.GradSaveFunc)([tf.div(equals, tf.sum(equals, axes, true))]);
      const { shape } = value;
      return {
        value: keepDims ? value : tf.squeeze(value, axes),
        gradFunc: (dy: tf.Tensor, [shares]: tf.Tensor[]) => tf.mul(tf.reshape(dy, shape), shares!),
      };
    });
    return shared(x);
  };
}

/** The first NaN, or else the first of the extremes. */
function overNaN(isAhead: (a: number, b: number) => boolean): Fault {
  return {
    reason: 'NaN is passed over',
    values: ([x]) => {
      const found = x!.findIndex(Number.isNaN);
      return [found >= 0 ? found : x!.reduce((best, value, i) => (isAhead(value, x![best]!) ? i : best), 0)];
    },
  };
}

const flags = [false, true].flatMap((reverse) => [false, true].map((exclusive) => ({ reverse, exclusive })));

function scan<N extends OpsOf<'scan'>>(options: Options = {}): readonly Form<N>[] {
  const { range = [-2, 2] } = options;
  const along = (dtype: SharedDType) =>
    lines.flatMap((shape, i) =>
      shape.flatMap((_, axis) =>
        flags.map(
          (flag, j): Form<N> => ({
            inputs: [
              {
                shape,
                dtype,
                range: dtype === 'int32' ? [-3, 4] : range,
                arrangement: arrangementAt(shape, i + axis + j),
              },
            ],
            attrs: { axis, ...flag } as unknown as AttrsOf<N>,
          }),
        ),
      ),
    );
  return [...along('float32'), ...along('int32').filter((_, i) => i % 3 === 0)];
}

const sorted: readonly Form<'sort'>[] = (['float32', 'int32'] as const).flatMap((dtype) =>
  lines
    .filter((shape) => sizeOf(shape) > 0)
    .flatMap((shape, i) =>
      [0, 1, 2].map((turn): Form<'sort'> => {
        const arrangement = arrangementAt(shape, i + turn);
        return {
          inputs: [{ shape, dtype, range: [-20, 21], arrangement }],
          attrs: { axis: shape.length - 1, descending: true },
          // Equal elements have no gradient that differences could confirm.
          ...(arrangement === 'stretched' ? { forwardOnly: true as const } : {}),
        };
      }),
    ),
);

/** The last axis: TensorFlow.js has no other. */
const rows = lines.flatMap((shape, i) =>
  [0, 1, 2].map((turn) => ({
    inputs: [{ shape, arrangement: arrangementAt(shape, i + turn), range: [-4, 4] as const }],
    attrs: { axis: shape.length - 1 },
  })),
);
/** Rows far from zero, where a naive sum of exponentials overflows. */
const far = [
  { inputs: [{ shape: [3, 5], range: [500, 900] as const }], attrs: { axis: 1 } },
  { inputs: [{ shape: [3, 5], range: [-900, -500] as const }], attrs: { axis: 1 } },
];

/** Counterparts that walk along axes. */
export const reduceOps: Counterparts = {
  sum: reduce('sum', tf.sum),
  prod: reduce('prod', tf.prod, { range: [0.5, 1.5] }),
  max: reduce('max', tf.max, { shared: withShares(tf.max) }),
  min: reduce('min', tf.min, { shared: withShares(tf.min) }),
  any: reduce('any', tf.any),
  all: reduce('all', tf.all, {
    emptyFault: {
      reason: 'all of nothing is false',
      values: (_inputs, size) => new Array<number>(size).fill(1),
    },
  }),
  argMax: place('argMax', tf.argMax, { specialFault: overNaN((a, b) => a > b) }),
  argMin: place('argMin', tf.argMin, { specialFault: overNaN((a, b) => a < b) }),
  cumsum: {
    // Their gradient forgets to put any axis but the last back in its place.
    theirs: ([x], { axis, exclusive, reverse }) =>
      backFrom(tf.cumsum(inBack(x!, axis), x!.rank - 1, exclusive, reverse), axis),
    forms: scan<'cumsum'>(),
  },
  cumprod: {
    theirs: ([x], { axis, exclusive, reverse }) => tf.cumprod(x!, axis, exclusive, reverse),
    forms: scan<'cumprod'>({ range: [0.5, 1.5] }),
  },
  sort: [
    { theirs: ([x]) => tf.topk(x!, x!.shape.at(-1)!).values, forms: sorted },
    { theirs: ([x]) => tf.topk(x!, x!.shape.at(-1)!).indices, forms: sorted, output: 1 },
  ],
  softmax: { theirs: ([x]) => tf.softmax(x!), forms: [...rows, ...far] },
  logSoftmax: { theirs: ([x]) => tf.logSoftmax(x!), forms: [...rows, ...far] },
};
