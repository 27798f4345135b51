// Losses that backends may compute in one pass, and their gradients.

import { formatShape, TensorError } from '../errors.ts';
import { checkFloating, checkIndices, checkRank, checkSameDType } from './check.ts';
import type { NoAttrs } from './elementwise.ts';
import { type FusedRecord, type TensorSpec, transcendental } from './record.ts';

const scores = [-2, 2] as const;

/** Loss part of the op table. */
export const lossOps = {
  /** Fused: logits [rows, classes], labels int32 [rows]. Output: `−log softmax(logits)[label]` of each row. */
  crossEntropy: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [logits, labels] = inputs as readonly [TensorSpec, TensorSpec];
      checkClasses(op, logits, labels);
      return [{ shape: labels.shape, dtype: logits.dtype }];
    },
    tolerance: transcendental,
    gradDomain: [scores, null],
  } satisfies FusedRecord<NoAttrs>,

  /** Fused: gradient [rows], logits [rows, classes], labels. Output: `gradient · (softmax(logits) − one-hot)`. */
  crossEntropyGrad: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [grad, logits, labels] = inputs as readonly [TensorSpec, TensorSpec, TensorSpec];
      checkClasses(op, logits, labels);
      checkSameDType(op, [grad, logits]);
      checkRows(op, 'gradient', grad, logits);
      return [{ shape: logits.shape, dtype: logits.dtype }];
    },
    tolerance: transcendental,
    gradDomain: [scores, scores, null],
  } satisfies FusedRecord<NoAttrs>,
};

function checkClasses(op: string, logits: TensorSpec, labels: TensorSpec): void {
  checkFloating(op, logits);
  checkIndices(op, labels);
  checkRank(op, 'logits', logits, 2, '[rows, classes]');
  checkRows(op, 'labels', labels, logits);
}

function checkRows(op: string, what: string, x: TensorSpec, logits: TensorSpec): void {
  if (x.shape.length === 1 && x.shape[0] === logits.shape[0]) return;
  throw new TensorError(
    op,
    'shape',
    `${what} ${formatShape(x.shape)} do not fit logits ${formatShape(logits.shape)}: expected [${logits.shape[0]}].`,
    { shapes: [x.shape, logits.shape] },
  );
}
