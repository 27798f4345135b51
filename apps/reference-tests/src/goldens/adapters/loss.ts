// Losses. Classes are on axis 1 there, on the last axis here; CTC has time in front of the batch there.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, type Call, Unsupported } from '../adapter.ts';

type Reduction = NonNullable<cm.LossOptions['reduction']>;

/** The reduction as an option of ours. */
export function reductionOf(call: Call, usual: Reduction = 'mean'): { reduction: Reduction } {
  const reduction = call.text('reduction', usual);
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return { reduction };
  throw new Unsupported(`no reduction ${reduction}`);
}

/** Reduction, and weights of the elements. */
const common = (call: Call): { reduction: Reduction; weights: cm.Tensor | null } => ({
  ...reductionOf(call),
  weights: call.optionalTensor('weight') ?? null,
});

const classesLast = (x: cm.Tensor): cm.Tensor => (x.rank < 2 ? x : cm.moveAxis(x, 1, -1));

const classWeights = (call: Call): { classWeights: cm.Tensor | null } => ({
  classWeights: call.optionalTensor('weight') ?? null,
});

const pair = (call: Call): [cm.Tensor, cm.Tensor] => [call.tensor('input'), call.tensor('target')];

const elementwise = (fn: typeof cm.meanSquaredError): Adapter =>
  adapter('input, target, reduction, weight', (call) => fn(...pair(call), common(call)));

/** The weighted mean divides by the number of elements there, by the sum of the weights here. */
function huber(call: Call): cm.Tensor {
  const options = { ...common(call), delta: call.number('delta', 1) };
  if (options.reduction !== 'mean') return cm.huberLoss(...pair(call), options);
  return cm.mean(cm.huberLoss(...pair(call), { ...options, reduction: 'none' }));
}

function crossEntropy(call: Call): cm.Tensor {
  const [logits, target] = [call.tensor('input'), call.tensor('target')];
  const options = {
    ...reductionOf(call),
    ...classWeights(call),
    labelSmoothing: call.number('label_smoothing', 0),
  };
  if (target.dtype !== 'int32') return cm.crossEntropy(classesLast(logits), classesLast(target), options);
  const ignoreIndex = call.number('ignore_index', -100);
  return cm.crossEntropy(classesLast(logits), target, { ...options, ignoreIndex });
}

export const loss: Adapters = {
  'nn.functional.mse_loss': elementwise(cm.meanSquaredError),
  'nn.functional.l1_loss': elementwise(cm.meanAbsoluteError),
  'nn.functional.huber_loss': adapter('input, target, reduction, delta, weight', huber),
  'nn.functional.smooth_l1_loss': adapter('input, target, reduction, beta', (call) =>
    cm.smoothL1Loss(...pair(call), { ...reductionOf(call), beta: call.number('beta', 1) }),
  ),
  'nn.functional.cross_entropy': adapter(
    'input, target, weight, ignore_index, reduction, label_smoothing',
    crossEntropy,
  ),
  'nn.functional.nll_loss': adapter('input, target, weight, ignore_index, reduction', (call) =>
    cm.negativeLogLikelihood(classesLast(call.tensor('input')), call.tensor('target'), {
      ...reductionOf(call),
      ...classWeights(call),
      ignoreIndex: call.number('ignore_index', -100),
    }),
  ),
  'nn.functional.binary_cross_entropy': adapter('input, target, weight, reduction', (call) =>
    cm.binaryCrossEntropy(...pair(call), common(call)),
  ),
  'nn.functional.binary_cross_entropy_with_logits': adapter(
    'input, target, weight, reduction, pos_weight',
    (call) => {
      const positiveWeight = call.optionalTensor('pos_weight');
      const options = { ...common(call), ...(positiveWeight === undefined ? {} : { positiveWeight }) };
      return cm.binaryCrossEntropyWithLogits(...pair(call), options);
    },
  ),
  ctc_loss_from_logits: ctc('logits', (logits) => cm.logSoftmax(logits)),
  'nn.functional.ctc_loss': ctc('log_probs', (logs) => logs),
  'nn.functional.cosine_embedding_loss': adapter('input1, input2, target, margin, reduction', (call) =>
    cm.cosineEmbeddingLoss(
      call.tensor('input1'),
      call.tensor('input2'),
      call.tensor('target'),
      margin(call, 0),
    ),
  ),
  'nn.functional.gaussian_nll_loss': adapter('input, target, var, full, eps, reduction', (call) =>
    cm.gaussianNegativeLogLikelihood(...pair(call), call.operand('var'), {
      ...reductionOf(call),
      full: call.flag('full'),
      epsilon: call.number('eps', 1e-6),
    }),
  ),
  'nn.functional.hinge_embedding_loss': adapter('input, target, margin, reduction', (call) =>
    cm.hingeEmbeddingLoss(...pair(call), margin(call, 1)),
  ),
  'nn.functional.kl_div': adapter('input, target, reduction, log_target', (call) => {
    const isBatchMean = call.text('reduction', 'mean') === 'batchmean';
    return cm.klDivergence(...pair(call), {
      ...(isBatchMean ? { reduction: 'batchMean' } : reductionOf(call)),
      logTarget: call.flag('log_target'),
    });
  }),
  'nn.functional.margin_ranking_loss': adapter('input1, input2, target, margin, reduction', (call) =>
    cm.marginRankingLoss(
      call.tensor('input1'),
      call.tensor('input2'),
      call.tensor('target'),
      margin(call, 0),
    ),
  ),
  'nn.functional.multi_margin_loss': adapter('input, target, p, margin, weight, reduction', (call) => {
    const [x, target] = pair(call);
    // A single sample there may have a vector of one label.
    return cm.multiMarginLoss(atLeastVector(x), x.rank < 2 ? cm.reshape(target, []) : target, {
      ...margin(call, 1),
      ...classWeights(call),
      power: call.number('p', 1) === 1 ? 1 : 2,
    });
  }),
  'nn.functional.multilabel_margin_loss': adapter('input, target, reduction', (call) => {
    const [x, target] = pair(call);
    return cm.multiLabelMarginLoss(atLeastVector(x), atLeastVector(target), reductionOf(call));
  }),
  'nn.functional.multilabel_soft_margin_loss': adapter('input, target, weight, reduction', (call) =>
    cm.multiLabelSoftMarginLoss(...pair(call), { ...reductionOf(call), ...classWeights(call) }),
  ),
  'nn.functional.poisson_nll_loss': adapter('input, target, log_input, full, eps, reduction', (call) =>
    cm.poissonNegativeLogLikelihood(...pair(call), {
      ...reductionOf(call),
      logInput: call.flag('log_input', true),
      full: call.flag('full'),
      epsilon: call.number('eps', 1e-8),
    }),
  ),
  'nn.functional.soft_margin_loss': adapter('input, target, reduction', (call) =>
    cm.softMarginLoss(...pair(call), reductionOf(call)),
  ),
  'nn.functional.triplet_margin_loss': adapter(
    'anchor, positive, negative, margin, p, eps, swap, reduction',
    (call) =>
      cm.tripletMarginLoss(call.tensor('anchor'), call.tensor('positive'), call.tensor('negative'), {
        ...margin(call, 1),
        power: call.number('p', 2),
        epsilon: call.number('eps', 1e-6),
        swap: call.flag('swap'),
      }),
  ),
};

function margin(call: Call, usual: number): cm.MarginLossOptions {
  return { ...reductionOf(call), margin: call.number('margin', usual) };
}

function atLeastVector(x: cm.Tensor): cm.Tensor {
  return x.rank === 0 ? cm.reshape(x, [1]) : x;
}

function ctc(input: string, logsOf: (x: cm.Tensor) => cm.Tensor): Adapter {
  const parameters = `${input}, targets, input_lengths, target_lengths, blank, reduction, zero_infinity`;
  return adapter(parameters, (call) => {
    const x = call.tensor(input);
    const isSingle = x.rank === 2;
    const logs = logsOf(isSingle ? cm.expandDims(x, 0) : cm.swapAxes(x, 0, 1));
    const lengths = (name: string): cm.Tensor | number[] => {
      const given = call.optionalTensor(name);
      return given === undefined ? call.numbers(name)! : atLeastVector(given);
    };
    const options = {
      ...reductionOf(call),
      blank: call.number('blank', 0),
      zeroInfinity: call.flag('zero_infinity'),
    };
    const given = [call.tensor('targets'), lengths('input_lengths'), lengths('target_lengths')] as const;
    const result = cm.ctcLoss(logs, ...given, options);
    return isSingle ? cm.reshape(result, []) : result;
  });
}
