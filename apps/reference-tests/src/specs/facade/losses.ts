// Losses: TensorFlow.js puts labels first and reduces weighted losses in four ways.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, convertOptional, floating, run } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';

/** How losses become one number. */
export const Reduction = { NONE: 0, MEAN: 1, SUM: 2, SUM_BY_NONZERO_WEIGHTS: 3 } as const;
type Reduction = (typeof Reduction)[keyof typeof Reduction];

function reduced(op: string, losses: Tensor, weights: Like | null | undefined, reduction: Reduction): Tensor {
  const given = convertOptional(weights, 'weights', op);
  const factor = given === null ? null : floating(given);
  const weighted = factor === null ? losses : cambium.mul(losses, factor);
  switch (reduction) {
    case Reduction.NONE:
      return weighted;
    case Reduction.SUM:
      return cambium.sum(weighted);
    case Reduction.MEAN: {
      if (factor === null) return cambium.mean(weighted);
      return cambium.div(cambium.sum(weighted), cambium.sum(cambium.broadcastTo(factor, weighted.shape)));
    }
    case Reduction.SUM_BY_NONZERO_WEIGHTS: {
      if (factor === null) return cambium.mean(weighted);
      const counted = cambium.sum(cambium.notEqual(cambium.broadcastTo(factor, weighted.shape), 0));
      return cambium.div(cambium.sum(weighted), cambium.cast(counted, 'float32'));
    }
    default:
      return refuse(op, `Unknown reduction: ${String(reduction)}`);
  }
}

type Elementwise = (predictions: Tensor, labels: Tensor) => Tensor;

/** A loss of elements. */
function loss(
  op: string,
  elementwise: Elementwise,
  names: readonly [string, string] = ['labels', 'predictions'],
) {
  return (
    labels: Like,
    predictions: Like,
    weights?: Like | null,
    reduction: Reduction = Reduction.SUM_BY_NONZERO_WEIGHTS,
  ): FacadeTensor =>
    run(() => {
      const wanted = convert(labels, names[0], op);
      const predicted = convert(predictions, names[1], op);
      return reduced(op, elementwise(floating(predicted), floating(wanted)), weights, reduction);
    });
}

const none = { reduction: 'none' } as const;

export const losses = {
  computeWeightedLoss: (
    values: Like,
    weights?: Like | null,
    reduction: Reduction = Reduction.SUM_BY_NONZERO_WEIGHTS,
  ): FacadeTensor =>
    run(() =>
      reduced(
        'computeWeightedLoss',
        floating(convert(values, 'losses', 'computeWeightedLoss')),
        weights,
        reduction,
      ),
    ),

  absoluteDifference: loss('absoluteDifference', (p, l) => cambium.meanAbsoluteError(p, l, none)),
  meanSquaredError: loss('meanSquaredError', (p, l) => cambium.meanSquaredError(p, l, none)),

  // Their labels are 0 and 1, ours −1 and 1.
  hingeLoss: loss('hingeLoss', (p, l) => cambium.hingeLoss(p, cambium.sub(cambium.mul(l, 2), 1), none)),

  huberLoss: (labels: Like, predictions: Like, weights?: Like | null, delta = 1, reduction?: Reduction) =>
    loss('huberLoss', (p, l) => cambium.huberLoss(p, l, { ...none, delta }))(
      labels,
      predictions,
      weights,
      reduction,
    ),

  // Their logarithms are kept from 0 by adding to the probabilities, not by limits.
  logLoss: (labels: Like, predictions: Like, weights?: Like | null, epsilon = 1e-7, reduction?: Reduction) =>
    loss('logLoss', (p, l) => {
      if (p.shape.join() !== l.shape.join())
        refuse('logLoss', `shapes [${l.shape}] and [${p.shape}] must match.`);
      const hit = cambium.mul(l, cambium.log(cambium.add(p, epsilon)));
      const miss = cambium.mul(cambium.sub(1, l), cambium.log(cambium.sub(1 + epsilon, p)));
      return cambium.neg(cambium.add(hit, miss));
    })(labels, predictions, weights, reduction),

  cosineDistance: (
    labels: Like,
    predictions: Like,
    axis: number,
    weights?: Like | null,
    reduction?: Reduction,
  ) =>
    loss('cosineDistance', (p, l) => {
      if (p.shape.join() !== l.shape.join())
        refuse('cosineDistance', `shapes [${l.shape}] and [${p.shape}] must match.`);
      return cambium.sub(1, cambium.sum(cambium.mul(p, l), axis, { keepDims: true }));
    })(labels, predictions, weights, reduction),

  sigmoidCrossEntropy: (
    labels: Like,
    logits: Like,
    weights?: Like | null,
    labelSmoothing = 0,
    reduction?: Reduction,
  ) =>
    loss(
      'sigmoidCrossEntropy',
      (p, l) => {
        const smooth = cambium.add(cambium.mul(l, 1 - labelSmoothing), labelSmoothing / 2);
        return cambium.binaryCrossEntropyWithLogits(p, smooth, none);
      },
      ['multiClassLabels', 'logits'],
    )(labels, logits, weights, reduction),

  softmaxCrossEntropy: (
    labels: Like,
    logits: Like,
    weights?: Like | null,
    labelSmoothing = 0,
    reduction?: Reduction,
  ) =>
    loss('softmaxCrossEntropy', (p, l) => cambium.crossEntropy(p, l, { ...none, labelSmoothing }), [
      'onehotLabels',
      'logits',
    ])(labels, logits, weights, reduction),
};
