// Where a difference from PyTorch is accepted, and why. Each shows in the report; nothing else is let through.

import type { Strictness } from './compare.ts';

/** A rule: the parts of the cases that it is about, and how they are compared instead. */
interface Deviation {
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
];

/** How to compare a part of a case, with the reason where that is not the usual way. */
export function strictnessFor(
  id: string,
  part: string,
  usual: Strictness,
): { strictness: Strictness; reason: string | null } {
  const found = deviations.find((each) => each.id.test(id) && each.part.test(part));
  return found === undefined
    ? { strictness: usual, reason: null }
    : { strictness: { ...usual, ...found.instead }, reason: found.reason };
}
