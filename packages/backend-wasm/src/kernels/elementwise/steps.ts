// The steps of a program by name, numbered as in assembly/elementwise/program.ts.

const names = [
  ...(['neg', 'abs', 'sign', 'square', 'floor', 'ceil', 'round', 'trunc', 'sqrt', 'rsqrt'] as const),
  ...(['reciprocal', 'relu', 'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'tanh', 'sigmoid'] as const),
  ...(['softplus', 'erf', 'erfc', 'erfInv', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan'] as const),
  ...([
    'sinh',
    'cosh',
    'asinh',
    'acosh',
    'atanh',
    'isNaN',
    'isInf',
    'isFinite',
    'logicalNot',
    'boolNot',
  ] as const),
  ...([
    'int32ToFloat32',
    'float32ToInt32',
    'uint8ToFloat32',
    'uint8ToInt32',
    'int32ToBool',
    'float32ToBool',
    'leakyRelu',
    'elu',
    'clamp',
  ] as const),
  ...(['add', 'sub', 'mul', 'div', 'maximum', 'minimum', 'floorDiv', 'mod', 'pow', 'atan2'] as const),
  ...([
    'equal',
    'notEqual',
    'less',
    'lessEqual',
    'logicalAnd',
    'logicalOr',
    'logicalXor',
    'intAdd',
    'intSub',
    'intMul',
  ] as const),
  ...([
    'intMaximum',
    'intMinimum',
    'intEqual',
    'intNotEqual',
    'intLess',
    'intLessEqual',
    'intLogicalAnd',
    'intLogicalOr',
    'intLogicalXor',
  ] as const),
  ...([
    'boolAnd',
    'boolOr',
    'boolXor',
    'boolEqual',
    'select8',
    'select32',
    'fill32',
    'fill8',
    'copy32',
    'copy8',
  ] as const),
];

/** What an instruction of a program can compute. */
export type Step = (typeof names)[number];

const numbers = new Map<Step, number>(names.map((name, number) => [name, number]));

/** The number of a step. */
export function numberOf(step: Step): number {
  return numbers.get(step)!;
}
