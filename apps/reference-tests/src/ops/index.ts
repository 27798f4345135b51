// Every op of our table that TensorFlow.js has, or has the parts of.

import { type OpName, opTable } from 'cambium';
import type { Comparison } from '../compare/comparison.ts';
import { binaryOps } from './binary.ts';
import { convOps } from './conv.ts';
import { type Counterpart, type Counterparts, comparisonsOf } from './counterpart.ts';
import { elementwiseOps } from './elementwise.ts';
import { indexingOps } from './indexing.ts';
import { lossOps } from './loss.ts';
import { movementOps } from './movement.ts';
import { normOps } from './norm.ts';
import { poolOps } from './pool.ts';
import { productOps } from './products.ts';
import { recurrentOps } from './recurrent.ts';
import { reduceOps } from './reduce.ts';
import { unaryOps } from './unary.ts';

const counterparts: Counterparts = {
  ...unaryOps,
  ...binaryOps,
  ...reduceOps,
  ...movementOps,
  ...indexingOps,
  ...convOps,
  ...poolOps,
  ...productOps,
  ...normOps,
  ...recurrentOps,
  ...lossOps,
  ...elementwiseOps,
};

const names = Object.keys(opTable) as OpName[];

/** Ops of our table that are not compared, since TensorFlow.js has nothing like them. */
export const missingOps: readonly OpName[] = names.filter((name) => counterparts[name] === undefined);

/** The comparisons of all other ops, in the order of the table. */
export function opComparisons(): Comparison[] {
  return names.flatMap((name) => {
    const own = counterparts[name];
    const list = (
      own === undefined ? [] : Array.isArray(own) ? own : [own]
    ) as readonly Counterpart<OpName>[];
    return list.flatMap((counterpart) => comparisonsOf(name, counterpart));
  });
}
