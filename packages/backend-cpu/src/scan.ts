// Running sums and products along an axis.

import type { DTypeArray, Kernel, Operand, OpsOf } from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { Rows, withoutAxis } from './iterate.ts';
import { scratch } from './scratch.ts';

interface Scan {
  readonly identity: number;
  readonly combine: (total: number, x: number) => number;
}

const scans: { readonly [N in OpsOf<'scan'>]: Scan } = {
  cumsum: { identity: 0, combine: (total, x) => total + x },
  cumprod: { identity: 1, combine: (total, x) => total * x },
};

/** Products of integers wrap around, exactly. */
const integerCumprod: Scan = { identity: 1, combine: Math.imul };

/** Where the axis begins and how it runs, in one operand. */
interface Walk {
  readonly data: DTypeArray;
  readonly shift: number;
  readonly step: number;
}

/** `out[i] = x[0] ∘ … ∘ x[i]`, or up to `x[i-1]`, or from the end. */
export const scan: Kernel<'scan'> = (op, [x], [output], { axis, reverse, exclusive }) => {
  const isInteger = x!.dtype === 'int32' || x!.dtype === 'uint8';
  const rule = isInteger && op === 'cumprod' ? integerCumprod : scans[op];
  const count = x!.layout.shape[axis]!;
  const from = walkAlong(x!, axis, reverse);
  const to = walkAlong(output!, axis, reverse);
  const rows = new Rows([withoutAxis(x!.layout, axis), withoutAxis(output!.layout, axis)]);
  if (count === 0) return;
  const totals = scratch('sums', rows.length);
  for (; !rows.done; rows.next()) scanLines(rule, exclusive, count, from, to, rows, totals);
};

function walkAlong(operand: Operand, axis: number, reverse: boolean): Walk {
  const { shape, strides } = operand.layout;
  const stride = strides[axis]!;
  return {
    data: dataOf(operand),
    shift: reverse ? (shape[axis]! - 1) * stride : 0,
    step: reverse ? -stride : stride,
  };
}

/** Scans all lines of a row together, element by element or line by line, whichever runs through memory. */
function scanLines(
  { identity, combine }: Scan,
  exclusive: boolean,
  count: number,
  from: Walk,
  to: Walk,
  { length, starts, steps }: Rows,
  totals: Float64Array,
): void {
  const lineByLine = Math.abs(from.step) < Math.abs(steps[0]!);
  const innerCount = lineByLine ? count : length;
  const outerCount = lineByLine ? length : count;
  const lineStep = lineByLine ? 0 : 1;
  totals.fill(identity, 0, length);
  for (let outer = 0; outer < outerCount; outer++) {
    const line = lineByLine ? outer : 0;
    const element = lineByLine ? 0 : outer;
    let xAt = starts[0]! + from.shift + line * steps[0]! + element * from.step;
    let outAt = starts[1]! + to.shift + line * steps[1]! + element * to.step;
    const xStep = lineByLine ? from.step : steps[0]!;
    const outStep = lineByLine ? to.step : steps[1]!;
    let at = line;
    for (let i = 0; i < innerCount; i++, xAt += xStep, outAt += outStep, at += lineStep) {
      const before = totals[at]!;
      const after = combine(before, from.data[xAt]!);
      totals[at] = after;
      to.data[outAt] = exclusive ? before : after;
    }
  }
}
