// Unary ops: each is a function of one number, and one loop applies any of them.

import type { AttrsOf, DTypeArray, Kernel, OpsOf } from '@cambium/tensor/backend';
import { bufferOf, dataOf, type HostBuffer } from './buffer.ts';
import { Rows } from './iterate.ts';
import { erf, erfc, erfInv, roundHalfEven, sigmoid } from './math.ts';

/** Ops of one number. */
export type UnaryOp = OpsOf<'unary'>;
/** What a unary op makes of a number. */
export type UnaryFunction<N extends UnaryOp> = (x: number, attrs: AttrsOf<N>) => number;

/** The definition of every unary op. Results are rounded, or wrapped, to the dtype when they are stored. */
export const unaryFunctions: { readonly [N in UnaryOp]: UnaryFunction<N> } = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  square: (x) => x * x,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  trunc: Math.trunc,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  erf,
  erfc,
  erfInv,
  // Math.max, unlike a comparison, lets NaN through.
  relu: (x) => Math.max(x, 0),
  leakyRelu: (x, { slope }) => (x > 0 ? x : slope * x),
  elu: (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x)),
  sigmoid,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  clamp: (x, { min, max }) => Math.min(Math.max(x, min ?? -Infinity), max ?? Infinity),
  isNaN: (x) => Number(Number.isNaN(x)),
  isInf: (x) => Number(Math.abs(x) === Infinity),
  isFinite: (x) => Number(Number.isFinite(x)),
  logicalNot: (x) => Number(x === 0),
};

/** Where integers differ: a double does not hold the square of every int32. */
const integerFunctions: { readonly [N in UnaryOp]?: UnaryFunction<N> } = {
  square: (x) => Math.imul(x, x),
};

/** Applies a unary op to each element. */
export const unary: Kernel<'unary'> = (op, [x], [output], attrs) => {
  const rows = new Rows([x!.layout, output!.layout]);
  if (op === 'relu' && x!.dtype === 'float32') {
    reluFloat32(rows, bufferOf(x!.buffer), bufferOf(output!.buffer));
    return;
  }
  const loop = x!.dtype === 'float32' ? float32Loops[op] : undefined;
  if (loop !== undefined) {
    const from = bufferOf(x!.buffer).view('float32');
    const to = bufferOf(output!.buffer).view('float32');
    for (; !rows.done; rows.next()) {
      loop(rows.length, from, rows.starts[0]!, rows.steps[0]!, to, rows.starts[1]!, rows.steps[1]!);
    }
    return;
  }
  const isInteger = x!.dtype === 'int32' || x!.dtype === 'uint8';
  // The table pairs each op with its attributes, which indexing by a union forgets.
  const f = ((isInteger ? integerFunctions[op] : undefined) ?? unaryFunctions[op]) as UnaryFunction<UnaryOp>;
  const from = dataOf(x!);
  const to = dataOf(output!);
  for (; !rows.done; rows.next()) {
    mapRow(f, attrs, rows.length, from, rows.starts[0]!, rows.steps[0]!, to, rows.starts[1]!, rows.steps[1]!);
  }
};

function mapRow(
  f: UnaryFunction<UnaryOp>,
  attrs: AttrsOf<UnaryOp>,
  length: number,
  x: DTypeArray,
  xAt: number,
  xStep: number,
  out: DTypeArray,
  outAt: number,
  outStep: number,
): void {
  for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = f(x[xAt]!, attrs);
}

type Float32Loop = (
  length: number,
  x: Float32Array,
  xAt: number,
  xStep: number,
  out: Float32Array,
  outAt: number,
  outStep: number,
) => void;

/** The same definitions once more, for the ops of training loops: V8 inlines a function only in a loop of its own. */
const float32Loops: { readonly [N in UnaryOp]?: Float32Loop } = {
  neg(length, x, xAt, xStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = -x[xAt]!;
  },
  square(length, x, xAt, xStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = x[xAt]! * x[xAt]!;
  },
  sqrt(length, x, xAt, xStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = Math.sqrt(x[xAt]!);
  },
  exp(length, x, xAt, xStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = Math.exp(x[xAt]!);
  },
  log(length, x, xAt, xStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = Math.log(x[xAt]!);
  },
  tanh(length, x, xAt, xStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = Math.tanh(x[xAt]!);
  },
  sigmoid(length, x, xAt, xStep, out, outAt, outStep) {
    for (let i = 0; i < length; i++, xAt += xStep, outAt += outStep) out[outAt] = sigmoid(x[xAt]!);
  },
};

/** Keeps the bits of what is not ≤ 0, NaN included: without a branch, which random signs would mispredict. */
function reluFloat32(rows: Rows, x: HostBuffer, out: HostBuffer): void {
  const numbers = x.view('float32');
  const bits = x.view('int32');
  const to = out.view('int32');
  const xStep = rows.steps[0]!;
  const outStep = rows.steps[1]!;
  for (; !rows.done; rows.next()) {
    let xAt = rows.starts[0]!;
    let outAt = rows.starts[1]!;
    for (let i = 0; i < rows.length; i++, xAt += xStep, outAt += outStep) {
      to[outAt] = bits[xAt]! & -Number(!(numbers[xAt]! <= 0));
    }
  }
}
