// Losses. Classes are on axis 1 there, on the last axis here.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, type Call, Unsupported } from '../adapter.ts';

type Reduction = NonNullable<cm.LossOptions['reduction']>;

function reductionOf(call: Call): { reduction: Reduction } {
  const reduction = call.text('reduction', 'mean');
  if (reduction === 'mean' || reduction === 'sum' || reduction === 'none') return { reduction };
  throw new Unsupported(`no reduction ${reduction}`);
}

function refuseWeights(call: Call): void {
  if (call.has('weight')) throw new Unsupported('this loss has no weights for elements');
}

const classesLast = (x: cm.Tensor): cm.Tensor => (x.rank < 2 ? x : cm.moveAxis(x, 1, -1));

const elementwise = (fn: typeof cm.meanSquaredError): Adapter =>
  adapter('input, target, reduction, weight', (call) => {
    refuseWeights(call);
    return fn(call.tensor('input'), call.tensor('target'), reductionOf(call));
  });

const classWeights = (call: Call): { classWeights: cm.Tensor | null } => ({
  classWeights: call.optionalTensor('weight') ?? null,
});

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
  'nn.functional.huber_loss': adapter('input, target, reduction, delta, weight', (call) => {
    refuseWeights(call);
    const options = { ...reductionOf(call), delta: call.number('delta', 1) };
    return cm.huberLoss(call.tensor('input'), call.tensor('target'), options);
  }),
  'nn.functional.smooth_l1_loss': adapter('input, target, reduction, beta', (call) => {
    const beta = call.number('beta', 1);
    const options = { ...reductionOf(call), delta: beta };
    return cm.div(cm.huberLoss(call.tensor('input'), call.tensor('target'), options), beta);
  }),
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
  'nn.functional.binary_cross_entropy': adapter('input, target, weight, reduction', (call) => {
    refuseWeights(call);
    return cm.binaryCrossEntropy(call.tensor('input'), call.tensor('target'), reductionOf(call));
  }),
  'nn.functional.binary_cross_entropy_with_logits': adapter(
    'input, target, weight, reduction, pos_weight',
    (call) => {
      refuseWeights(call);
      const positiveWeight = call.optionalTensor('pos_weight');
      return cm.binaryCrossEntropyWithLogits(call.tensor('input'), call.tensor('target'), {
        ...reductionOf(call),
        ...(positiveWeight === undefined ? {} : { positiveWeight }),
      });
    },
  ),
  ctc_loss_from_logits: 'no CTC loss',
  'nn.functional.ctc_loss': 'no CTC loss',
  'nn.functional.cosine_embedding_loss': 'no cosine embedding loss',
  'nn.functional.gaussian_nll_loss': 'no Gaussian likelihood loss',
  'nn.functional.hinge_embedding_loss': 'no hinge embedding loss',
  'nn.functional.kl_div': 'no Kullback–Leibler divergence',
  'nn.functional.margin_ranking_loss': 'no margin ranking loss',
  'nn.functional.multi_margin_loss': 'no multi-margin loss',
  'nn.functional.multilabel_margin_loss': 'no multi-label margin loss',
  'nn.functional.multilabel_soft_margin_loss': 'no multi-label soft margin loss',
  'nn.functional.poisson_nll_loss': 'no Poisson likelihood loss',
  'nn.functional.soft_margin_loss': 'no soft margin loss',
  'nn.functional.triplet_margin_loss': 'no triplet loss',
};
