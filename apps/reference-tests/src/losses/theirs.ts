// What our losses and theirs call differently: reductions, losses of layers, signs for truth values.

import * as tf from '@tensorflow/tfjs';
import { sizeOf } from 'cambium';
import type { InputSpec } from '../compare/inputs.ts';

/** Our reductions, and the numbers of theirs. Their mean divides by the sum of the weights, as ours does. */
export const reductions = [
  { ours: 'none', number: tf.Reduction.NONE },
  { ours: 'mean', number: tf.Reduction.MEAN },
  { ours: 'sum', number: tf.Reduction.SUM },
] as const;

/** What their losses of tfjs-core take. */
export type CoreLoss = (
  wanted: tf.Tensor,
  predicted: tf.Tensor,
  weights: tf.Tensor | undefined,
  reduction: number,
) => tf.Tensor;

/** A loss whose mean divides by the number of elements, whatever they weigh, as our binary ones do. */
export function overCount(loss: CoreLoss): CoreLoss {
  return (wanted, predicted, weights, reduction) =>
    reduction === tf.Reduction.MEAN
      ? tf.div(loss(wanted, predicted, weights, tf.Reduction.SUM), predicted.size)
      : loss(wanted, predicted, weights, reduction);
}

type LayersLoss = (wanted: tf.Tensor, predicted: tf.Tensor) => tf.Tensor;

const found = new Map<string, LayersLoss>();

/** A loss of tfjs-layers. They have names only, which a model looks up. */
export function layersLoss(name: string): LayersLoss {
  const known = found.get(name);
  if (known !== undefined) return known;
  const input = tf.input({ shape: [1] });
  const model = tf.model({
    inputs: input,
    outputs: tf.layers.dense({ units: 1 }).apply(input) as tf.SymbolicTensor,
  });
  model.compile({ loss: name, optimizer: 'sgd' });
  const loss = model.lossFunctions[0] as LayersLoss;
  found.set(name, loss);
  return loss;
}

/** Targets whose rows are probabilities. */
export function probabilities(shape: readonly number[]): InputSpec {
  const classes = shape.at(-1)!;
  const weights = Array.from({ length: sizeOf(shape) }, (_, i) => 1 + ((i * 5) % 7));
  const sums = Array.from({ length: weights.length / classes }, (_, row) =>
    weights.slice(row * classes, (row + 1) * classes).reduce((sum, weight) => sum + weight, 0),
  );
  return { shape, values: weights.map((weight, i) => Math.fround(weight / sums[Math.floor(i / classes)]!)) };
}

/** Targets −1 and 1. */
export function signs(shape: readonly number[]): InputSpec {
  const values = Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 7) % 5 < 2 ? -1 : 1));
  return { shape, dtype: 'int32', values };
}
