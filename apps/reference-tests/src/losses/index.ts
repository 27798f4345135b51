// Losses beside those of tfjs-core and of tfjs-layers: all reductions, weights of samples, and options.

import * as tf from '@tensorflow/tfjs';
import type { OpName } from 'cambium';
import type { Comparison } from '../compare/comparison.ts';
import type { InputSpec } from '../compare/inputs.ts';
import { type CallForm, callsOf } from '../functions/call.ts';
import { arrangementAt } from '../ops/shapes.ts';
import { type CoreLoss, layersLoss, overCount, probabilities, reductions, signs } from './theirs.ts';

const shapes: readonly (readonly number[])[] = [[5], [4, 3], [2, 3, 5], [64, 7]];

interface Options {
  /** Options of ours beside the reduction. */
  readonly own?: { readonly [name: string]: number | boolean };
  readonly predictions?: InputSpec['range'];
  readonly targets?: (shape: readonly number[]) => InputSpec;
  readonly shapes?: readonly (readonly number[])[];
  /** The shape of the losses, one a sample, where it is not that of the predictions. */
  readonly lossShape?: (shape: readonly number[]) => readonly number[];
}

/** Every reduction, with and without weights of the samples. */
function coreForms(theirs: CoreLoss, options: Options = {}): CallForm[] {
  const { own = {}, predictions = [-3, 3], targets = (shape) => ({ shape, range: [-3, 3] }) } = options;
  return (options.shapes ?? shapes).flatMap((shape, i) =>
    reductions.flatMap(({ ours, number }, j): CallForm[] => {
      const data: InputSpec[] = [
        { shape, range: predictions, arrangement: arrangementAt(shape, i + j) },
        targets(shape),
      ];
      const weights: InputSpec = { shape: options.lossShape?.(shape) ?? shape, range: [0.5, 2] };
      const shared = { after: [{ ...own, reduction: ours }], gradientBy: [0] };
      return [
        { ...shared, inputs: data, theirs: ([p, t]) => theirs(float(t!), p!, undefined, number) },
        {
          ...shared,
          inputs: [...data, weights],
          named: 'weights',
          theirs: ([p, t, w]) => theirs(float(t!), p!, w, number),
        },
      ];
    }),
  );
}

/** A loss of tfjs-layers gives the mean over the last axis; the mean of those is the mean of all. */
function layersForms(
  theirs: (predicted: tf.Tensor, wanted: tf.Tensor) => tf.Tensor,
  options: Options = {},
): CallForm[] {
  const { own = {}, predictions = [-3, 3], targets = (shape) => ({ shape, range: [-3, 3] }) } = options;
  return (options.shapes ?? shapes).flatMap((shape) =>
    [0, 1, 2, 3].map(
      (turn): CallForm => ({
        inputs: [{ shape, range: predictions, arrangement: arrangementAt(shape, turn) }, targets(shape)],
        after: [own],
        theirs: ([p, t]) => theirs(p!, float(t!)),
        gradientBy: [0],
      }),
    ),
  );
}

const float = (x: tf.Tensor): tf.Tensor => tf.cast(x, 'float32');
const flags = (shape: readonly number[]): InputSpec => ({ shape, dtype: 'bool' });
const shares = (shape: readonly number[]): InputSpec => ({ shape, range: [0.05, 0.95] });
const rows = shapes.filter((shape) => shape.length === 2);
const perRow = (shape: readonly number[]) => shape.slice(0, 1);

/** Labels by number; theirs are rows of zeros and a one. */
const labelled: CallForm[] = rows.flatMap((shape) =>
  reductions.flatMap(({ ours, number }) =>
    [0, 0.2].map(
      (labelSmoothing, turn): CallForm => ({
        inputs: [
          { shape, range: [-4, 4], arrangement: arrangementAt(shape, turn + 1) },
          { shape: perRow(shape), dtype: 'int32', range: [0, shape[1]!] },
        ],
        after: [{ labelSmoothing, reduction: ours }],
        theirs: ([logits, labels]) => {
          const wanted = tf.oneHot(labels as tf.Tensor1D, shape[1]!);
          return tf.losses.softmaxCrossEntropy(wanted, logits!, undefined, labelSmoothing, number);
        },
      }),
    ),
  ),
);

/** All their comparisons. */
export function lossComparisons(): Comparison[] {
  const losses = (name: Parameters<typeof callsOf>[0], like: OpName, ...forms: CallForm[][]) =>
    callsOf(name, like, forms.flat(), 'loss');
  return [
    losses('meanSquaredError', 'sum', coreForms(tf.losses.meanSquaredError)),
    losses('meanAbsoluteError', 'sum', coreForms(tf.losses.absoluteDifference)),
    losses(
      'huberLoss',
      'sum',
      ...[0.5, 1, 2].map((delta) =>
        coreForms((t, p, w, reduction) => tf.losses.huberLoss(t, p, w, delta, reduction), { own: { delta } }),
      ),
    ),
    losses(
      'smoothL1Loss',
      'sum',
      coreForms((t, p, w, reduction) => tf.losses.huberLoss(t, p, w, 1, reduction)),
    ),
    losses(
      'logCoshLoss',
      'softplus',
      layersForms((p, t) => tf.mean(layersLoss('logcosh')(t, p))),
    ),
    losses(
      'binaryCrossEntropyWithLogits',
      'softplus',
      coreForms(
        overCount((t, p, w, reduction) => tf.losses.sigmoidCrossEntropy(t, p, w, 0, reduction)),
        { targets: flags },
      ),
    ),
    losses(
      'binaryCrossEntropy',
      'log',
      coreForms(
        overCount((t, p, w, reduction) => tf.losses.logLoss(t, p, w, 0, reduction)),
        {
          predictions: [0.05, 0.95],
          targets: shares,
        },
      ),
    ),
    losses(
      'crossEntropy',
      'crossEntropy',
      labelled,
      ...[0, 0.1].map((labelSmoothing) =>
        coreForms((t, p, w, reduction) => tf.losses.softmaxCrossEntropy(t, p, w, labelSmoothing, reduction), {
          own: { labelSmoothing },
          targets: probabilities,
          shapes: rows,
          lossShape: perRow,
        }),
      ),
    ),
    losses(
      'hingeLoss',
      'sum',
      coreForms((t, p, w, reduction) => tf.losses.hingeLoss(tf.div(tf.add(t, 1), 2), p, w, reduction), {
        targets: signs,
      }),
    ),
    losses(
      'squaredHingeLoss',
      'sum',
      layersForms((p, t) => tf.mean(layersLoss('squaredHinge')(t, p)), { targets: signs }),
    ),
    losses(
      'klDivergence',
      'log',
      layersForms((p, t) => tf.div(tf.sum(layersLoss('kullbackLeiblerDivergence')(t, tf.exp(p))), p.size), {
        predictions: [-3, -0.1],
        targets: shares,
      }),
    ),
    losses(
      'poissonNegativeLogLikelihood',
      'log',
      layersForms((p, t) => tf.mean(layersLoss('poisson')(t, p)), {
        own: { logInput: false, epsilon: 1e-7 },
        predictions: [0.1, 3],
        targets: (shape) => ({ shape, dtype: 'int32', range: [0, 5] }),
      }),
    ),
    losses(
      'cosineSimilarityLoss',
      'sum',
      layersForms((p, t) => tf.add(1, tf.mean(layersLoss('cosineProximity')(t, p))), { shapes: rows }),
    ),
  ].flat();
}
