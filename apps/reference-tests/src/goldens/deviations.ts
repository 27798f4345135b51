// Where a difference from PyTorch is accepted, and why. Each shows in the report; nothing else is let through.

import type { Tensor } from 'cambium';
import { compare, type Strictness, type Verdict } from './compare.ts';
import { goldenTensor, type Json } from './format.ts';

/** A rule: the parts of the cases that it is about, and how they are compared instead. */
export interface Deviation {
  readonly id: RegExp;
  readonly part: RegExp;
  readonly reason: string;
  readonly instead: Strictness;
}

const eitherZero = { signedZeros: false };

const deviations: readonly Deviation[] = [
  {
    id: /^ops\/binary\/(maximum|minimum)\//,
    part: /^outputs/,
    reason: 'sign of zero: IEEE 754 leaves it open which of 0 and -0 is the greater',
    instead: eitherZero,
  },
  {
    id: /^ops\/binary\/remainder\//,
    part: /^outputs/,
    reason: 'sign of zero: a remainder of 0 has the sign of the divisor, as in Python and TensorFlow.js',
    instead: eitherZero,
  },
  {
    id: /^ops\/activation\/nn\.functional\.(relu|relu6|logsigmoid)\//,
    part: /^outputs/,
    reason: 'sign of zero: ours gives 0 for relu(-0) and -0 for logSigmoid(∞)',
    instead: eitherZero,
  },
  {
    id: /^ops\/activation\/nn\.functional\.hardsigmoid\/float64\//,
    part: /^gradient/,
    reason: 'PyTorch multiplies the float64 gradient by 1/6 rounded to float32',
    instead: { slack: 1000 },
  },
  {
    id: /^optim\/optimizers\/(NAdam|ASGD)\/float64\//,
    part: /^parameter/,
    reason: 'PyTorch keeps the product of momenta, and the rate, rounded to float32',
    instead: { slack: 1000 },
  },
  {
    id: /^e2e\/transformer_classifier-adam/,
    part: /^final norm and sum of .*in_proj_bias$/,
    reason: 'the softmax cancels the bias of the keys: its gradient is rounding noise, which Adam scales up',
    instead: { slack: 20 },
  },
];

/** The difference that is accepted for a part of a case, if any. */
export function deviationFor(id: string, part: string): Deviation | undefined {
  return deviations.find((each) => each.id.test(id) && each.part.test(part));
}

/** Compares a part of a case: in the usual way, and where that fails, with the difference that is accepted for it. */
export function judge(id: string, part: string, ours: Tensor, expected: Json, usual: Strictness): Verdict {
  const golden = goldenTensor(expected);
  const verdict = compare(ours, golden, usual);
  if (verdict.difference === null) return verdict;
  const found = deviationFor(id, part);
  if (found === undefined) return verdict;
  const relaxed = compare(ours, golden, { ...usual, ...found.instead });
  return relaxed.difference === null ? { ...relaxed, deviation: found.reason } : relaxed;
}
