// Running sums and products: every axis, from either end, with and without the element itself.

import type { AttrsOf, OpsOf } from '@cambium/tensor';
import { type HostTensor, mapLines } from '../harness/host.ts';
import { scanned } from '../reference/lines.ts';
import { axesOf, dense, type Form, laid, oddShapes, oneInput, type Suite } from '../suite.ts';

type ScanOp = OpsOf<'scan'>;

function attrsFor(shape: readonly number[]): AttrsOf<ScanOp>[] {
  return axesOf(shape).flatMap((axis) =>
    [false, true].flatMap((reverse) => [false, true].map((exclusive) => ({ axis, reverse, exclusive }))),
  );
}

/** Cases of the scans. */
export const scan: Suite<ScanOp> = {
  forms: () => oneInput(oddShapes, attrsFor),
  specialForms: (_op, dtype) => {
    if (dtype !== 'float32' && dtype !== 'float64') return [];
    const lines = [
      [1, Number.NaN, 2],
      [Infinity, 1, -Infinity],
      [0, Infinity, 1],
      [2, 0, 3, -0, 1],
    ];
    return lines.flatMap((values) =>
      attrsFor([values.length]).map(
        (attrs): Form => ({ slots: [{ shape: [values.length], values }], attrs }),
      ),
    );
  },
  gradientForms: () =>
    [dense(4), laid('transposed', 2, 3)].flatMap((slot) =>
      attrsFor(slot.shape).map((attrs) => ({ slots: [slot], attrs })),
    ),
  reference: (op, inputs, attrs) => {
    const [x] = inputs as readonly [HostTensor];
    return [mapLines(x, attrs.axis, x.dtype, (line) => scanned(op, line, attrs, x.dtype))];
  },
  terms: (_op, inputs, { axis }) => inputs[0]!.shape[axis]!,
};
