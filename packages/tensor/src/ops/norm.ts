// Normalisation, embedding and dropout. Where features are on the last axis, normalisation is one fused op.

import { formatShape, TensorError } from '../errors.ts';
import { execute, executeAll } from '../execute.ts';
import { broadcastShapes, checkShape, resolveAxes, sameShape, sizeOf } from '../layout.ts';
import { defaultGenerator, type Generator } from '../random/generator.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul, sub } from './arithmetic.ts';
import { greaterEqual, notEqual, where } from './compare.ts';
import {
  asFloating,
  asIndices,
  asTensor,
  constantScalar,
  inNameOf,
  promoteAll,
  type TensorLike,
  withoutGradient,
} from './lift.ts';
import { rsqrt, square } from './math.ts';
import { mean } from './reduce.ts';
import { broadcastTo, expandDims, reshape } from './shape.ts';

/** Options of the normalisations. */
export interface NormalizeOptions {
  /** Multiplies the normalised values: the learned γ. */
  readonly scale?: TensorLike | null;
  /** Is added at the end: the learned β. */
  readonly shift?: TensorLike | null;
  /** Is added to the variance; 1e-5 unless given. */
  readonly epsilon?: number;
}

/** Options of {@link batchNorm}. */
export interface BatchNormOptions extends NormalizeOptions {
  /** `[channels]`: of the batch in training, running in evaluation. */
  readonly mean: TensorLike;
  /** `[channels]`. */
  readonly variance: TensorLike;
}

/**
 * Batch normalisation with given statistics: `(x − mean) / √(variance + epsilon) · scale + shift`, channel by channel.
 *
 * @param x `[..., channels]`, floating dtype
 * @returns same shape as `x`
 * @throws TensorError `shape` if a statistic does not broadcast with `x`
 * @see Ioffe, Szegedy, "Batch normalization" (2015); course part 4.6
 * @example
 * ```ts
 * const x = tensor([[1], [3]]);
 * batchNorm(x, { mean: mean(x, 0), variance: variance(x, 0), epsilon: 0 }); // [[-1], [1]]
 * ```
 */
export function batchNorm(x: TensorLike, options: BatchNormOptions): Tensor {
  const input = asFloating(x, 'batchNorm');
  const { epsilon = 1e-5 } = options;
  const mean = asTensor(options.mean, 'batchNorm');
  const variance = asTensor(options.variance, 'batchNorm');
  const [scale, shift] = [orConstant(options.scale, 1, input), orConstant(options.shift, 0, input)];
  const operands = [input, mean, variance, scale, shift];
  return inNameOf('batchNorm', () =>
    areFeatures(operands)
      ? execute('batchNormInference', operands, { epsilon })
      : rescale(sub(input, mean), variance, options),
  );
}

/** What {@link batchNormTraining} gives. */
export interface BatchNormTraining {
  /** The normalised values, of the shape of `x`. */
  readonly output: Tensor;
  /** `[channels]`: mean of the batch. */
  readonly mean: Tensor;
  /** `[channels]`: variance of the batch, divided by the number of samples. */
  readonly variance: Tensor;
}

/**
 * Batch normalisation by the statistics of `x` itself: `(x − mean) / √(variance + epsilon) · scale + shift`, channel by
 * channel, with mean and variance over all other axes. Gradients go through the output; the statistics beside it are
 * constants to them.
 *
 * @param x `[..., channels]`, floating dtype
 * @returns the output, and the statistics that it was computed with
 * @throws TensorError `shape` if scale or shift are not `[channels]`
 * @see Ioffe, Szegedy, "Batch normalization" (2015); course part 4.6
 * @example
 * ```ts
 * const { output, mean, variance } = batchNormTraining(tensor([[1], [5]]), { epsilon: 0 });
 * output;   // [[-1], [1]]
 * mean;     // [3]
 * variance; // [4]
 * ```
 */
export function batchNormTraining(x: TensorLike, options: NormalizeOptions = {}): BatchNormTraining {
  const input = asFloating(x, 'batchNormTraining');
  const { epsilon = 1e-5 } = options;
  const operands = promoteAll('batchNormTraining', [
    input,
    orConstant(options.scale, 1, input),
    orConstant(options.shift, 0, input),
  ]);
  const [output, average, variance] = inNameOf('batchNormTraining', () =>
    executeAll('batchNorm', operands, { epsilon }),
  );
  return { output: output!, mean: average!, variance: variance! };
}

/** A parameter, or the same number for each feature of `x`. */
function orConstant(value: TensorLike | null | undefined, otherwise: number, x: Tensor): Tensor {
  if (value !== undefined && value !== null) return asTensor(value);
  return broadcastTo(constantScalar(otherwise, x.dtype, x), x.shape.slice(-1));
}

/** Whether all behind the first have one value for each of its features, in its dtype. */
function areFeatures([x, ...others]: readonly Tensor[]): boolean {
  const features = x!.shape.slice(-1);
  return x!.rank > 0 && others.every((each) => each.dtype === x!.dtype && sameShape(each.shape, features));
}

/** `deviation / √(variance + epsilon) · scale + shift`. */
function rescale(deviation: Tensor, variance: TensorLike, options: NormalizeOptions): Tensor {
  const { scale, shift, epsilon = 1e-5 } = options;
  const factor = rsqrt(add(variance, epsilon));
  const gamma = scale === undefined || scale === null ? null : asTensor(scale);
  // A scale of the shape of the statistics is multiplied into them, which saves a pass over x.
  const isAligned = gamma !== null && sameShape(gamma.shape, factor.shape);
  const normal = mul(deviation, isAligned ? mul(factor, gamma) : factor);
  const result = gamma === null || isAligned ? normal : mul(normal, gamma);
  return shift === undefined || shift === null ? result : add(result, shift);
}

/**
 * Layer normalisation: each sample to mean 0 and variance 1 over the given axes.
 *
 * @param x any shape, floating dtype
 * @param axes what to normalise over; the last axis unless given
 * @param options `scale` and `shift` have the lengths of the axes
 * @returns same shape as `x`
 * @throws TensorError `shape` if scale or shift do not have the lengths of the axes, `axis` if an axis does not exist
 * @see Ba, Kiros, Hinton, "Layer normalization" (2016)
 * @example
 * ```ts
 * layerNorm(tensor([[1, 3]]), -1, { epsilon: 0 }); // [[-1, 1]]
 * ```
 */
export function layerNorm(
  x: TensorLike,
  axes: number | readonly number[] = -1,
  options: NormalizeOptions = {},
): Tensor {
  const input = asFloating(x, 'layerNorm');
  const folded = resolveAxes('layerNorm', axes, input.rank);
  const scale = alongAxes('layerNorm', 'scale', options.scale, input, folded);
  const shift = alongAxes('layerNorm', 'shift', options.shift, input, folded);
  if (folded.length === 1 && folded[0] === input.rank - 1) {
    const operands = [input, orConstant(scale, 1, input), orConstant(shift, 0, input)];
    if (areFeatures(operands)) return execute('layerNorm', operands, { epsilon: options.epsilon ?? 1e-5 });
  }
  return normalize(input, folded, { ...options, scale, shift });
}

/** Normalises over axes by the statistics of `x` itself. */
function normalize(x: Tensor, axes: readonly number[], options: NormalizeOptions): Tensor {
  const deviation = sub(x, mean(x, axes, { keepDims: true }));
  return rescale(deviation, mean(square(deviation), axes, { keepDims: true }), options);
}

/** A parameter with the lengths of the axes, reshaped so that it broadcasts with `x`. */
function alongAxes(
  op: string,
  name: string,
  value: TensorLike | null | undefined,
  x: Tensor,
  axes: readonly number[],
): Tensor | null {
  if (value === undefined || value === null) return null;
  const parameter = asTensor(value, op);
  const lengths = axes.map((axis) => x.shape[axis]!);
  if (!sameShape(parameter.shape, lengths)) {
    throw new TensorError(
      op,
      'shape',
      `${name} is ${formatShape(parameter.shape)}, axes [${axes.join(', ')}] of x ${formatShape(x.shape)} expect ${formatShape(lengths)}.`,
      {
        shapes: [x.shape, parameter.shape],
      },
    );
  }
  const first = axes[0] ?? x.rank;
  return reshape(
    parameter,
    x.shape.slice(first).map((length, i) => (axes.includes(first + i) ? length : 1)),
  );
}

/**
 * Root-mean-square normalisation: `x / √(mean(x²) + epsilon) · scale`, without centring.
 *
 * @param x any shape, floating dtype
 * @param axes what to normalise over; the last axis unless given
 * @param options `scale` has the lengths of the axes
 * @returns same shape as `x`
 * @throws TensorError `shape` if scale does not have the lengths of the axes, `axis` if an axis does not exist
 * @see Zhang, Sennrich, "Root mean square layer normalization" (2019)
 * @example
 * ```ts
 * rmsNorm(tensor([[3, 3]]), -1, { epsilon: 0 }); // [[1, 1]]
 * ```
 */
export function rmsNorm(
  x: TensorLike,
  axes: number | readonly number[] = -1,
  options: Omit<NormalizeOptions, 'shift'> = {},
): Tensor {
  const input = asFloating(x, 'rmsNorm');
  const folded = resolveAxes('rmsNorm', axes, input.rank);
  const scale = alongAxes('rmsNorm', 'scale', options.scale, input, folded);
  const factor = rsqrt(add(mean(square(input), folded, { keepDims: true }), options.epsilon ?? 1e-5));
  const result = mul(input, factor);
  return scale === null ? result : mul(result, scale);
}

/**
 * Group normalisation: mean 0 and variance 1 over the spatial axes and a group of channels.
 *
 * @param x `[batch, ...spatial, channels]`, floating dtype
 * @param groups divides the number of channels
 * @param options `scale` and `shift` are `[channels]`
 * @returns same shape as `x`
 * @throws TensorError `shape` if the groups do not divide the channels
 * @see Wu, He, "Group normalization" (2018)
 * @example
 * ```ts
 * groupNorm(tensor([[1, 3, 5, 9]]), 2, { epsilon: 0 }); // [[-1, 1, -1, 1]]
 * ```
 */
export function groupNorm(x: TensorLike, groups: number, options: NormalizeOptions = {}): Tensor {
  return grouped('groupNorm', asFloating(x, 'groupNorm'), groups, options);
}

/**
 * Instance normalisation: mean 0 and variance 1 over the spatial axes, channel by channel. By running statistics, it is
 * {@link batchNorm}.
 *
 * @param x `[batch, ...spatial, channels]`, floating dtype
 * @param options `scale` and `shift` are `[channels]`
 * @returns same shape as `x`
 * @throws TensorError `shape` if there are fewer than two axes
 * @see Ulyanov et al., "Instance normalization" (2016)
 * @example
 * ```ts
 * instanceNorm(tensor([[[1], [3]]]), { epsilon: 0 }); // [[[-1], [1]]]
 * ```
 */
export function instanceNorm(x: TensorLike, options: NormalizeOptions = {}): Tensor {
  const input = asFloating(x, 'instanceNorm');
  return grouped('instanceNorm', input, input.shape.at(-1) ?? 0, options);
}

function grouped(op: string, x: Tensor, groups: number, options: NormalizeOptions): Tensor {
  const channels = x.shape.at(-1) ?? 0;
  if (x.rank < 2 || !Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new TensorError(
      op,
      'shape',
      `takes [batch, ...spatial, channels] with channels divisible by groups, got ${formatShape(x.shape)} and ${groups}.`,
      {
        shapes: [x.shape],
      },
    );
  }
  const { scale, shift, epsilon = 1e-5 } = options;
  const blocks = reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1, -1)), groups, channels / groups]);
  const normal = reshape(normalize(blocks, [1, 3], { epsilon }), x.shape);
  return inNameOf(op, () => {
    const scaled = scale === undefined || scale === null ? normal : mul(normal, scale);
    return shift === undefined || shift === null ? scaled : add(scaled, shift);
  });
}

/** Options of {@link embedding}. */
export interface EmbeddingOptions {
  /** Row that gets no gradient: what fills up short sequences. Negative ones count from the end. */
  readonly paddingIndex?: number | null;
}

/**
 * Rows of a table by index: words or other symbols as vectors.
 *
 * @param indices int32 (or uint8) of any shape, from 0 to rows − 1
 * @param table `[rows, features]`
 * @returns `[...indices.shape, features]`
 * @throws TensorError `index` if an index or `paddingIndex` lies outside, `dtype` if the indices are floating
 * @example
 * ```ts
 * embedding(tensor([1, 0], { dtype: 'int32' }), tensor([[1, 2], [3, 4]])); // [[3, 4], [1, 2]]
 * ```
 */
export function embedding(indices: TensorLike, table: TensorLike, options: EmbeddingOptions = {}): Tensor {
  const op = 'embedding';
  const rows = asTensor(table, op);
  if (rows.rank !== 2) {
    throw new TensorError(op, 'shape', `takes a table [rows, features], got ${formatShape(rows.shape)}.`, {
      shapes: [rows.shape],
    });
  }
  const places = asIndices(indices, op, rows);
  const picked = inNameOf(op, () => execute('gather', [rows, places], { axis: 0 }));
  const { paddingIndex = null } = options;
  if (paddingIndex === null) return picked;
  const count = rows.shape[0]!;
  const padding = paddingIndex < 0 ? paddingIndex + count : paddingIndex;
  if (!(Number.isInteger(padding) && padding >= 0 && padding < count)) {
    throw new TensorError(op, 'index', `paddingIndex ${paddingIndex} is not one of the ${count} rows.`);
  }
  return where(expandDims(notEqual(places, padding), -1), picked, withoutGradient(picked));
}

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** Where the random numbers come from; the default generator unless given. */
  readonly generator?: Generator;
  /** Shape of the draws, which broadcasts to `x`: elements that share a draw are dropped together. `x`'s unless given. */
  readonly noiseShape?: readonly number[];
}

/**
 * Sets a random share of elements to 0 and divides the others by `1 − rate`, so that the expected value stays.
 *
 * @param x any shape, floating dtype
 * @param rate probability of being dropped, in [0, 1)
 * @returns same shape as `x`; `x` itself for rate 0
 * @throws TensorError `value` if `rate` lies outside of [0, 1), `shape` if the draws do not broadcast to `x`
 * @see Srivastava et al., "Dropout" (2014); course part 3.2.1
 * @example
 * ```ts
 * dropout(ones([4]), 0.5); // zeros and twos
 * dropout(ones([2, 3]), 0.5, { noiseShape: [2, 1] }).shape; // [2, 3], whole rows of zeros or twos
 * ```
 */
export function dropout(x: TensorLike, rate: number, options: DropoutOptions = {}): Tensor {
  const input = asFloating(x, 'dropout');
  if (!(rate >= 0 && rate < 1))
    throw new TensorError('dropout', 'value', `rate must lie in [0, 1), got ${rate}.`);
  if (rate === 0) return input;
  const { noiseShape = input.shape } = options;
  checkShape('dropout', noiseShape);
  if (!sameShape(broadcastShapes('dropout', noiseShape, input.shape), input.shape)) {
    throw new TensorError(
      'dropout',
      'shape',
      `draws of noiseShape ${formatShape(noiseShape)} do not broadcast to x ${formatShape(input.shape)}.`,
      { shapes: [input.shape, noiseShape] },
    );
  }
  const generator = options.generator ?? defaultGenerator(input.storage.backend);
  const draws = generator.draw((state) =>
    execute('randomUniform', [state], { shape: [...noiseShape], dtype: 'float32' }),
  );
  return where(greaterEqual(draws, rate), mul(input, 1 / (1 - rate)), 0);
}
