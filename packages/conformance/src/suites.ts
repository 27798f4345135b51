// Which suite serves which op. A family serves all its ops at once: a new op in it needs no entry here.

import { type Family, type OpName, type OpsOf, opRecord, opTable } from '@cambium/tensor';
import { assign, concat, place } from './ops/assembled.ts';
import { binary } from './ops/binary.ts';
import { conv } from './ops/conv.ts';
import { copy } from './ops/copy.ts';
import { fill, iota } from './ops/create.ts';
import { fused } from './ops/fused.ts';
import { gather, scatterAdd } from './ops/indexing.ts';
import { matmul } from './ops/matmul.ts';
import { pool } from './ops/pool.ts';
import { random } from './ops/random.ts';
import { reduce } from './ops/reduce.ts';
import { scan } from './ops/scan.ts';
import { select } from './ops/select.ts';
import { sort } from './ops/sort.ts';
import { unary } from './ops/unary.ts';
import { broadcastTo, permute, reshape, slice } from './ops/views.ts';
import type { Suite } from './suite.ts';

const byFamily: { readonly [F in Family]: Suite<OpsOf<F>> } = {
  unary,
  binary,
  select,
  copy,
  fill,
  iota,
  reduce,
  scan,
  sort,
  matmul,
  conv,
  pool,
  gather,
  scatterAdd,
  random,
};

/** Ops that are no kernel's: views, assembled and fused ones. */
type OtherOp = Exclude<OpName, OpsOf<Family>>;

const byOp: { readonly [N in OtherOp]: Suite<N> } = {
  reshape,
  permute,
  broadcastTo,
  slice,
  concat,
  place,
  assign,
  ...fused,
};

/** All ops of the table. */
export const opNames = Object.keys(opTable) as readonly OpName[];

/** The suite of an op, for no op in particular. */
export function suiteOf(op: OpName): Suite<OpName> {
  const record = opRecord(op);
  return (record.kind === 'kernel' ? byFamily[record.family] : byOp[op as OtherOp]) as Suite<OpName>;
}
