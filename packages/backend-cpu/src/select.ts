// Choosing between two operands, element by element.

import type { DTypeArray, Kernel } from '@cambium/tensor/backend';
import { bitsOf, bufferOf } from './buffer.ts';
import { Rows } from './iterate.ts';

/** `condition ? a : b`. */
export const select: Kernel<'select'> = (_op, [condition, a, b], [output]) => {
  const choose = bufferOf(condition!.buffer).view('bool');
  const left = bitsOf(a!);
  const right = bitsOf(b!);
  const to = bitsOf(output!);
  const layouts = [condition!.layout, a!.layout, b!.layout, output!.layout];
  for (const rows = new Rows(layouts); !rows.done; rows.next()) {
    // Training moves float32, as int32 bits: a loop for it alone is free of type checks.
    if (left instanceof Int32Array) {
      selectInt32Row(rows, choose, left, right as Int32Array, to as Int32Array);
    } else {
      selectRow(rows, choose, left, right, to);
    }
  }
};

function selectRow(
  { length, starts, steps }: Rows,
  choose: Uint8Array,
  a: DTypeArray,
  b: DTypeArray,
  out: DTypeArray,
): void {
  let at = starts[0]!;
  let aAt = starts[1]!;
  let bAt = starts[2]!;
  let outAt = starts[3]!;
  const step = steps[0]!;
  const aStep = steps[1]!;
  const bStep = steps[2]!;
  const outStep = steps[3]!;
  for (let i = 0; i < length; i++, at += step, aAt += aStep, bAt += bStep, outAt += outStep) {
    out[outAt] = choose[at] !== 0 ? a[aAt]! : b[bAt]!;
  }
}

function selectInt32Row(
  { length, starts, steps }: Rows,
  choose: Uint8Array,
  a: Int32Array,
  b: Int32Array,
  out: Int32Array,
): void {
  let at = starts[0]!;
  let aAt = starts[1]!;
  let bAt = starts[2]!;
  let outAt = starts[3]!;
  const step = steps[0]!;
  const aStep = steps[1]!;
  const bStep = steps[2]!;
  const outStep = steps[3]!;
  for (let i = 0; i < length; i++, at += step, aAt += aStep, bAt += bStep, outAt += outStep) {
    // A condition is 0 or 1. Arithmetic takes the same time for any pattern of them, a branch does not.
    const other = b[bAt]!;
    out[outAt] = other ^ ((other ^ a[aAt]!) & -choose[at]!);
  }
}
