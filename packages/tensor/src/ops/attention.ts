// Attention over keys and values, from products of matrices and a softmax.

import { formatShape, TensorError } from '../errors.ts';
import { broadcastShapes, sameShape } from '../layout.ts';
import { checkFloating } from '../op-table/check.ts';
import type { Generator } from '../random/generator.ts';
import type { Tensor } from '../tensor.ts';
import { softmax } from './activation.ts';
import { add, mul } from './arithmetic.ts';
import { equal, lessEqual, logicalAnd, logicalNot, where } from './compare.ts';
import { asTensor, castTo, countBeside, promoteAll, type TensorLike } from './lift.ts';
import { dropout } from './norm.ts';
import { matmul } from './product.ts';
import { any, max } from './reduce.ts';
import { broadcastTo, expandDims, reshape, swapAxes } from './shape.ts';

/** Options of {@link scaledDotProductAttention}. */
export interface AttentionOptions {
  /**
   * Broadcasts to the scores `[..., heads, queries, keys]`. A bool mask is true where a query sees a key; a floating one
   * is added to the scores.
   */
  readonly mask?: TensorLike | null;
  /** Lets query `i` see the keys 0 to `i` only. */
  readonly isCausal?: boolean;
  /** Multiplies the scores; `1/√width` unless given. */
  readonly scale?: number | null;
  /** Probability that a weight is dropped, in [0, 1); 0 unless given. */
  readonly dropout?: number;
  /** Where dropout takes its random numbers from; the default generator unless given. */
  readonly generator?: Generator;
}

/**
 * Scaled dot-product attention: `softmax(scale · Q Kᵀ + mask) V`.
 *
 * A query that sees no key at all gets zeros, and sends no gradient back. Where the query has a multiple of the heads of
 * the key, each head of key and value serves a block of query heads (grouped-query attention).
 *
 * @param query `[..., heads, queries, width]`, floating dtype; the axes in front broadcast, as in {@link matmul}
 * @param key `[..., heads, keys, width]`
 * @param value `[..., heads, keys, features]`
 * @returns `[..., heads, queries, features]`
 * @throws TensorError `shape` if widths, numbers of keys, heads or the mask do not fit, `dtype` if the mask is neither
 *   bool nor floating, `value` if `scale` is not finite or `dropout` lies outside of [0, 1)
 * @see Vaswani et al., "Attention is all you need" (2017); Ainslie et al., "GQA" (2023)
 * @example
 * ```ts
 * const key = tensor([[1, 0], [0, 1]]);
 * const value = tensor([[10], [20]]);
 * scaledDotProductAttention(zeros([1, 2]), key, value); // [[15]]
 * scaledDotProductAttention(zeros([2, 2]), key, value, { isCausal: true }); // [[10], [15]]
 * ```
 */
export function scaledDotProductAttention(
  query: TensorLike,
  key: TensorLike,
  value: TensorLike,
  options: AttentionOptions = {},
): Tensor {
  const [q, k, v] = promoteAll(op, [query, key, value]) as [Tensor, Tensor, Tensor];
  checkOperands(q, k, v);
  const width = q.shape.at(-1)!;
  const { isCausal = false, dropout: rate = 0, generator } = options;
  // Without features all scores are 0, whatever multiplies them.
  const scale = options.scale ?? (width === 0 ? 1 : 1 / Math.sqrt(width));
  if (!Number.isFinite(scale)) throw new TensorError(op, 'value', `scale must be finite, got ${scale}.`);
  if (!(rate >= 0 && rate < 1)) {
    throw new TensorError(op, 'value', `dropout must lie in [0, 1), got ${rate}.`);
  }
  const group = groupOf(q, k);
  // The query is scaled, not the scores: it is the smaller one.
  const scores = matmul(mul(q, scale), swapAxes(repeatHeads(k, group), -1, -2));
  const weights = visible(scores, options.mask ?? null, isCausal);
  const kept = rate === 0 ? weights : dropout(weights, rate, generator === undefined ? {} : { generator });
  return matmul(kept, repeatHeads(v, group));
}

const op = 'scaledDotProductAttention';

function checkOperands(q: Tensor, k: Tensor, v: Tensor): void {
  const shapes = [q.shape, k.shape, v.shape];
  const given = `query ${formatShape(q.shape)}, key ${formatShape(k.shape)}, value ${formatShape(v.shape)}`;
  const refuse = (reason: string): never => {
    throw new TensorError(op, 'shape', `${reason}: ${given}.`, { shapes });
  };
  checkFloating(op, q);
  if (Math.min(q.rank, k.rank, v.rank) < 2) refuse('takes [..., length, width] three times');
  if (q.shape.at(-1) !== k.shape.at(-1)) refuse('query and key differ in width');
  if (k.shape.at(-2) !== v.shape.at(-2)) refuse('there must be a value for each key');
  const group = groupOf(q, k);
  if (group > 1 && v.shape.at(-3) !== k.shape.at(-3)) refuse('key and value differ in heads');
  const lead = (x: Tensor): number[] =>
    x.shape
      .slice(0, -2)
      .map((length, axis) => (axis === x.rank - 3 ? length * (x === q ? 1 : group) : length));
  try {
    broadcastShapes(op, lead(q), lead(k), lead(v));
  } catch {
    refuse('the axes in front of length and width do not fit');
  }
}

/** How many query heads share a head of the keys; 1 where heads broadcast. */
function groupOf(q: Tensor, k: Tensor): number {
  const [queries, keys] = [q.shape.at(-3) ?? 1, k.shape.at(-3) ?? 1];
  return k.rank >= 3 && keys > 1 && queries > keys && queries % keys === 0 ? queries / keys : 1;
}

/** Each head `group` times in a row. */
function repeatHeads(x: Tensor, group: number): Tensor {
  if (group === 1) return x;
  const [heads, length, width] = x.shape.slice(-3) as [number, number, number];
  const lead = x.shape.slice(0, -3);
  const blocks = broadcastTo(expandDims(x, -3), [...lead, heads, group, length, width]);
  return reshape(blocks, [...lead, heads * group, length, width]);
}

/** The softmax over the keys that a query sees; zeros where it sees none. */
function visible(scores: Tensor, mask: TensorLike | null, isCausal: boolean): Tensor {
  const given = mask === null ? null : checkMask(asTensor(mask, op), scores);
  const isBias = given !== null && given.dtype !== 'bool';
  const biased = isBias ? add(scores, castTo(given, scores.dtype)) : scores;
  const past = isCausal ? causal(scores) : null;
  const allowed = isBias || given === null ? past : past === null ? given : logicalAnd(given, past);
  const limited = allowed === null ? biased : where(allowed, biased, Number.NEGATIVE_INFINITY);
  // The first key is in everybody's past: without a mask, nobody sees nothing.
  if (given === null || scores.shape.at(-1) === 0) return softmax(limited);
  const blind =
    isBias || allowed === null
      ? equal(max(limited, -1, { keepDims: true }), Number.NEGATIVE_INFINITY)
      : logicalNot(any(allowed, -1, { keepDims: true }));
  // A row of −∞ alone would be NaN, in the gradient too.
  return where(blind, 0, softmax(where(blind, 0, limited)));
}

function checkMask(mask: Tensor, scores: Tensor): Tensor {
  const shapes = [mask.shape, scores.shape];
  if (mask.dtype !== 'bool') checkFloating(op, mask);
  if (fits(mask.shape, scores.shape)) return mask;
  throw new TensorError(
    op,
    'shape',
    `mask ${formatShape(mask.shape)} does not broadcast to the scores ${formatShape(scores.shape)} [..., queries, keys].`,
    { shapes },
  );
}

function fits(shape: readonly number[], target: readonly number[]): boolean {
  const tail = target.slice(target.length - shape.length);
  return (
    shape.length <= target.length &&
    sameShape(
      shape.map((length, i) => (length === 1 ? tail[i]! : length)),
      tail,
    )
  );
}

/** `[queries, keys]`: whether the key is not behind the query. */
function causal(scores: Tensor): Tensor {
  const [queries, keys] = scores.shape.slice(-2) as [number, number];
  return lessEqual(countBeside(keys, scores), expandDims(countBeside(queries, scores), 1));
}
