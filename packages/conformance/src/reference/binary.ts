// What each binary op computes: floats in double precision, integers exactly and then wrapped around.

import type { DType, OpsOf } from '@cambium/tensor';
import { isInteger, wrap } from '../harness/host.ts';
import { exactFloorDiv, floorDivide } from './special.ts';

type BinaryOp = OpsOf<'binary'>;

const definitions: { readonly [N in BinaryOp]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  floorDiv: floatFloorDiv,
  mod: (a, b) => {
    const rest = a % b;
    if (rest === 0) return b < 0 ? -0 : 0;
    return rest < 0 !== b < 0 ? rest + b : rest;
  },
  pow: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
  maximum: Math.max,
  minimum: Math.min,
  atan2: Math.atan2,
  equal: (a, b) => Number(a === b),
  notEqual: (a, b) => Number(a !== b),
  less: (a, b) => Number(a < b),
  lessEqual: (a, b) => Number(a <= b),
  greater: (a, b) => Number(a > b),
  greaterEqual: (a, b) => Number(a >= b),
  logicalAnd: (a, b) => Number(a !== 0 && b !== 0),
  logicalOr: (a, b) => Number(a !== 0 || b !== 0),
  logicalXor: (a, b) => Number((a !== 0) !== (b !== 0)),
};

/** Rounded down, exactly; infinities as in Python: they have no remainder, hence no quotient. */
function floatFloorDiv(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  if (a === 0 || b === 0) return a / b;
  if (!Number.isFinite(a)) return Number.NaN;
  if (!Number.isFinite(b)) return a < 0 !== b < 0 ? -1 : 0;
  return Number(exactFloorDiv(a, b));
}

/** Integers: dividing by zero gives 0, a negative power is the reciprocal cut to a whole number. */
const exactDefinitions: { readonly [N in BinaryOp]?: (a: bigint, b: bigint) => bigint } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  floorDiv: (a, b) => (b === 0n ? 0n : floorDivide(a, b)),
  mod: (a, b) => (b === 0n ? 0n : a - b * floorDivide(a, b)),
  pow: (a, b) => {
    if (b < 0n) return a === 1n ? 1n : a === -1n ? (b % 2n === 0n ? 1n : -1n) : 0n;
    // The low 32 bits of a power are those of the power of the low 32 bits.
    let power = 1n;
    let square = a;
    for (let rest = b; rest > 0n; rest >>= 1n) {
      if (rest & 1n) power = BigInt.asIntN(32, power * square);
      square = BigInt.asIntN(32, square * square);
    }
    return power;
  },
};

/** One element of a binary op. */
export function binaryElement(op: BinaryOp, a: number, b: number, dtype: DType): number {
  const exact = isInteger(dtype) ? exactDefinitions[op] : undefined;
  return exact === undefined ? definitions[op](a, b) : wrap(exact(BigInt(a), BigInt(b)), dtype);
}
