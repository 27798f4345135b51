// Products of matrices, convolution and pooling. Images are [batch, ...spatial, channels], filters [...kernel, in, out].

import { formatShape, TensorError } from '../errors.ts';
import { broadcastShapes } from '../layout.ts';
import { checkFloating, checkRank, checkSameDType } from './check.ts';
import type { NoAttrs } from './elementwise.ts';
import { accumulated, exact, type FusedRecord, type KernelRecord, type TensorSpec } from './record.ts';

/** Steps, explicit padding (before, after) and spacing of a convolution, by spatial axis. */
export type ConvAttrs = {
  /** Steps of the window. */
  readonly strides: readonly number[];
  /** Zeros before and after. */
  readonly padding: readonly (readonly [number, number])[];
  /** Steps inside the window. */
  readonly dilation: readonly number[];
  /** Blocks of channels that do not mix. */
  readonly groups: number;
};
/** A convolution and the spatial shape of its input. */
export type ConvInputGradAttrs = ConvAttrs & {
  /** Spatial shape of the input. */
  readonly inputShape: readonly number[];
};
/** A convolution and the spatial shape of its filter. */
export type ConvWeightGradAttrs = ConvAttrs & {
  /** Spatial shape of the filter. */
  readonly kernelShape: readonly number[];
};
/** Window, steps and padding of a pooling, by spatial axis. `ceilMode` keeps a last, partly outside window. */
export type PoolAttrs = {
  /** Lengths of the window. */
  readonly kernelShape: readonly number[];
  /** Steps of the window. */
  readonly strides: readonly number[];
  /** Room before and after. */
  readonly padding: readonly (readonly [number, number])[];
  /** Whether a last window that is partly outside counts. */
  readonly ceilMode: boolean;
};
/** Max pooling also spaces its window. */
export type MaxPoolAttrs = PoolAttrs & {
  /** Steps inside the window. */
  readonly dilation: readonly number[];
};
/** Whether padding counts in the divisor of an average. */
export type AvgPoolAttrs = PoolAttrs & {
  /** Whether the divisor is the size of the whole window. */
  readonly countPadding: boolean;
};
/** Average pooling and the spatial shape of its input. */
export type AvgPoolGradAttrs = AvgPoolAttrs & {
  /** Spatial shape of the input. */
  readonly inputShape: readonly number[];
};

/**
 * `floor((length + padding − dilation·(kernel − 1) − 1) / stride) + 1`, by spatial axis.
 *
 * @example
 * ```ts
 * const attrs = { strides: [2, 2], padding: [[1, 1], [1, 1]], dilation: [1, 1], groups: 1 };
 * convOutputShape([32, 32], [3, 3], attrs);   // [16, 16]
 * ```
 */
export function convOutputShape(
  spatial: readonly number[],
  kernel: readonly number[],
  attrs: ConvAttrs,
): number[] {
  return spatial.map((length, i) => {
    const padded = length + attrs.padding[i]![0] + attrs.padding[i]![1];
    return Math.floor((padded - attrs.dilation[i]! * (kernel[i]! - 1) - 1) / attrs.strides[i]!) + 1;
  });
}

/**
 * Spatial shape of a pooling; a window that would begin in the padding behind the end is dropped.
 *
 * @example
 * ```ts
 * const attrs = { kernelShape: [2], strides: [2], padding: [[0, 0]], ceilMode: false };
 * poolOutputShape([5], attrs);                          // [2]
 * poolOutputShape([5], { ...attrs, ceilMode: true });   // [3]
 * ```
 */
export function poolOutputShape(
  spatial: readonly number[],
  attrs: PoolAttrs,
  dilation?: readonly number[],
): number[] {
  return spatial.map((length, i) => {
    const [before, after] = attrs.padding[i]!;
    const stride = attrs.strides[i]!;
    const room = length + before + after - (dilation?.[i] ?? 1) * (attrs.kernelShape[i]! - 1) - 1;
    if (!attrs.ceilMode) return Math.floor(room / stride) + 1;
    const count = Math.ceil(room / stride) + 1;
    return (count - 1) * stride >= length + before ? count - 1 : count;
  });
}

const differentiable = [-2, 2] as readonly [number, number];

/** Network part of the op table. */
export const networkOps = {
  /** Inputs: a [..., m, k], b [..., k, n]; the leading dimensions broadcast. */
  matmul: {
    kind: 'kernel',
    family: 'matmul',
    infer: (inputs, _attrs, op) => {
      const [a, b] = inputs as readonly [TensorSpec, TensorSpec];
      return [{ shape: matmulShape(op, a, b), dtype: a.dtype }];
    },
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies KernelRecord<'matmul', NoAttrs>,

  /** Fused: x [..., in] times weight [in, out], plus bias [out]. */
  linear: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [x, weight, bias] = inputs as readonly [TensorSpec, TensorSpec, TensorSpec];
      checkFloating(op, x);
      checkSameDType(op, inputs);
      checkRank(op, 'weight', weight, 2, '[in, out]');
      const [fanIn, fanOut] = weight.shape as [number, number];
      if (x.shape.at(-1) !== fanIn) {
        throw new TensorError(
          op,
          'shape',
          `last dimension of x is ${x.shape.at(-1)}, weight expects ${fanIn}: x is ${formatShape(x.shape)}, weight is ${formatShape(weight.shape)}.`,
          {
            shapes: [x.shape, weight.shape],
          },
        );
      }
      if (bias.shape.length !== 1 || bias.shape[0] !== fanOut) {
        throw new TensorError(
          op,
          'shape',
          `bias is ${formatShape(bias.shape)}, weight ${formatShape(weight.shape)} expects [${fanOut}].`,
          {
            shapes: [x.shape, weight.shape, bias.shape],
          },
        );
      }
      return [{ shape: [...x.shape.slice(0, -1), fanOut], dtype: x.dtype }];
    },
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies FusedRecord<NoAttrs>,

  /** Inputs: x [batch, ...spatial, in], weight [...kernel, in / groups, out]. */
  conv: {
    kind: 'kernel',
    family: 'conv',
    infer: (inputs, attrs, op) => [convolvedSpec(op, inputs, attrs)],
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies KernelRecord<'conv', ConvAttrs>,

  /** Fused: a convolution, plus bias [out]. */
  convBias: {
    kind: 'fused',
    infer: (inputs, attrs, op) => {
      const output = convolvedSpec(op, inputs, attrs);
      const bias = inputs[2]!;
      const channels = output.shape.at(-1);
      if (bias.shape.length !== 1 || bias.shape[0] !== channels) {
        throw new TensorError(
          op,
          'shape',
          `bias is ${formatShape(bias.shape)}, ${channels} output channels expect [${channels}].`,
          { shapes: [output.shape, bias.shape] },
        );
      }
      return [output];
    },
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies FusedRecord<ConvAttrs>,

  /** Inputs: gradient [batch, ...out spatial, out], weight. Also the transposed convolution. */
  convInputGrad: {
    kind: 'kernel',
    family: 'conv',
    infer: (inputs, attrs, op) => {
      const [grad, weight] = inputs as readonly [TensorSpec, TensorSpec];
      checkFloating(op, grad);
      checkSameDType(op, inputs);
      const rank = checkSpatial(op, grad, weight, attrs);
      const expected = convOutputShape(attrs.inputShape, weight.shape.slice(0, rank), attrs);
      const [perGroup, out] = weight.shape.slice(rank) as [number, number];
      checkGradShape(op, grad, [grad.shape[0]!, ...expected, out]);
      return [{ shape: [grad.shape[0]!, ...attrs.inputShape, perGroup * attrs.groups], dtype: grad.dtype }];
    },
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies KernelRecord<'conv', ConvInputGradAttrs>,

  /** Inputs: x, gradient. Output: the gradient of the filter. */
  convWeightGrad: {
    kind: 'kernel',
    family: 'conv',
    infer: (inputs, attrs, op) => {
      const [x, grad] = inputs as readonly [TensorSpec, TensorSpec];
      checkFloating(op, x);
      checkSameDType(op, inputs);
      const spatial = convOutputShape(x.shape.slice(1, -1), attrs.kernelShape, attrs);
      const out = grad.shape.at(-1)!;
      checkGradShape(op, grad, [x.shape[0]!, ...spatial, out]);
      return [{ shape: [...attrs.kernelShape, x.shape.at(-1)! / attrs.groups, out], dtype: x.dtype }];
    },
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies KernelRecord<'conv', ConvWeightGradAttrs>,

  /** Outputs: the maxima, and their places (int32, flat over the spatial axes of the input). The first of equals wins. */
  maxPool: {
    kind: 'kernel',
    family: 'pool',
    infer: ([x], attrs, op) => {
      const shape = pooledShape(op, x!, attrs, attrs.dilation);
      return [
        { shape, dtype: x!.dtype },
        { shape, dtype: 'int32' },
      ];
    },
    tolerance: exact,
    gradDomain: differentiable,
  } satisfies KernelRecord<'pool', MaxPoolAttrs>,

  avgPool: {
    kind: 'kernel',
    family: 'pool',
    infer: ([x], attrs, op) => [{ shape: pooledShape(op, x!, attrs), dtype: x!.dtype }],
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies KernelRecord<'pool', AvgPoolAttrs>,

  /** Input: gradient [batch, ...out spatial, channels]. */
  avgPoolGrad: {
    kind: 'kernel',
    family: 'pool',
    infer: ([grad], attrs, op) => {
      checkFloating(op, grad!);
      const [batch, channels] = [grad!.shape[0]!, grad!.shape.at(-1)!];
      checkGradShape(op, grad!, [batch, ...poolOutputShape(attrs.inputShape, attrs), channels]);
      return [{ shape: [batch, ...attrs.inputShape, channels], dtype: grad!.dtype }];
    },
    tolerance: accumulated,
    gradDomain: differentiable,
  } satisfies KernelRecord<'pool', AvgPoolGradAttrs>,
};

function matmulShape(op: string, a: TensorSpec, b: TensorSpec): readonly number[] {
  checkSameDType(op, [a, b]);
  checkFloating(op, a);
  const shapes = [a.shape, b.shape];
  const operands = `a is ${formatShape(a.shape)}, b is ${formatShape(b.shape)}`;
  if (a.shape.length < 2 || b.shape.length < 2) {
    throw new TensorError(op, 'shape', `takes matrices: ${operands}. Did you mean dot() or expandDims()?`, {
      shapes,
    });
  }
  const [m, k] = a.shape.slice(-2) as [number, number];
  const [inner, n] = b.shape.slice(-2) as [number, number];
  if (k !== inner) {
    const hint = k === n ? ' Did you mean b.transpose()?' : m === inner ? ' Did you mean a.transpose()?' : '';
    throw new TensorError(op, 'shape', `inner dimensions differ: ${operands} (${k} ≠ ${inner}).${hint}`, {
      shapes,
    });
  }
  return [...broadcastShapes(op, a.shape.slice(0, -2), b.shape.slice(0, -2)), m, n];
}

function convolvedSpec(op: string, inputs: readonly TensorSpec[], attrs: ConvAttrs): TensorSpec {
  const [x, weight] = inputs as readonly [TensorSpec, TensorSpec];
  checkFloating(op, x);
  checkSameDType(op, inputs);
  const rank = checkSpatial(op, x, weight, attrs);
  const kernel = weight.shape.slice(0, rank);
  const [perGroup, out] = weight.shape.slice(rank) as [number, number];
  if (x.shape.at(-1) !== perGroup * attrs.groups || out % attrs.groups !== 0) {
    throw new TensorError(
      op,
      'shape',
      `x has ${x.shape.at(-1)} channels, weight ${formatShape(weight.shape)} in ${attrs.groups} group(s) expects ${perGroup * attrs.groups}: x is ${formatShape(x.shape)}.`,
      { shapes: [x.shape, weight.shape] },
    );
  }
  const spatial = convOutputShape(x.shape.slice(1, -1), kernel, attrs);
  checkRoom(op, x, kernel, spatial);
  return { shape: [x.shape[0]!, ...spatial, out], dtype: x.dtype };
}

function checkSpatial(op: string, x: TensorSpec, weight: TensorSpec, attrs: ConvAttrs): number {
  const rank = attrs.strides.length;
  checkRank(op, 'x', x, rank + 2, `[batch, ${rank} spatial, channels]`);
  checkRank(op, 'weight', weight, rank + 2, `[${rank} kernel, in / groups, out]`);
  return rank;
}

function checkRoom(op: string, x: TensorSpec, kernel: readonly number[], output: readonly number[]): void {
  if (output.some((length) => length < 1)) {
    throw new TensorError(
      op,
      'shape',
      `the window ${formatShape(kernel)} does not fit into x ${formatShape(x.shape)}. Use a smaller kernel or more padding.`,
      {
        shapes: [x.shape, kernel],
      },
    );
  }
}

function checkGradShape(op: string, grad: TensorSpec, expected: readonly number[]): void {
  if (formatShape(grad.shape) !== formatShape(expected)) {
    throw new TensorError(
      op,
      'shape',
      `gradient is ${formatShape(grad.shape)}, expected ${formatShape(expected)}.`,
      {
        shapes: [grad.shape, expected],
      },
    );
  }
}

function pooledShape(
  op: string,
  x: TensorSpec,
  attrs: PoolAttrs,
  dilation?: readonly number[],
): readonly number[] {
  checkFloating(op, x);
  const rank = attrs.kernelShape.length;
  checkRank(op, 'x', x, rank + 2, `[batch, ${rank} spatial, channels]`);
  attrs.padding.forEach(([before, after], i) => {
    const reach = (dilation?.[i] ?? 1) * (attrs.kernelShape[i]! - 1) + 1;
    if (Math.max(before, after) >= reach) {
      const window = formatShape(attrs.kernelShape);
      throw new TensorError(
        op,
        'value',
        `padding [${before}, ${after}] leaves windows ${window} with nothing but padding. Use less.`,
      );
    }
  });
  const spatial = poolOutputShape(x.shape.slice(1, -1), attrs, dilation);
  checkRoom(op, x, attrs.kernelShape, spatial);
  return [x.shape[0]!, ...spatial, x.shape.at(-1)!];
}
