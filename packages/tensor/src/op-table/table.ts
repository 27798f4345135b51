// The one table of primitive ops. Everything that must exist for each op (kernels, gradients, tests) is typed by it.

import { createOps } from './create.ts';
import { elementwiseOps } from './elementwise.ts';
import { indexingOps } from './indexing.ts';
import { lossOps } from './loss.ts';
import { networkOps } from './network.ts';
import { normOps } from './norm.ts';
import { pointwiseTable } from './pointwise.ts';
import type { AssembledRecord, Family, FusedRecord, KernelRecord, OpRecord, ViewRecord } from './record.ts';
import { recurrentOps } from './recurrent.ts';
import { reduceOps } from './reduce.ts';
import { shapeOps } from './shape.ts';

/** All primitive ops by name. */
export const opTable = {
  ...elementwiseOps,
  ...reduceOps,
  ...shapeOps,
  ...createOps,
  ...indexingOps,
  ...networkOps,
  ...lossOps,
  ...normOps,
  ...recurrentOps,
  ...pointwiseTable,
};

/** The table. */
export type OpTable = typeof opTable;
/** Name of a primitive op. */
export type OpName = keyof OpTable;
/** Attributes of an op. */
export type AttrsOf<N extends OpName> = N extends OpName
  ? OpTable[N] extends
      | KernelRecord<Family, infer A>
      | ViewRecord<infer A>
      | AssembledRecord<infer A>
      | FusedRecord<infer A>
    ? A
    : never
  : never;

/** Ops that one kernel family computes. */
export type OpsOf<F extends Family> = {
  [N in OpName]: OpTable[N] extends { readonly family: infer G } ? ([G] extends [F] ? N : never) : never;
}[OpName];
/** Ops that backends may compute in one pass. */
export type FusedOp = { [N in OpName]: OpTable[N] extends { readonly kind: 'fused' } ? N : never }[OpName];
/** Ops with a gradient: each needs a VJP rule. */
export type DifferentiableOp = { [N in OpName]: OpTable[N]['gradDomain'] extends null ? never : N }[OpName];

/**
 * The record of an op, with the attributes of no particular one.
 *
 * @example
 * ```ts
 * opRecord('relu').kind;   // 'kernel'
 * ```
 */
export function opRecord(name: OpName): OpRecord {
  return opTable[name] as OpRecord;
}

/**
 * Whether an op has a gradient.
 *
 * @example
 * ```ts
 * isDifferentiable('argMax');   // false
 * ```
 */
export function isDifferentiable(name: OpName): name is DifferentiableOp {
  return opTable[name].gradDomain !== null;
}
