// The form of a family's part of the suite: how its ops can be called, and what is right.

import type { Attrs, AttrsOf, DType, OpName, Tensor } from '@cambium/tensor';
import { type Arrangement, arrangementsOf } from './harness/arrange.ts';
import type { HostTensor } from './harness/host.ts';

/** One input of a call. */
export interface Slot {
  readonly shape: readonly number[];
  /** How the elements lie; dense unless given. */
  readonly arrangement?: Arrangement;
  /** The dtype, where it is not that of the test. */
  readonly dtype?: DType;
  /** The elements in row-major order; sampled unless given. */
  readonly values?: readonly number[];
}

/** One way to call an op. */
export interface Form {
  readonly slots: readonly Slot[];
  readonly attrs: Attrs;
}

/** What is tested of the ops of a family. Forms and references serve all of its ops, so that a new one comes tested. */
export interface Suite<N extends OpName> {
  /** Calls in all shapes, arrangements and attributes, for inputs of a dtype. */
  forms(op: N, dtype: DType): readonly Form[];
  /** Calls with NaN, infinities, zeros of both signs and the like. */
  specialForms?(op: N, dtype: DType, subnormals: boolean): readonly Form[];
  /** Small calls on which the gradient is checked. */
  gradientForms?(op: N): readonly Form[];
  /** The outputs, slowly and plainly. */
  reference(op: N, inputs: readonly HostTensor[], attrs: AttrsOf<N>): readonly HostTensor[];
  /** How many numbers meet in one element of the output; 1 unless given. */
  terms?(op: N, inputs: readonly HostTensor[], attrs: AttrsOf<N>): number;
  /** How the op is called, where inputs depend on others. */
  call?(op: N, inputs: readonly Tensor[], attrs: AttrsOf<N>): readonly Tensor[];
}

/** Shapes that catch mistakes in rows, tails and empty loops. */
export const oddShapes: readonly (readonly number[])[] = [
  [],
  [1],
  [3],
  [17],
  [63],
  [0],
  [3, 0, 2],
  [1, 1],
  [3, 17],
  [17, 3],
  [63, 2],
  [2, 3, 5],
  [5, 1, 7],
  [2, 1, 3, 17],
];

/** A dense input. */
export function dense(...shape: readonly number[]): Slot {
  return { shape };
}

/** An input in an arrangement. */
export function laid(arrangement: Arrangement, ...shape: readonly number[]): Slot {
  return { shape, arrangement };
}

/** Calls with one input, in each arrangement of each shape. */
export function oneInput<A extends Attrs>(
  shapes: readonly (readonly number[])[],
  attrsOf: (shape: readonly number[]) => readonly A[],
): Form[] {
  return shapes.flatMap((shape) =>
    attrsOf(shape).flatMap((attrs) =>
      arrangementsOf(shape).map((arrangement) => ({ slots: [{ shape, arrangement }], attrs })),
    ),
  );
}

/** Every axis of a shape. */
export function axesOf(shape: readonly number[]): number[] {
  return shape.map((_, axis) => axis);
}

/** Padding as attributes have it, from one list; none unless given. */
export function paddingOf(
  spatial: readonly number[],
  pads: readonly number[] = spatial.flatMap(() => [0, 0]),
): (readonly [number, number])[] {
  return spatial.map((_, axis) => [pads[2 * axis]!, pads[2 * axis + 1]!] as const);
}
