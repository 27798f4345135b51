// Gradients of the ops that walk along axes.

import {
  arange,
  broadcastTo,
  cast,
  cumprod,
  cumsum,
  div,
  equal,
  execute,
  exp,
  expandDims,
  isNaN as isNaNOp,
  less,
  lessEqual,
  mul,
  type ReduceAttrs,
  reshape,
  sub,
  sum,
  type Tensor,
  type TensorSpec,
  transpose,
  where,
} from '@cambium/tensor';
import type { Rule, Rules } from './rule.ts';

type ReduceOp = 'sum' | 'prod' | 'max' | 'min' | 'cumsum' | 'cumprod' | 'sort' | 'softmax' | 'logSoftmax';

/** The folded axes back with length 1, so that the tensor broadcasts against the input. */
function unfold(y: Tensor, input: TensorSpec, { axes, keepDims }: ReduceAttrs): Tensor {
  if (keepDims) return y;
  return reshape(
    y,
    input.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
  );
}

/** Equal shares to all elements that equal the extreme. */
const extremum: Rule<'max' | 'min'> = {
  saves: 'both',
  vjp: [
    (g, [x, y], { attrs, inputs }) => {
      const wins = cast(equal(x, unfold(y, inputs[0], attrs)), x.dtype);
      const winners = sum(wins, attrs.axes, { keepDims: true });
      return mul(wins, div(unfold(g, inputs[0], attrs), winners));
    },
  ],
};

/** VJP rules of reductions, scans, sorting and softmax. */
export const reduceRules: Rules<ReduceOp> = {
  sum: {
    saves: 'nothing',
    vjp: [(g, _saved, { attrs, inputs }) => broadcastTo(unfold(g, inputs[0], attrs), inputs[0].shape)],
  },
  prod: {
    saves: 'inputs',
    vjp: [(g, [x], { attrs, inputs }) => mul(unfold(g, inputs[0], attrs), productOfOthers(x, attrs.axes))],
  },
  max: extremum,
  min: extremum,
  cumsum: {
    saves: 'nothing',
    vjp: [
      (g, _saved, { attrs }) =>
        cumsum(g, attrs.axis, { reverse: !attrs.reverse, exclusive: attrs.exclusive }),
    ],
  },
  cumprod: { saves: 'inputs', vjp: [(g, [x], { attrs }) => cumprodVjp(g, x, attrs)] },
  sort: {
    saves: 'outputs',
    vjp: [
      (g, [, places], { attrs, inputs }) =>
        execute('scatterElements', [places, g], { axis: attrs.axis, size: inputs[0].shape[attrs.axis]! }),
    ],
  },
  softmax: {
    saves: 'outputs',
    vjp: [(g, [y], { attrs }) => mul(y, sub(g, sum(mul(g, y), attrs.axis, { keepDims: true })))],
  },
  logSoftmax: {
    saves: 'outputs',
    vjp: [(g, [y], { attrs }) => sub(g, mul(exp(y), sum(g, attrs.axis, { keepDims: true })))],
  },
};

/** For each element the product of all the others along the axes; right where elements are zero, too. */
function productOfOthers(x: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const gathered = transpose(x, order);
  const rows = reshape(gathered, [
    ...kept.map((axis) => x.shape[axis]!),
    axes.reduce((size, axis) => size * x.shape[axis]!, 1),
  ]);
  const before = cumprod(rows, kept.length, { exclusive: true });
  const behind = cumprod(rows, kept.length, { exclusive: true, reverse: true });
  const others = reshape(mul(before, behind), gathered.shape);
  return transpose(
    others,
    order.map((_, axis) => order.indexOf(axis)),
  );
}

/**
 * `dx_i = Σ_k g_k Π_{j ∈ S_k, j ≠ i} x_j` over the k whose product contains i: row i of a matrix holds x with x_i
 * replaced by 1, and is multiplied up. Quadratic in the length of the axis, but free of divisions by zero.
 */
function cumprodVjp(
  g: Tensor,
  x: Tensor,
  attrs: { axis: number; reverse: boolean; exclusive: boolean },
): Tensor {
  const { axis, reverse, exclusive } = attrs;
  const length = x.shape[axis]!;
  const rank = x.shape.length;
  const i = reshape(arange(length, undefined, 1, { dtype: 'int32' }), [
    length,
    ...new Array<number>(rank - axis).fill(1),
  ]);
  const k = reshape(arange(length, undefined, 1, { dtype: 'int32' }), [
    length,
    ...new Array<number>(rank - axis - 1).fill(1),
  ]);
  // Axis `axis` counts i, axis `axis + 1` counts j and then k.
  const rows = where(equal(i, k), 1, expandDims(x, axis));
  const products = cumprod(rows, axis + 1, { reverse, exclusive });
  const [earlier, later] = reverse ? [k, i] : [i, k];
  const contains = exclusive ? less(earlier, later) : lessEqual(earlier, later);
  const gradient = sum(where(contains, mul(expandDims(g, axis), products), 0), axis + 1);
  // The gradient by a factor that is NaN is NaN, too, as in PyTorch.
  return where(isNaNOp(x), x, gradient);
}
