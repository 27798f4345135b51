// Cross-entropy of scores and class labels, and its gradient, row by row: no matrix of probabilities is kept.

import type { DTypeArray, FusedKernel, Operand } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';
import { checkedIndices } from '../indices.ts';

/** `log Σ exp(x) − x[label]` of each row. */
export const crossEntropy: FusedKernel<'crossEntropy'> = ([logits, labels], [output]) => {
  const { data, offset, classes, label } = rowsOf('crossEntropy', logits!, labels!);
  const to = dataOf(output!);
  for (let row = 0; row < output!.layout.size; row++) {
    const at = offset + row * classes;
    const { shift, sum } = exponentials(data, at, classes);
    to[output!.layout.offset + row] = Math.log(sum) - (data[at + label(row)]! - shift);
  }
};

/** `g · (softmax(x) − one-hot)` of each row. */
export const crossEntropyGrad: FusedKernel<'crossEntropyGrad'> = ([grad, logits, labels], [output]) => {
  const { data, offset, classes, label } = rowsOf('crossEntropyGrad', logits!, labels!);
  const g = packed(grad!);
  const to = dataOf(output!);
  for (let row = 0; row < labels!.layout.size; row++) {
    const at = offset + row * classes;
    const { shift, sum } = exponentials(data, at, classes);
    const chosen = label(row);
    for (let i = 0; i < classes; i++) {
      const probability = Math.exp(data[at + i]! - shift) / sum;
      const error = i === chosen ? probability - 1 : probability;
      to[output!.layout.offset + row * classes + i] = g.data[g.offset + row]! * error;
    }
  }
};

function rowsOf(op: string, logits: Operand, labels: Operand) {
  const classes = logits.layout.shape[1]!;
  const { data, layout } = checkedIndices(op, labels, 1, classes);
  return { ...packed(logits), classes, label: (row: number) => data[layout.offset + row]! };
}

/** The greatest score of a row, and the sum of the exponentials of the scores below it. */
function exponentials(x: DTypeArray, at: number, count: number): { shift: number; sum: number } {
  let shift = -Infinity;
  for (let i = 0; i < count; i++) shift = Math.max(shift, x[at + i]!);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(x[at + i]! - shift);
  return { shift, sum };
}
