// Unary ops: every shape and arrangement, every attribute, special values.

import type { AttrsOf, DType, OpName, OpsOf } from '@cambium/tensor';
import type { NoAttrs } from '@cambium/tensor/backend';
import { build, isInteger } from '../harness/host.ts';
import { domainOf, specials } from '../harness/values.ts';
import { unaryElement } from '../reference/unary.ts';
import { dense, type Form, laid, oddShapes, oneInput, type Suite } from '../suite.ts';

type UnaryOp = OpsOf<'unary'>;
/** Ops that take attributes. */
type Tuned = { [N in UnaryOp]: AttrsOf<N> extends NoAttrs ? never : N }[UnaryOp];

const variants: { readonly [N in Tuned]: (isWhole: boolean) => readonly AttrsOf<N>[] } = {
  leakyRelu: () => [{ slope: 0.01 }, { slope: 0.3 }],
  elu: () => [{ alpha: 1 }, { alpha: 0.5 }],
  clamp: (isWhole) => [
    isWhole ? { min: 2, max: 7 } : { min: -1.25, max: 0.75 },
    { min: 1, max: null },
    { min: null, max: 1 },
  ],
};

function attrsOf(op: OpName, dtype: DType): readonly AttrsOf<UnaryOp>[] {
  return op in variants ? variants[op as Tuned](isInteger(dtype)) : [{}];
}

/** Ops with a kink at 0 are sampled on one side of it: here is the other side, where the op has one. */
function mirrored(op: UnaryOp, attrs: AttrsOf<UnaryOp>): Form[] {
  const [low, high] = domainOf(op, 0) ?? [-1, 1];
  if (low < 0 && high > 0) return [];
  const values = [0.15, 0.4, 0.65, 0.85].map((share) => -(low + share * (high - low)));
  const isDefined = values.every((x) => Number.isFinite(unaryElement(op, x, attrs, 'float64')));
  return isDefined ? [{ slots: [{ shape: [4], values }], attrs }] : [];
}

/** Cases of the unary ops. */
export const unary: Suite<UnaryOp> = {
  forms: (op, dtype) => oneInput(oddShapes, () => attrsOf(op, dtype)),
  specialForms: (op, dtype, subnormals) => {
    const values = specials(dtype, subnormals);
    // Twice, and one more: each value is met in a full vector and in the rest behind it.
    const longer = [...values, ...values, values[0]!];
    return attrsOf(op, dtype).flatMap((attrs): Form[] => [
      { slots: [{ shape: [longer.length], values: longer }], attrs },
      { slots: [{ shape: [values.length], values, arrangement: 'stepped' }], attrs },
    ]);
  },
  gradientForms: (op) =>
    attrsOf(op, 'float64').flatMap((attrs) => [
      ...[dense(), dense(5), laid('transposed', 3, 2), laid('stepped', 2, 2)].map((slot) => ({
        slots: [slot],
        attrs,
      })),
      ...mirrored(op, attrs),
    ]),
  reference: (op, inputs, attrs) => {
    const [x] = inputs as readonly [(typeof inputs)[number]];
    const isPredicate = op === 'isNaN' || op === 'isInf' || op === 'isFinite' || op === 'logicalNot';
    let i = 0;
    return [
      build(x.shape, isPredicate ? 'bool' : x.dtype, () => unaryElement(op, x.values[i++]!, attrs, x.dtype)),
    ];
  },
};
