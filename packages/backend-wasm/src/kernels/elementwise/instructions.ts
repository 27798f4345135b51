// Which step computes which op, by the dtypes of its operands.

import { byteSize, type DType, type Instruction } from '@cambium/tensor/backend';
import type { Step } from './steps.ts';

/** A step with its operands in the order in which it takes them, and its attributes. */
export interface Choice {
  readonly step: Step;
  readonly operands: readonly number[];
  readonly p?: number;
  readonly q?: number;
}

const floatMaps = new Set<string>([
  ...(['neg', 'abs', 'sign', 'square', 'floor', 'ceil', 'round', 'trunc', 'sqrt', 'rsqrt'] as const),
  ...(['reciprocal', 'relu', 'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'tanh'] as const),
  ...(['sigmoid', 'softplus', 'erf', 'erfc', 'erfInv', 'sin', 'cos', 'tan', 'asin', 'acos'] as const),
  ...(['atan', 'sinh', 'cosh', 'asinh', 'acosh', 'atanh'] as const),
  ...(['isNaN', 'isInf', 'isFinite', 'logicalNot'] as const),
] satisfies Step[]);

const floatPairs: { readonly [op: string]: Step } = Object.fromEntries(
  (
    [
      ...(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'floorDiv', 'mod', 'pow', 'atan2'] as const),
      ...(['equal', 'notEqual', 'less', 'lessEqual', 'logicalAnd', 'logicalOr', 'logicalXor'] as const),
    ] satisfies Step[]
  ).map((step) => [step, step]),
);

const pairs: { readonly [D in DType]?: { readonly [op: string]: Step } } = {
  float32: floatPairs,
  int32: {
    add: 'intAdd',
    sub: 'intSub',
    mul: 'intMul',
    maximum: 'intMaximum',
    minimum: 'intMinimum',
    equal: 'intEqual',
    notEqual: 'intNotEqual',
    less: 'intLess',
    lessEqual: 'intLessEqual',
    logicalAnd: 'intLogicalAnd',
    logicalOr: 'intLogicalOr',
    logicalXor: 'intLogicalXor',
  },
  bool: {
    logicalAnd: 'boolAnd',
    logicalOr: 'boolOr',
    logicalXor: 'boolXor',
    notEqual: 'boolXor',
    equal: 'boolEqual',
  },
};

/** a > b is b < a. */
const turned: { readonly [op: string]: string } = { greater: 'less', greaterEqual: 'lessEqual' };

const casts: { readonly [D in DType]?: { readonly [E in DType]?: Step } } = {
  float32: { float32: 'copy32', int32: 'float32ToInt32', bool: 'float32ToBool' },
  int32: { int32: 'copy32', float32: 'int32ToFloat32', bool: 'int32ToBool' },
  bool: { bool: 'copy8', float32: 'uint8ToFloat32', int32: 'uint8ToInt32' },
};

/** The step of an instruction with an output of dtype `to`, or `null` where there is none. */
export function choose(
  { op, inputs, attrs }: Instruction,
  dtypes: readonly DType[],
  to: DType,
): Choice | null {
  const plain = (step: Step | undefined, operands = inputs): Choice | null =>
    step === undefined ? null : { step, operands };
  const [from = to] = dtypes;
  switch (op) {
    case 'fill': {
      const value = Number(attrs.value);
      if (to === 'bool') return { step: 'fill8', operands: [], p: bitsOfInteger(Number(value !== 0)) };
      return to === 'float32' ? { step: 'fill32', operands: [], p: value } : null;
    }
    case 'cast':
      return plain(casts[from]?.[to]);
    case 'contiguous':
      return plain(casts[from]?.[from]);
    case 'where':
      return byteSize(to) === 8 ? null : plain(byteSize(to) === 4 ? 'select32' : 'select8');
    case 'leakyRelu':
      return from === 'float32' ? { step: op, operands: inputs, p: Number(attrs.slope) } : null;
    case 'elu':
      return from === 'float32' ? { step: op, operands: inputs, p: Number(attrs.alpha) } : null;
    case 'clamp': {
      const [p, q] = [Number(attrs.min ?? -Infinity), Number(attrs.max ?? Infinity)];
      return from === 'float32' ? { step: op, operands: inputs, p, q } : null;
    }
  }
  if (inputs.length === 1) {
    if (from === 'float32') return floatMaps.has(op) ? plain(op as Step) : null;
    return from === 'bool' && op === 'logicalNot' ? plain('boolNot') : null;
  }
  const straight = turned[op];
  const step = pairs[from]?.[straight ?? op];
  return plain(step, straight === undefined ? inputs : [...inputs].reverse());
}

/** The float whose bits are those of a small integer. */
function bitsOfInteger(value: number): number {
  return new Float32Array(Int32Array.of(value).buffer)[0]!;
}
