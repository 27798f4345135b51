// Arithmetic, comparison and logic of two arguments; choice between two.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, type Call } from '../adapter.ts';

type Operand = cm.Tensor | number;

const plain = (fn: (a: Operand, b: Operand) => cm.Tensor): Adapter =>
  adapter('input, other', (call) => fn(call.operand('input'), call.operand('other')));

/** `other` times `alpha`. */
const scaled = (call: Call): Operand =>
  call.has('alpha') ? cm.mul(call.operand('other'), call.number('alpha')) : call.operand('other');

/** Logic takes bool here; PyTorch counts everything but 0 as true. */
export const truth = (x: Operand): cm.Tensor =>
  cm.isTensor(x) && x.dtype === 'bool' ? x : cm.notEqual(x, 0);

const logic = (fn: (a: cm.Tensor, b: cm.Tensor) => cm.Tensor): Adapter =>
  plain((a, b) => fn(truth(a), truth(b)));

export const binary: Adapters = {
  add: adapter('input, other, alpha', (call) => cm.add(call.operand('input'), scaled(call))),
  sub: adapter('input, other, alpha', (call) => cm.sub(call.operand('input'), scaled(call))),
  mul: plain(cm.mul),
  div: adapter('input, other, rounding_mode', (call) => {
    const [a, b] = [call.operand('input'), call.operand('other')];
    const mode = call.text('rounding_mode', 'none');
    if (mode === 'floor') return cm.floorDiv(a, b);
    return mode === 'trunc' ? cm.trunc(cm.div(a, b)) : cm.div(a, b);
  }),
  pow: adapter('input, exponent', (call) => cm.pow(call.operand('input'), call.operand('exponent'))),
  fmod: plain(cm.fmod),
  remainder: plain(cm.mod),
  maximum: plain(cm.maximum),
  minimum: plain(cm.minimum),
  atan2: plain(cm.atan2),
  eq: plain(cm.equal),
  ne: plain(cm.notEqual),
  lt: plain(cm.less),
  le: plain(cm.lessEqual),
  gt: plain(cm.greater),
  ge: plain(cm.greaterEqual),
  logical_and: logic(cm.logicalAnd),
  logical_or: logic(cm.logicalOr),
  logical_xor: logic(cm.logicalXor),
  logical_not: adapter('input', (call) => cm.logicalNot(truth(call.tensor('input')))),
};

export const select: Adapters = {
  where: adapter('condition, input, other', (call) =>
    cm.where(call.tensor('condition'), call.operand('input'), call.operand('other')),
  ),
  clamp: adapter('input, min, max', (call) => {
    const bound = (name: string): Operand | null => (call.has(name) ? call.operand(name) : null);
    return cm.clamp(call.tensor('input'), bound('min'), bound('max'));
  }),
};
