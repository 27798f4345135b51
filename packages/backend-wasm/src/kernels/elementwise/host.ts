// The part of a program that is done on the host: single numbers of double precision, such as a step count and what
// follows from it. They are computed by the definitions of the CPU backend, whose bits they give.

import { binaryFunctions, unaryFunctions } from '@cambium/backend-cpu/kernels';
import type { Attrs, DType, ElementwiseAttrs, Instruction, OpsOf, TensorSpec } from '@cambium/tensor/backend';
import { opTable, sizeOf } from '@cambium/tensor/backend';

/** Computes one value from those before. */
export type HostStep = (values: Float64Array) => void;

type AnyUnary = (x: number, attrs: Attrs) => number;

/** Steps for the host, and which values it knows: all others are the kernel's. */
export interface HostPart {
  readonly steps: readonly HostStep[];
  readonly knows: readonly boolean[];
}

/** Finds what the host can do. It reads inputs that are single elements. */
export function hostPart(
  { instructions }: ElementwiseAttrs,
  specs: readonly TensorSpec[],
  inputCount: number,
): HostPart {
  const isReadable = specs.slice(0, inputCount).map(isSingle);
  const knows = specs.slice(0, inputCount).map((spec) => isSingle(spec) && spec.dtype === 'float64');
  const steps: HostStep[] = [];
  instructions.forEach((instruction, i) => {
    const place = inputCount + i;
    const readable = instruction.inputs.every((value) => isReadable[value]);
    const step = readable && isSingle(specs[place]!) ? stepOf(instruction, specs, place) : null;
    knows.push(step !== null);
    isReadable.push(step !== null);
    if (step !== null) steps.push(step);
  });
  return { steps, knows };
}

/** Whether a tensor has one element. */
export function isSingle({ shape }: TensorSpec): boolean {
  return sizeOf(shape) === 1;
}

function stepOf(
  { op, inputs, attrs }: Instruction,
  specs: readonly TensorSpec[],
  place: number,
): HostStep | null {
  const { dtype } = specs[place]!;
  if (op === 'fill') return constant(Number(attrs.value), dtype, place);
  const [a, b, c] = inputs as readonly [number, number, number];
  if (op === 'cast') return castStep(specs[a]!.dtype, dtype, a, place);
  // Numbers of single precision and integers are the kernel's, whose definitions differ in the last bits.
  if (specs[inputs.at(-1)!]!.dtype !== 'float64') return null;
  if (op === 'contiguous') return computing(place, (values) => values[a]!);
  if (op === 'where') return computing(place, (values) => values[values[a] === 0 ? c : b]!);
  if (opTable[op].family === 'unary') {
    const f = unaryFunctions[op as OpsOf<'unary'>] as AnyUnary;
    return computing(place, (values) => f(values[a]!, attrs));
  }
  const f = binaryFunctions[op as OpsOf<'binary'>];
  return computing(place, (values) => f(values[a]!, values[b]!));
}

function computing(place: number, f: (values: Float64Array) => number): HostStep {
  return (values) => {
    values[place] = f(values);
  };
}

function constant(value: number, dtype: DType, place: number): HostStep | null {
  if (dtype === 'uint8') return null;
  const number = stored(value, dtype);
  return computing(place, () => number);
}

/** A number as an element of the dtype. */
function stored(value: number, dtype: DType): number {
  if (dtype === 'float32') return Math.fround(value);
  if (dtype === 'bool') return Number(value !== 0);
  return dtype === 'int32' ? Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, value)) | 0 : value;
}

function castStep(from: DType, to: DType, a: number, place: number): HostStep | null {
  if (to === 'float64') return computing(place, (values) => values[a]!);
  if (from !== 'float64') return null;
  if (to === 'float32') return computing(place, (values) => Math.fround(values[a]!));
  return to === 'bool' ? computing(place, (values) => Number(values[a] !== 0)) : null;
}
