// The op that runs a program: ops on single elements, one after the other, in one pass over memory.

import { formatShape, TensorError } from '../errors.ts';
import { sameShape, sizeOf } from '../layout.ts';
import { createOps } from './create.ts';
import { elementwiseOps } from './elementwise.ts';
import { type Attrs, type FusedRecord, type TensorSpec, transcendental } from './record.ts';
import { shapeOps } from './shape.ts';

const pointwiseOps = {
  ...elementwiseOps,
  fill: createOps.fill,
  cast: shapeOps.cast,
  contiguous: shapeOps.contiguous,
};

/** Ops that a program may contain. */
export type PointwiseOp = keyof typeof pointwiseOps;

/** One op of a program. Its result is the value behind those of the instructions before it. */
export type Instruction = {
  /** Name of the op. */
  readonly op: PointwiseOp;
  /** Values by number: the inputs of the program come first, then the results of the instructions. */
  readonly inputs: readonly number[];
  /** Attributes of the op. */
  readonly attrs: Attrs;
};

/** A program for each element of its inputs. Tensors have one shape, or are single elements. */
export type ElementwiseAttrs = {
  /** The ops, in the order in which they run. */
  readonly instructions: readonly Instruction[];
  /** Which instructions' values are the outputs. */
  readonly results: readonly number[];
  /** Which inputs are overwritten in the end, and by which instructions' values. */
  readonly assignments: readonly (readonly [input: number, value: number])[];
};

/** Whether an op can stand in a program. */
export function isPointwise(name: string): name is PointwiseOp {
  return Object.hasOwn(pointwiseOps, name);
}

/** What was inferred last for a program: it is the same in all steps of a training. */
const known = new WeakMap<ElementwiseAttrs, readonly TensorSpec[]>();

/**
 * Shape and dtype of each value of a program. Throws a TensorError in the name of `op`, or of the op in question.
 *
 * @example
 * ```ts
 * const specs = valueSpecs([{ shape: [2], dtype: 'float32' }], {
 *   instructions: [{ op: 'isNaN', inputs: [0], attrs: {} }],
 *   results: [1],
 *   assignments: [],
 * });
 * specs.map(({ dtype }) => dtype);   // ['float32', 'bool']
 * ```
 */
export function valueSpecs(
  inputs: readonly TensorSpec[],
  attrs: ElementwiseAttrs,
  op = 'elementwise',
): readonly TensorSpec[] {
  const before = known.get(attrs);
  if (before !== undefined && beginsWith(before, inputs, attrs)) return before;
  const values: TensorSpec[] = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  attrs.instructions.forEach((instruction, i) => void values.push(specOf(op, instruction, values, i)));
  checkShapes(op, values);
  checkEnds(op, values, inputs.length, attrs);
  known.set(attrs, values);
  return values;
}

function beginsWith(
  values: readonly TensorSpec[],
  inputs: readonly TensorSpec[],
  { instructions }: ElementwiseAttrs,
): boolean {
  if (values.length !== inputs.length + instructions.length) return false;
  for (let i = 0; i < inputs.length; i++) {
    const [value, input] = [values[i]!, inputs[i]!];
    if (value.dtype !== input.dtype || !sameShape(value.shape, input.shape)) return false;
  }
  return true;
}

type AnyInfer = (inputs: readonly TensorSpec[], attrs: Attrs, op: string) => readonly TensorSpec[];

function specOf(
  op: string,
  { op: name, inputs, attrs }: Instruction,
  values: readonly TensorSpec[],
  place: number,
): TensorSpec {
  if (!isPointwise(name))
    throw new TensorError(op, 'value', `instruction ${place}, ${name}, is not elementwise.`);
  const operands = inputs.map((value) => {
    const spec = values[value];
    if (spec !== undefined) return spec;
    throw new TensorError(
      op,
      'value',
      `instruction ${place}, ${name}, takes value ${value}, which comes later.`,
    );
  });
  // The table pairs each op with its attributes, which indexing by a union forgets.
  const infer = pointwiseOps[name].infer as AnyInfer;
  return infer(operands, attrs, name)[0]!;
}

/** Every value has the one shape, or one element. */
function checkShapes(op: string, values: readonly TensorSpec[]): void {
  const full = values.find(({ shape }) => sizeOf(shape) !== 1);
  if (full === undefined) return;
  for (const { shape } of values) {
    if (sizeOf(shape) === 1 || sameShape(shape, full.shape)) continue;
    throw new TensorError(
      op,
      'shape',
      `tensors have one shape or one element here, got ${formatShape(full.shape)} and ${formatShape(shape)}.`,
      { shapes: [full.shape, shape] },
    );
  }
}

/** What comes out is computed, once each, and what is overwritten keeps its form. */
function checkEnds(
  op: string,
  values: readonly TensorSpec[],
  inputCount: number,
  { results, assignments }: ElementwiseAttrs,
): void {
  const isComputed = (value: number) => value >= inputCount && values[value] !== undefined;
  const targets = assignments.map(([input]) => input);
  const ends = [...results, ...assignments.map(([, value]) => value)];
  if (
    !ends.every(isComputed) ||
    new Set(results).size < results.length ||
    new Set(targets).size < targets.length
  )
    throw new TensorError(
      op,
      'value',
      'results are different instructions, and each input is assigned once.',
    );
  for (const [input, value] of assignments) {
    const [target, source] = [values[input], values[value]!];
    if (input < inputCount && target?.dtype === source.dtype && sameShape(target.shape, source.shape))
      continue;
    throw new TensorError(op, 'shape', `value ${value} does not fit into input ${input}.`);
  }
}

/** The op that runs programs. */
export const pointwiseTable = {
  elementwise: {
    kind: 'fused',
    mutates: ({ assignments }) => assignments.map(([input]) => input),
    infer: (inputs, attrs, op) => {
      const values = valueSpecs(inputs, attrs, op);
      return attrs.results.map((value) => values[value]!);
    },
    tolerance: transcendental,
    gradDomain: [0.5, 2] as readonly [number, number],
  } satisfies FusedRecord<ElementwiseAttrs>,
};
