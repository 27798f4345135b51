// Copies: from every arrangement into a dense tensor, as the elements are or in another dtype.

import { type AttrsOf, type DType, dtypes, type OpName, type OpsOf } from '@cambium/tensor';
import { build, type HostTensor, isInteger } from '../harness/host.ts';
import { specials } from '../harness/values.ts';
import { dense, laid, oddShapes, oneInput, type Suite } from '../suite.ts';

type CopyOp = OpsOf<'copy'>;

/** Larger than any tile, not a multiple of one. */
const planes: readonly (readonly number[])[] = [
  [33, 65],
  [2, 40, 3],
];

function attrsOf(op: OpName): readonly AttrsOf<CopyOp>[] {
  return op === 'cast' ? dtypes.map((dtype) => ({ dtype })) : [{}];
}

/** A number in another dtype: cut to whole numbers and kept in range, NaN becomes 0; to bool, whether it is not 0. */
export function castElement(x: number, dtype: DType): number {
  if (dtype === 'bool') return Number(x !== 0);
  if (!isInteger(dtype)) return x;
  const [low, high] = dtype === 'uint8' ? [0, 255] : [-(2 ** 31), 2 ** 31 - 1];
  return Number.isNaN(x) ? 0 : Math.trunc(Math.min(high, Math.max(low, x)));
}

/** Cases of the copying ops. */
export const copy: Suite<CopyOp> = {
  forms: (op) => oneInput([...oddShapes, ...planes], () => attrsOf(op)),
  specialForms: (op, dtype, subnormals) => {
    const edges =
      dtype === 'float32' || dtype === 'float64'
        ? [0.9, -0.9, 255.5, 256, 2147483648, -2147483649, 16777217]
        : [];
    const values = [...specials(dtype, subnormals), ...edges];
    return attrsOf(op).map((attrs) => ({
      slots: [{ shape: [values.length], values, arrangement: 'stepped' }],
      attrs,
    }));
  },
  gradientForms: (op) =>
    (op === 'cast' ? [{ dtype: 'float64' as const }, { dtype: 'float32' as const }] : [{}]).flatMap((attrs) =>
      [dense(), dense(5), laid('transposed', 3, 2), laid('reversed', 2, 2)].map((slot) => ({
        slots: [slot],
        attrs,
      })),
    ),
  reference: (op, inputs, attrs) => {
    const [x] = inputs as readonly [HostTensor];
    const dtype = op === 'cast' ? (attrs as AttrsOf<'cast'>).dtype : x.dtype;
    let i = 0;
    return [
      build(x.shape, dtype, () => (dtype === x.dtype ? x.values[i++]! : castElement(x.values[i++]!, dtype))),
    ];
  },
};
