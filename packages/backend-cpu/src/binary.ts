// Binary ops: each is a function of two numbers, and one loop applies any of them.

import type { DTypeArray, Kernel, Operand, OpsOf } from '@cambium/tensor/backend';
import { type Float32Loop, float32Arithmetic, float32Comparisons, float32Dense } from './binary-float32.ts';
import { bufferOf, dataOf } from './buffer.ts';
import { Rows } from './iterate.ts';

/** Ops of two numbers. */
export type BinaryOp = OpsOf<'binary'>;
/** What a binary op makes of two numbers. */
export type BinaryFunction = (a: number, b: number) => number;

/** The definition of every binary op. Results are rounded, or wrapped, to the dtype when they are stored. */
export const binaryFunctions: { readonly [N in BinaryOp]: BinaryFunction } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floorDiv,
  mod,
  pow,
  maximum: Math.max,
  minimum: Math.min,
  atan2: Math.atan2,
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  // NaN is true: it is not zero.
  logicalAnd: (a, b) => Number(a !== 0 && b !== 0),
  logicalOr: (a, b) => Number(a !== 0 || b !== 0),
  logicalXor: (a, b) => Number((a !== 0) !== (b !== 0)),
};

/** Where integers differ: products wrap around, and dividing by zero gives 0. */
const integerFunctions: { readonly [N in BinaryOp]?: BinaryFunction } = {
  mul: Math.imul,
  floorDiv: (a, b) => (b === 0 ? 0 : Math.floor(a / b)),
  mod: (a, b) => (b === 0 ? 0 : mod(a, b)),
  pow: integerPow,
};

/** Quotient rounded down, exactly: by way of the remainder, which has no rounding error. */
function floorDiv(a: number, b: number): number {
  const remainder = a % b;
  if (b === 0 || remainder === 0) return Math.floor(a / b);
  const quotient = (a - remainder) / b;
  const below = remainder < 0 !== b < 0 ? quotient - 1 : quotient;
  // A quotient that is rounded down to zero is positive; adding 0 makes -0 so.
  return Math.round(below) + 0;
}

/** Remainder with the sign of the divisor, also when it is zero. */
function mod(a: number, b: number): number {
  const remainder = a % b;
  if (remainder === 0) return b < 0 ? -0 : 0;
  return remainder < 0 !== b < 0 ? remainder + b : remainder;
}

/** `Math.pow`, with 1 where IEEE 754 says so and JavaScript says NaN. */
function pow(a: number, b: number): number {
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  return a ** b;
}

/** Exact in wrap-around arithmetic. A negative power is the reciprocal, cut to an integer. */
function integerPow(base: number, exponent: number): number {
  if (exponent < 0) {
    if (Math.abs(base) !== 1) return 0;
    return base === 1 || exponent % 2 === 0 ? 1 : -1;
  }
  let result = 1;
  for (let bits = exponent; bits > 0; bits >>>= 1) {
    if ((bits & 1) === 1) result = Math.imul(result, base);
    base = Math.imul(base, base);
  }
  return result;
}

/** Applies a binary op to each pair of elements. */
export const binary: Kernel<'binary'> = (op, [a, b], [output]) => {
  const rows = new Rows([a!.layout, b!.layout, output!.layout]);
  if (a!.dtype === 'float32' && runFloat32(op, rows, a!, b!, output!)) return;
  const isInteger = a!.dtype === 'int32' || a!.dtype === 'uint8';
  const f = (isInteger ? integerFunctions[op] : undefined) ?? binaryFunctions[op];
  const left = dataOf(a!);
  const right = dataOf(b!);
  const to = dataOf(output!);
  for (; !rows.done; rows.next()) zipRow(f, rows, left, right, to);
};

function zipRow(
  f: BinaryFunction,
  { length, starts, steps }: Rows,
  a: DTypeArray,
  b: DTypeArray,
  out: DTypeArray,
): void {
  let aAt = starts[0]!;
  let bAt = starts[1]!;
  let outAt = starts[2]!;
  const aStep = steps[0]!;
  const bStep = steps[1]!;
  const outStep = steps[2]!;
  for (let i = 0; i < length; i++, aAt += aStep, bAt += bStep, outAt += outStep)
    out[outAt] = f(a[aAt]!, b[bAt]!);
}

/** Runs the loop made for the op, if there is one. */
function runFloat32(op: BinaryOp, rows: Rows, a: Operand, b: Operand, output: Operand): boolean {
  const left = bufferOf(a.buffer).view('float32');
  const right = bufferOf(b.buffer).view('float32');
  const compare = float32Comparisons[op];
  if (compare !== undefined) {
    runLoop(compare, rows, left, right, bufferOf(output.buffer).view('bool'));
    return true;
  }
  const arithmetic = float32Arithmetic[op];
  if (arithmetic === undefined) return false;
  const to = bufferOf(output.buffer).view('float32');
  const dense = isWhole(rows, output) ? float32Dense[op] : undefined;
  if (dense === undefined) runLoop(arithmetic, rows, left, right, to);
  else dense(rows.length, left, right, to);
  return true;
}

/** Whether one row of neighbours, from the beginning of each operand, is all there is. */
function isWhole({ length, starts, steps }: Rows, output: Operand): boolean {
  return (
    length === output.layout.size && starts.every((start) => start === 0) && steps.every((step) => step === 1)
  );
}

function runLoop<Out>(loop: Float32Loop<Out>, rows: Rows, a: Float32Array, b: Float32Array, out: Out): void {
  const aStep = rows.steps[0]!;
  const bStep = rows.steps[1]!;
  const outStep = rows.steps[2]!;
  for (; !rows.done; rows.next()) {
    loop(rows.length, a, rows.starts[0]!, aStep, b, rows.starts[1]!, bStep, out, rows.starts[2]!, outStep);
  }
}
