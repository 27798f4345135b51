// The gradient of every differentiable op. An op of the op table without a rule here does not compile.

import type { DifferentiableOp } from '@cambium/tensor';
import { binaryRules } from './binary.ts';
import { throughDecomposition } from './decomposed.ts';
import { indexingRules } from './indexing.ts';
import { lossRules } from './loss.ts';
import { networkRules } from './network.ts';
import { normRules } from './norm.ts';
import { recurrentRules } from './recurrent.ts';
import { recurrentRunRules } from './recurrent-run.ts';
import { reduceRules } from './reduce.ts';
import type { Rule, Rules } from './rule.ts';
import { shapeRules } from './shape.ts';
import { unaryRules } from './unary.ts';

const rules: Rules<DifferentiableOp> = {
  ...unaryRules,
  ...binaryRules,
  ...reduceRules,
  ...shapeRules,
  ...indexingRules,
  ...networkRules,
  ...lossRules,
  ...normRules,
  ...recurrentRules,
  ...recurrentRunRules,
  elementwise: throughDecomposition('elementwise'),
};

/** The rule of an op, with the attributes of no particular one. */
export function ruleOf(name: DifferentiableOp): Rule<DifferentiableOp> {
  return rules[name] as Rule<DifferentiableOp>;
}
