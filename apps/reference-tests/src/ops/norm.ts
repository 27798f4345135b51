// Normalisation and its gradients.

import * as tf from '@tensorflow/tfjs';
import type { AttrsOf } from 'cambium';
import { type InputSpec, valuesOf } from '../compare/inputs.ts';
import { streamOf } from '../compare/stream.ts';
import type { Counterpart, Counterparts, Form } from './counterpart.ts';
import { arrangementAt } from './shapes.ts';

type NormOp = 'batchNorm' | 'batchNormGrad' | 'batchNormInference' | 'layerNorm' | 'layerNormGrad';
type Attrs = AttrsOf<'batchNorm'>;

const shapes: readonly (readonly number[])[] = [
  [7, 3],
  [2, 5],
  [2, 3, 4],
  [2, 4, 3, 5],
  [33, 17],
];
const turns = [0, 1, 2, 3];

/** Calls on x and on vectors over its features, `positive` ones among them. */
function formsOf<N extends NormOp>(vectors: readonly ('any' | 'positive')[], withGrad = false): Form<N>[] {
  return shapes.flatMap((shape) =>
    turns.map((turn): Form<N> => {
      const features = [shape.at(-1)!];
      const x: InputSpec = { shape, arrangement: arrangementAt(shape, turn + (withGrad ? 1 : 0)) };
      const others = vectors.map(
        (kind, i): InputSpec => ({
          shape: features,
          arrangement: arrangementAt(features, turn + i),
          range: kind === 'positive' ? [0.5, 2] : [-2, 2],
        }),
      );
      const inputs = withGrad
        ? [{ shape, arrangement: arrangementAt(shape, turn) }, x, ...others]
        : [x, ...others];
      return { inputs, attrs: { epsilon: turn % 2 === 0 ? 1e-5 : 1e-2 } as AttrsOf<N> };
    }),
  );
}

/** Mean and variance over all axes but the last. */
function statistics(x: tf.Tensor): { mean: tf.Tensor; variance: tf.Tensor } {
  return tf.moments(
    x,
    x.shape.slice(0, -1).map((_, axis) => axis),
  );
}

function overBatch(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, { epsilon }: Attrs): tf.Tensor {
  const { mean, variance } = statistics(x);
  return tf.batchNorm(
    x as tf.Tensor2D,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    shift as tf.Tensor1D,
    scale as tf.Tensor1D,
    epsilon,
  );
}

function overRow(x: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor, { epsilon }: Attrs): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon))), scale), shift);
}

/** The gradients of x, scale and shift, one below the other. */
function gradientOf(
  norm: typeof overBatch,
  grad: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor,
  attrs: Attrs,
): tf.Tensor {
  const loss = (...[a, b, c]: tf.Tensor[]) => tf.sum<tf.Scalar>(tf.mul(norm(a!, b!, c!, attrs), grad));
  const [dx, dScale, dShift] = tf.grads(loss)([x, scale, tf.zerosLike(scale)]);
  const features = x.shape.at(-1)!;
  return tf.concat(
    [tf.reshape(dx!, [-1, features]), tf.reshape(dScale!, [1, features]), tf.reshape(dShift!, [1, features])],
    0,
  );
}

const batchForms = formsOf<'batchNorm'>(['any', 'any']);

/** Mean and variance are inputs as well, and those of x. */
const batchNormGrad: Counterpart<'batchNormGrad'> = {
  theirs: ([grad, x, scale], attrs) => gradientOf(overBatch, grad!, x!, scale!, attrs),
  forms: shapes.flatMap((shape, i) =>
    (['dense', 'transposed', 'stepped', 'reversed'] as const).map((arrangement) => {
      const features = shape.at(-1)!;
      const uniform = streamOf('batchNormGrad', i);
      const values = valuesOf({ shape }, uniform);
      const columns = Array.from({ length: features }, (_, j) =>
        values.filter((_, place) => place % features === j),
      );
      const means = columns.map((column) => column.reduce((sum, value) => sum + value / column.length, 0));
      const variances = columns.map((column, j) =>
        column.reduce((sum, value) => sum + (value - means[j]!) ** 2 / column.length, 0),
      );
      return {
        inputs: [
          { shape, arrangement },
          { shape, arrangement, values },
          { shape: [features] },
          { shape: [features], values: means.map(Math.fround) },
          { shape: [features], values: variances.map(Math.fround) },
        ],
        attrs: { epsilon: 1e-5 },
      };
    }),
  ),
};

/** Counterparts of normalisation. */
export const normOps: Counterparts = {
  batchNorm: [
    { theirs: ([x, scale, shift], attrs) => overBatch(x!, scale!, shift!, attrs), forms: batchForms },
    { theirs: ([x]) => statistics(x!).mean, forms: batchForms, output: 1 },
    { theirs: ([x]) => statistics(x!).variance, forms: batchForms, output: 2 },
  ],
  batchNormGrad,
  batchNormInference: {
    theirs: ([x, mean, variance, scale, shift], { epsilon }) =>
      tf.batchNorm(
        x as tf.Tensor2D,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        shift as tf.Tensor1D,
        scale as tf.Tensor1D,
        epsilon,
      ),
    forms: formsOf(['any', 'positive', 'any', 'any']),
  },
  layerNorm: {
    theirs: ([x, scale, shift], attrs) => overRow(x!, scale!, shift!, attrs),
    forms: formsOf(['any', 'any']),
  },
  layerNormGrad: {
    theirs: ([grad, x, scale], attrs) => gradientOf(overRow, grad!, x!, scale!, attrs),
    forms: formsOf(['any'], true),
  },
};
