// Normalisations that backends may compute in one pass, and their gradients. Features are on the last axis.

import { formatShape, TensorError } from '../errors.ts';
import { sizeOf } from '../layout.ts';
import { checkFloating, checkSameDType } from './check.ts';
import { accumulated, type FusedRecord, type TensorSpec } from './record.ts';

/** What is added to the variance. */
export type NormAttrs = {
  /** The number. */
  readonly epsilon: number;
};

const around = [-2, 2] as const;
const positive = [0.5, 2] as const;

/** Normalisation part of the op table. */
export const normOps = {
  /**
   * Fused: x [..., features], scale and shift [features]. Outputs: x normalised over all axes but the last, and the mean
   * and the (biased) variance of each feature. The first output alone has a gradient.
   */
  batchNorm: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const features = checkFeatures(op, inputs);
      const { shape, dtype } = inputs[0]!;
      return [
        { shape, dtype },
        { shape: [features], dtype },
        { shape: [features], dtype },
      ];
    },
    tolerance: accumulated,
    gradDomain: around,
  } satisfies FusedRecord<NormAttrs>,

  /**
   * Fused: gradient and x [..., features], scale, and mean and variance of x, which are given to save time: the op is a
   * function of the first three. Output [rows + 2, features]: the gradients of x, of scale, and of shift, one below
   * the other.
   */
  batchNormGrad: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => [gradSpec(op, inputs)],
    tolerance: accumulated,
    gradDomain: [around, around, around, null, null],
  } satisfies FusedRecord<NormAttrs>,

  /** Fused: x [..., features]; mean, variance, scale, shift [features]. */
  batchNormInference: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      checkFeatures(op, inputs);
      return [{ shape: inputs[0]!.shape, dtype: inputs[0]!.dtype }];
    },
    tolerance: accumulated,
    gradDomain: [around, around, positive, around, around],
  } satisfies FusedRecord<NormAttrs>,

  /** Fused: x [..., features], scale and shift [features]. Output: each row normalised by itself. */
  layerNorm: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      checkFeatures(op, inputs);
      return [{ shape: inputs[0]!.shape, dtype: inputs[0]!.dtype }];
    },
    tolerance: accumulated,
    gradDomain: around,
  } satisfies FusedRecord<NormAttrs>,

  /** Fused: gradient and x [..., features], scale. Output as for `batchNormGrad`. */
  layerNormGrad: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => [gradSpec(op, inputs)],
    tolerance: accumulated,
    gradDomain: around,
  } satisfies FusedRecord<NormAttrs>,
};

function gradSpec(op: string, inputs: readonly TensorSpec[]): TensorSpec {
  const [grad, ...rest] = inputs as readonly [TensorSpec, TensorSpec, ...TensorSpec[]];
  const features = checkFeatures(op, rest);
  const [x] = rest as [TensorSpec];
  checkSameDType(op, [grad, x]);
  if (formatShape(grad.shape) !== formatShape(x.shape)) {
    throw new TensorError(
      op,
      'shape',
      `gradient is ${formatShape(grad.shape)}, expected ${formatShape(x.shape)}.`,
      { shapes: [grad.shape, x.shape] },
    );
  }
  return { shape: [sizeOf(x.shape.slice(0, -1)) + 2, features], dtype: x.dtype };
}

/** Checks x and the values by feature behind it, and gives the number of features. */
function checkFeatures(op: string, inputs: readonly TensorSpec[]): number {
  const [x, ...others] = inputs as readonly [TensorSpec, ...TensorSpec[]];
  checkFloating(op, x);
  checkSameDType(op, inputs);
  const features = x.shape.at(-1);
  if (features === undefined)
    throw new TensorError(op, 'shape', 'takes x [..., features], got a scalar.', { shapes: [x.shape] });
  for (const other of others) {
    if (other.shape.length === 1 && other.shape[0] === features) continue;
    throw new TensorError(
      op,
      'shape',
      `last dimension of x ${formatShape(x.shape)} is ${features}: ${formatShape(other.shape)} should be [${features}].`,
      { shapes: [x.shape, other.shape] },
    );
  }
  return features;
}
