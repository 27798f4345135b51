// What the table says of an op: its loop shape, its shape rule, its tolerance and where its gradient can be tested.

import type { KernelTable, Operand } from '../backend/types.ts';
import type { DType } from '../dtype.ts';
import type { Layout } from '../layout.ts';

/** Shape and dtype of a tensor, without its data. Every Tensor is one. */
export interface TensorSpec {
  /** Length along each axis; `[]` for a scalar. */
  readonly shape: readonly number[];
  /** Type of the elements. */
  readonly dtype: DType;
}

/** Attributes of an op: plain JSON, so that a recorded program can be stored and compiled. */
export type Attrs = { readonly [name: string]: JsonValue };

/** What JSON can hold. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** How far two correct implementations may differ, for float32; other dtypes scale with their epsilon. */
export interface Tolerance {
  /** Share of the expected value. */
  readonly relative: number;
  /** What is allowed besides. */
  readonly absolute: number;
}

/** Copies, comparisons, selection: not one bit may differ. */
export const exact: Tolerance = { relative: 0, absolute: 0 };
/** A few correctly rounded operations. */
export const elementwise: Tolerance = { relative: 1e-6, absolute: 1e-7 };
/** Functions computed by polynomials. */
export const transcendental: Tolerance = { relative: 1e-5, absolute: 1e-6 };
/** Long sums, whose order is free. */
export const accumulated: Tolerance = { relative: 1e-5, absolute: 1e-5 };

/** Values on which the generated gradient check samples an input; `null` marks an input without a gradient. */
export type Domain = readonly [low: number, high: number] | null;

/** One domain for all inputs, or one for each; `null` where the op has no gradient at all. */
export type GradDomain = readonly [low: number, high: number] | readonly Domain[] | null;

/** Loop shapes that a backend implements; the op is data. */
export type Family =
  | 'unary'
  | 'binary'
  | 'select'
  | 'copy'
  | 'fill'
  | 'iota'
  | 'reduce'
  | 'scan'
  | 'sort'
  | 'matmul'
  | 'conv'
  | 'pool'
  | 'gather'
  | 'scatterAdd'
  | 'random';

interface BaseRecord<A extends Attrs> {
  /** Checks the inputs and gives shape and dtype of each output. Throws a TensorError in the name of `op`. */
  infer(inputs: readonly TensorSpec[], attrs: A, op: string): readonly TensorSpec[];
  /** How far two implementations may differ. */
  readonly tolerance: Tolerance;
  /** Where its gradient can be tested; `null` where there is none. */
  readonly gradDomain: GradDomain;
}

/** An op that one kernel family computes. */
export interface KernelRecord<F extends Family = Family, A extends Attrs = Attrs> extends BaseRecord<A> {
  /** How the op is computed. */
  readonly kind: 'kernel';
  /** The family whose kernel it is. */
  readonly family: F;
  /** Inputs of different shapes are stretched to the shape of the output. */
  readonly broadcasts?: true;
}

/** Indices of inputs that an op overwrites; they may depend on its attributes. */
export type Mutated<A extends Attrs> = readonly number[] | ((attrs: A) => readonly number[]);

/** A movement op: a new layout over the same storage. Never reaches a backend. */
export interface ViewRecord<A extends Attrs = Attrs> extends BaseRecord<A> {
  /** How the op is computed. */
  readonly kind: 'view';
  /** The layout of the output, given that of the input. */
  layout(layout: Layout, attrs: A, op: string): Layout;
}

/** An op that is a few strided copies and fills into its output; backends get it for free. */
export interface AssembledRecord<A extends Attrs = Attrs> extends BaseRecord<A> {
  /** How the op is computed. */
  readonly kind: 'assembled';
  /** Makes the copies and fills. */
  assemble(kernels: KernelTable, inputs: readonly Operand[], outputs: readonly Operand[], attrs: A): void;
  /** Which inputs it overwrites; none where absent. */
  readonly mutates?: Mutated<A>;
}

/** An op that a backend may compute in one pass; elsewhere its decomposition into other ops runs. */
export interface FusedRecord<A extends Attrs = Attrs> extends BaseRecord<A> {
  /** How the op is computed. */
  readonly kind: 'fused';
  /** Which inputs it overwrites; none where absent. */
  readonly mutates?: Mutated<A>;
}

/**
 * Which inputs a call overwrites.
 *
 * @example
 * ```ts
 * mutatedInputs(opRecord('assign'), {});   // [0]
 * ```
 */
export function mutatedInputs(record: OpRecord, attrs: Attrs): readonly number[] {
  if (!('mutates' in record)) return [];
  const { mutates = [] } = record;
  return typeof mutates === 'function' ? mutates(attrs) : mutates;
}

/** Any op of the table. */
export type OpRecord = KernelRecord | ViewRecord | AssembledRecord | FusedRecord;
