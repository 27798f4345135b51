// Softmax and its logarithm in one pass over each line.

import type { DTypeArray, FusedKernel } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { Rows, withoutAxis } from '../iterate.ts';
import { scratch } from '../scratch.ts';

type SoftmaxKernel = FusedKernel<'softmax'>;
type Line = (
  x: DTypeArray,
  xAt: number,
  xStep: number,
  out: DTypeArray,
  outAt: number,
  outStep: number,
  count: number,
) => void;

function alongAxis(line: Line): SoftmaxKernel {
  return ([x], [output], { axis }) => {
    const count = x!.layout.shape[axis]!;
    const xStep = x!.layout.strides[axis]!;
    const outStep = output!.layout.strides[axis]!;
    const from = dataOf(x!);
    const to = dataOf(output!);
    const rows = new Rows([withoutAxis(x!.layout, axis), withoutAxis(output!.layout, axis)]);
    for (; !rows.done; rows.next()) {
      for (let i = 0; i < rows.length; i++) {
        const xAt = rows.starts[0]! + i * rows.steps[0]!;
        const outAt = rows.starts[1]! + i * rows.steps[1]!;
        line(from, xAt, xStep, to, outAt, outStep, count);
      }
    }
  };
}

/** The greatest element of a line, subtracted so that no exponential overflows. */
function greatest(x: DTypeArray, at: number, step: number, count: number): number {
  let result = -Infinity;
  for (let i = 0; i < count; i++, at += step) result = Math.max(result, x[at]!);
  return result;
}

/** `exp(x) / Σ exp(x)`. */
export const softmax: SoftmaxKernel = alongAxis((x, xAt, xStep, out, outAt, outStep, count) => {
  const shift = greatest(x, xAt, xStep, count);
  const exponentials = scratch('line', count);
  let sum = 0;
  for (let i = 0; i < count; i++, xAt += xStep) {
    const e = Math.exp(x[xAt]! - shift);
    exponentials[i] = e;
    sum += e;
  }
  for (let i = 0; i < count; i++, outAt += outStep) out[outAt] = exponentials[i]! / sum;
});

/** `x - log Σ exp(x)`; the shift is not added to the logarithm, which it would drown. */
export const logSoftmax: SoftmaxKernel = alongAxis((x, xAt, xStep, out, outAt, outStep, count) => {
  const shift = greatest(x, xAt, xStep, count);
  let sum = 0;
  for (let i = 0, at = xAt; i < count; i++, at += xStep) sum += Math.exp(x[at]! - shift);
  const logSum = Math.log(sum);
  for (let i = 0; i < count; i++, xAt += xStep, outAt += outStep) out[outAt] = x[xAt]! - shift - logSum;
});
