// Convolution. Images are [batch, ...spatial, channels] (NHWC), filters [...kernel, in, out] (HWIO).

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import type { Tensor } from '../tensor.ts';
import { add } from './arithmetic.ts';
import { asTensor, inNameOf, promoteAll, type TensorLike } from './lift.ts';
import { pad } from './pad.ts';
import { reshape } from './shape.ts';
import { checkImages, type Padding, type PerAxis, perAxis, resolvePadding } from './window.ts';

/** Options of the convolutions. */
export interface ConvOptions {
  /** Step of the window; 1 unless given. */
  readonly stride?: PerAxis;
  /** Border around `x`; `'valid'` (none) unless given. */
  readonly padding?: Padding;
  /** Distance of the filter's elements; 1 unless given. */
  readonly dilation?: PerAxis;
  /** Number of groups that channels fall into, each with its own filters; 1 unless given. */
  readonly groups?: number;
  /** `[out]`, added to each element. */
  readonly bias?: TensorLike | null;
}

/**
 * Convolution of sequences: `y[t] = Σ x[t·stride + k·dilation − before] · w[k]`, a correlation as in all frameworks.
 *
 * @param x `[batch, length, in]`, floating dtype
 * @param weight `[kernel, in / groups, out]`
 * @returns `[batch, ⌊(length + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1, out]`
 * @throws TensorError `shape` if channels do not fit or the window is too large, `value` for an impossible option
 * @example
 * ```ts
 * conv1d(reshape(tensor([1, 2, 3, 4]), [1, 4, 1]), ones([2, 1, 1])).flatten(0); // [3, 5, 7]
 * ```
 */
export function conv1d(x: TensorLike, weight: TensorLike, options: ConvOptions = {}): Tensor {
  return convolve('conv1d', 1, x, weight, options);
}

/**
 * Convolution of images.
 *
 * @param x `[batch, height, width, in]`, floating dtype
 * @param weight `[kh, kw, in / groups, out]`
 * @returns `[batch, height', width', out]` with `n' = ⌊(n + padding − dilation·(kernel − 1) − 1) / stride⌋ + 1`
 * @throws TensorError `shape` if channels do not fit or the window is too large, `value` for an impossible option
 * @see course parts 5.1–5.5
 * @example
 * ```ts
 * conv2d(zeros([1, 39, 39, 3]), zeros([3, 3, 3, 10])).shape; // [1, 37, 37, 10]
 * conv2d(zeros([1, 5, 5, 1]), zeros([3, 3, 1, 8]), { padding: 'same', stride: 2 }).shape; // [1, 3, 3, 8]
 * ```
 */
export function conv2d(x: TensorLike, weight: TensorLike, options: ConvOptions = {}): Tensor {
  return convolve('conv2d', 2, x, weight, options);
}

/**
 * Convolution of volumes.
 *
 * @param x `[batch, depth, height, width, in]`, floating dtype
 * @param weight `[kd, kh, kw, in / groups, out]`
 * @returns `[batch, depth', height', width', out]`, sizes as for {@link conv2d}
 * @throws TensorError `shape` if channels do not fit or the window is too large, `value` for an impossible option
 * @example
 * ```ts
 * conv3d(zeros([1, 8, 8, 8, 1]), zeros([3, 3, 3, 1, 4])).shape; // [1, 6, 6, 6, 4]
 * ```
 */
export function conv3d(x: TensorLike, weight: TensorLike, options: ConvOptions = {}): Tensor {
  return convolve('conv3d', 3, x, weight, options);
}

function convolve(op: string, rank: number, x: TensorLike, weight: TensorLike, options: ConvOptions): Tensor {
  const [input, filter] = checkedOperands(op, rank, x, weight);
  const strides = perAxis(op, 'stride', options.stride ?? 1, rank);
  const dilation = perAxis(op, 'dilation', options.dilation ?? 1, rank);
  const groups = checkGroups(op, options.groups ?? 1);
  const kernel = filter.shape.slice(0, rank);
  const padding = resolvePadding(
    op,
    options.padding ?? 'valid',
    input.shape.slice(1, -1),
    kernel,
    strides,
    dilation,
  );
  const attrs = { strides, padding, dilation, groups };
  const { bias } = options;
  if (bias === undefined || bias === null) return inNameOf(op, () => execute('conv', [input, filter], attrs));
  const operands = promoteAll(op, [input, filter, bias]);
  return inNameOf(op, () => execute('convBias', operands, attrs));
}

function checkedOperands(op: string, rank: number, x: TensorLike, weight: TensorLike): [Tensor, Tensor] {
  const [input, filter] = promoteAll(op, [x, weight]) as [Tensor, Tensor];
  checkImages(op, input, rank);
  if (filter.rank !== rank + 2 || filter.shape.slice(0, rank).includes(0)) {
    throw new TensorError(
      op,
      'shape',
      `takes a weight of ${rank} kernel dimensions and 2 of channels, got ${formatShape(filter.shape)}.`,
      {
        shapes: [input.shape, filter.shape],
      },
    );
  }
  return [input, filter];
}

function checkGroups(op: string, groups: number): number {
  if (Number.isInteger(groups) && groups >= 1) return groups;
  throw new TensorError(op, 'value', `groups must be an integer ≥ 1, got ${groups}.`);
}

function addBias(op: string, output: Tensor, bias: TensorLike | null | undefined): Tensor {
  if (bias === undefined || bias === null) return output;
  const shift = asTensor(bias, op);
  const channels = output.shape.at(-1)!;
  if (shift.rank !== 1 || shift.size !== channels) {
    throw new TensorError(
      op,
      'shape',
      `bias is ${formatShape(shift.shape)}, ${channels} output channels expect [${channels}].`,
      {
        shapes: [output.shape, shift.shape],
      },
    );
  }
  return add(output, shift);
}

/** Options of the transposed convolutions. */
export interface ConvTransposeOptions extends ConvOptions {
  /**
   * Rows that the output has more at its end, below `stride` or `dilation`: picks one of the sizes that would convolve
   * to `x`.
   */
  readonly outputPadding?: PerAxis;
}

/**
 * Transposed convolution of sequences: the gradient of {@link conv1d} by its input, a learned enlargement.
 *
 * @param x `[batch, length, in]`, floating dtype
 * @param weight `[kernel, out / groups, in]`, the filter of the convolution whose input has `out` channels
 * @returns `[batch, (length − 1)·stride − padding + dilation·(kernel − 1) + outputPadding + 1, out]`;
 *   with padding `'same'` `[batch, length·stride, out]`
 * @throws TensorError `shape` if channels do not fit, `value` for an impossible option
 * @example
 * ```ts
 * convTranspose1d(ones([1, 2, 1]), ones([2, 1, 1]), { stride: 2 }).shape; // [1, 4, 1]
 * ```
 */
export function convTranspose1d(
  x: TensorLike,
  weight: TensorLike,
  options: ConvTransposeOptions = {},
): Tensor {
  return transposed('convTranspose1d', 1, x, weight, options);
}

/**
 * Transposed convolution of images: the gradient of {@link conv2d} by its input.
 *
 * @param x `[batch, height, width, in]`, floating dtype
 * @param weight `[kh, kw, out / groups, in]`, the filter of the convolution whose input has `out` channels
 * @returns `[batch, height', width', out]`, sizes as for {@link convTranspose1d}
 * @throws TensorError `shape` if channels do not fit, `value` for an impossible option
 * @see Dumoulin, Visin, "A guide to convolution arithmetic for deep learning" (2016)
 * @example
 * ```ts
 * convTranspose2d(ones([1, 4, 4, 8]), ones([3, 3, 2, 8]), { stride: 2, padding: 'same' }).shape; // [1, 8, 8, 2]
 * ```
 */
export function convTranspose2d(
  x: TensorLike,
  weight: TensorLike,
  options: ConvTransposeOptions = {},
): Tensor {
  return transposed('convTranspose2d', 2, x, weight, options);
}

/**
 * Transposed convolution of volumes: the gradient of {@link conv3d} by its input.
 *
 * @param x `[batch, depth, height, width, in]`, floating dtype
 * @param weight `[kd, kh, kw, out / groups, in]`
 * @returns `[batch, depth', height', width', out]`, sizes as for {@link convTranspose1d}
 * @throws TensorError `shape` if channels do not fit, `value` for an impossible option
 * @example
 * ```ts
 * convTranspose3d(ones([1, 2, 2, 2, 1]), ones([2, 2, 2, 3, 1]), { stride: 2 }).shape; // [1, 4, 4, 4, 3]
 * ```
 */
export function convTranspose3d(
  x: TensorLike,
  weight: TensorLike,
  options: ConvTransposeOptions = {},
): Tensor {
  return transposed('convTranspose3d', 3, x, weight, options);
}

function transposed(
  op: string,
  rank: number,
  x: TensorLike,
  weight: TensorLike,
  options: ConvTransposeOptions,
): Tensor {
  const [input, filter] = checkedOperands(op, rank, x, weight);
  const strides = perAxis(op, 'stride', options.stride ?? 1, rank);
  const dilation = perAxis(op, 'dilation', options.dilation ?? 1, rank);
  const extra = perAxis(op, 'outputPadding', options.outputPadding ?? 0, rank, 0);
  const groups = checkGroups(op, options.groups ?? 1);
  const isSame = options.padding === 'same';
  if (extra.some((width, i) => width >= Math.max(strides[i]!, dilation[i]!) || (isSame && width > 0))) {
    throw new TensorError(
      op,
      'value',
      `outputPadding ${formatShape(extra)} must be below stride ${formatShape(strides)} or dilation ${formatShape(dilation)}, and is settled by 'same' padding.`,
    );
  }
  if (filter.shape.at(-1) !== input.shape.at(-1) || input.shape.at(-1)! % groups !== 0) {
    throw new TensorError(
      op,
      'shape',
      `x ${formatShape(input.shape)} and weight ${formatShape(filter.shape)} must end with the same number of channels, divisible by ${groups} group(s).`,
      {
        shapes: [input.shape, filter.shape],
      },
    );
  }
  const spatial = input.shape.slice(1, -1);
  const kernel = filter.shape.slice(0, rank);
  const target = isSame ? spatial.map((length, i) => length * strides[i]!) : spatial;
  const widths = resolvePadding(op, options.padding ?? 'valid', target, kernel, strides, dilation);
  // Extra rows at the end are rows that the padding does not cut off; beyond the last window they are zeros.
  const padding = widths.map(([before, after], i) => [before, Math.max(0, after - extra[i]!)] as const);
  const zeroRows = widths.map(([, after], i) => [0, Math.max(0, extra[i]! - after)] as const);
  const inputShape = isSame
    ? target
    : padding.map(([before, after], i) => {
        return (spatial[i]! - 1) * strides[i]! + dilation[i]! * (kernel[i]! - 1) + 1 - before - after;
      });
  if (inputShape.some((length) => length < 1)) {
    throw new TensorError(
      op,
      'shape',
      `padding leaves an output of ${formatShape(inputShape)}. Use less padding.`,
      { shapes: [input.shape, filter.shape] },
    );
  }
  const attrs = { strides, padding, dilation, groups, inputShape };
  const output = inNameOf(op, () => execute('convInputGrad', [input, filter], attrs));
  const isWhole = zeroRows.every(([, after]) => after === 0);
  return addBias(op, isWhole ? output : pad(output, [[0, 0], ...zeroRows, [0, 0]]), options.bias);
}

/**
 * Convolution of each channel by itself, with `multiplier` filters each.
 *
 * @param x `[batch, height, width, channels]`, floating dtype
 * @param weight `[kh, kw, channels, multiplier]`
 * @returns `[batch, height', width', channels · multiplier]`; output `c · multiplier + m` is filter `m` of channel `c`
 * @throws TensorError `shape` if channels do not fit or the window is too large, `value` for an impossible option
 * @see Howard et al., "MobileNets" (2017)
 * @example
 * ```ts
 * depthwiseConv2d(zeros([1, 8, 8, 3]), zeros([3, 3, 3, 2])).shape; // [1, 6, 6, 6]
 * ```
 */
export function depthwiseConv2d(
  x: TensorLike,
  weight: TensorLike,
  options: Omit<ConvOptions, 'groups'> = {},
): Tensor {
  const [input, filter] = checkedOperands('depthwiseConv2d', 2, x, weight);
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  if (input.shape.at(-1) !== channels) {
    throw new TensorError(
      'depthwiseConv2d',
      'shape',
      `x ${formatShape(input.shape)} has ${input.shape.at(-1)} channels, weight ${formatShape(filter.shape)} expects ${channels}.`,
      {
        shapes: [input.shape, filter.shape],
      },
    );
  }
  const grouped = reshape(filter, [height, width, 1, channels * multiplier]);
  return convolve('depthwiseConv2d', 2, input, grouped, { ...options, groups: channels });
}

/**
 * Depthwise convolution followed by one of 1×1, which mixes the channels.
 *
 * @param x `[batch, height, width, channels]`, floating dtype
 * @param depthwise `[kh, kw, channels, multiplier]`
 * @param pointwise `[1, 1, channels · multiplier, out]`
 * @returns `[batch, height', width', out]`
 * @throws TensorError `shape` if channels do not fit or the window is too large, `value` for an impossible option
 * @see Chollet, "Xception" (2017)
 * @example
 * ```ts
 * separableConv2d(zeros([1, 8, 8, 3]), zeros([3, 3, 3, 1]), zeros([1, 1, 3, 16])).shape; // [1, 6, 6, 16]
 * ```
 */
export function separableConv2d(
  x: TensorLike,
  depthwise: TensorLike,
  pointwise: TensorLike,
  options: Omit<ConvOptions, 'groups'> = {},
): Tensor {
  const { bias = null, ...window } = options;
  return inNameOf('separableConv2d', () =>
    conv2d(depthwiseConv2d(x, depthwise, window), pointwise, { bias }),
  );
}
