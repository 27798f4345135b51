// Programs of elementwise ops, block by block: what an instruction leaves is in the first cache when the next one reads it.
// The instructions are the loops that also run by themselves, so a program gives the bits that its ops give one by one.

import * as binary from './binary';
import * as integers from './binary-integers';
import * as convert from './convert';
import * as flags from './flags';
import { select8, select32 } from './select';
import * as unary from './unary';

/** Elements of a block: with its operands it fills about half of a first cache. */
const BLOCK: i32 = 1024;

/** What an instruction computes; src/kernels/elementwise/steps.ts has the same order. */
const enum Step {
  neg,
  abs,
  sign,
  square,
  floor,
  ceil,
  round,
  trunc,
  sqrt,
  rsqrt,
  reciprocal,
  relu,
  exp,
  expm1,
  log,
  log1p,
  log2,
  log10,
  tanh,
  sigmoid,
  softplus,
  erf,
  erfc,
  erfInv,
  sin,
  cos,
  tan,
  asin,
  acos,
  atan,
  sinh,
  cosh,
  asinh,
  acosh,
  atanh,
  isNaN,
  isInf,
  isFinite,
  logicalNot,
  boolNot,
  int32ToFloat32,
  float32ToInt32,
  uint8ToFloat32,
  uint8ToInt32,
  int32ToBool,
  float32ToBool,
  leakyRelu,
  elu,
  clamp,
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  floorDiv,
  mod,
  pow,
  atan2,
  equal,
  notEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  logicalXor,
  intAdd,
  intSub,
  intMul,
  intMaximum,
  intMinimum,
  intEqual,
  intNotEqual,
  intLess,
  intLessEqual,
  intLogicalAnd,
  intLogicalOr,
  intLogicalXor,
  boolAnd,
  boolOr,
  boolXor,
  boolEqual,
  select8,
  select32,
  fill32,
  fill8,
  copy32,
  copy8,
}

/** Words of an instruction: its step, four operands (where, and how it advances), two attributes, an unused one. */
const WORDS: usize = 12;

/** The step of a single element in scratch memory; other operands there have −1. */
const ONE_IN_SCRATCH: i32 = -2;

/** Address of an operand's element `at`; `word` is that of its address or, in scratch memory, of its offset there. */
@inline
function place(word: usize, scratch: usize, at: i32): usize {
  const step = load<i32>(word, 4);
  const address = <usize>load<u32>(word);
  return step >= 0 ? address + <usize>(at * step) : scratch + address;
}

/** 1 where an operand has an element for each, 0 for a single one. */
@inline
function advances(word: usize): i32 {
  const step = load<i32>(word, 4);
  return i32(step != 0 && step != ONE_IN_SCRATCH);
}

/** One instruction on the elements from `at` on. A single element counts as a row of one. */
function run(instruction: usize, scratch: usize, at: i32, n: i32): void {
  const a = place(instruction + 4, scratch, at);
  const b = place(instruction + 12, scratch, at);
  const out = place(instruction + 28, scratch, at);
  const aCol = n == 1 ? 1 : advances(instruction + 4);
  const bCol = n == 1 ? 1 : advances(instruction + 12);
  switch (load<i32>(instruction)) {
    case Step.neg:
      return unary.neg(a, out, n);
    case Step.abs:
      return unary.abs_(a, out, n);
    case Step.sign:
      return unary.sign(a, out, n);
    case Step.square:
      return unary.square(a, out, n);
    case Step.floor:
      return unary.floor(a, out, n);
    case Step.ceil:
      return unary.ceil(a, out, n);
    case Step.round:
      return unary.round(a, out, n);
    case Step.trunc:
      return unary.trunc(a, out, n);
    case Step.sqrt:
      return unary.sqrt(a, out, n);
    case Step.rsqrt:
      return unary.rsqrt(a, out, n);
    case Step.reciprocal:
      return unary.reciprocal(a, out, n);
    case Step.relu:
      return unary.relu(a, out, n);
    case Step.exp:
      return unary.expOf(a, out, n);
    case Step.expm1:
      return unary.expm1Of(a, out, n);
    case Step.log:
      return unary.logOf(a, out, n);
    case Step.log1p:
      return unary.log1pOf(a, out, n);
    case Step.log2:
      return unary.log2(a, out, n);
    case Step.log10:
      return unary.log10(a, out, n);
    case Step.tanh:
      return unary.tanhOf(a, out, n);
    case Step.sigmoid:
      return unary.sigmoidOf(a, out, n);
    case Step.softplus:
      return unary.softplus(a, out, n);
    case Step.erf:
      return unary.erfOf(a, out, n);
    case Step.erfc:
      return unary.erfcOf(a, out, n);
    case Step.erfInv:
      return unary.erfInvOf(a, out, n);
    case Step.sin:
      return unary.sin(a, out, n);
    case Step.cos:
      return unary.cos(a, out, n);
    case Step.tan:
      return unary.tan(a, out, n);
    case Step.asin:
      return unary.asinOf(a, out, n);
    case Step.acos:
      return unary.acosOf(a, out, n);
    case Step.atan:
      return unary.atanOf(a, out, n);
    case Step.sinh:
      return unary.sinhOf(a, out, n);
    case Step.cosh:
      return unary.coshOf(a, out, n);
    case Step.asinh:
      return unary.asinhOf(a, out, n);
    case Step.acosh:
      return unary.acoshOf(a, out, n);
    case Step.atanh:
      return unary.atanhOf(a, out, n);
    case Step.isNaN:
      return unary.isNaN_(a, out, n);
    case Step.isInf:
      return unary.isInf(a, out, n);
    case Step.isFinite:
      return unary.isFinite_(a, out, n);
    case Step.logicalNot:
      return unary.logicalNot(a, out, n);
    case Step.boolNot:
      return flags.boolNot(a, out, n);
    case Step.int32ToFloat32:
      return convert.int32ToFloat32(a, out, n);
    case Step.float32ToInt32:
      return convert.float32ToInt32(a, out, n);
    case Step.uint8ToFloat32:
      return convert.uint8ToFloat32(a, out, n);
    case Step.uint8ToInt32:
      return convert.uint8ToInt32(a, out, n);
    case Step.int32ToBool:
      return convert.int32ToBool(a, out, n);
    case Step.float32ToBool:
      return convert.float32ToBool(a, out, n);
    case Step.leakyRelu:
      return unary.leakyRelu(a, out, n, load<f32>(instruction, 36));
    case Step.elu:
      return unary.elu(a, out, n, load<f32>(instruction, 36));
    case Step.clamp:
      return unary.clamp(a, out, n, load<f32>(instruction, 36), load<f32>(instruction, 40));
    case Step.add:
      return binary.add(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.sub:
      return binary.sub(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.mul:
      return binary.mul(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.div:
      return binary.div(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.maximum:
      return binary.maximum(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.minimum:
      return binary.minimum(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.floorDiv:
      return binary.floorDivOf(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.mod:
      return binary.modOf(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.pow:
      return binary.powOf(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.atan2:
      return binary.atan2Of(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.equal:
      return binary.equal(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.notEqual:
      return binary.notEqual(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.less:
      return binary.less(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.lessEqual:
      return binary.lessEqual(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.logicalAnd:
      return binary.logicalAnd(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.logicalOr:
      return binary.logicalOr(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.logicalXor:
      return binary.logicalXor(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intAdd:
      return integers.intAdd(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intSub:
      return integers.intSub(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intMul:
      return integers.intMul(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intMaximum:
      return integers.intMaximum(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intMinimum:
      return integers.intMinimum(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intEqual:
      return integers.intEqual(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intNotEqual:
      return integers.intNotEqual(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intLess:
      return integers.intLess(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intLessEqual:
      return integers.intLessEqual(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intLogicalAnd:
      return integers.intLogicalAnd(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intLogicalOr:
      return integers.intLogicalOr(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.intLogicalXor:
      return integers.intLogicalXor(a, 0, aCol, b, 0, bCol, out, 1, n);
    case Step.boolAnd:
      return flags.boolAnd(a, b, out, n);
    case Step.boolOr:
      return flags.boolOr(a, b, out, n);
    case Step.boolXor:
      return flags.boolXor(a, b, out, n);
    case Step.boolEqual:
      return flags.boolEqual(a, b, out, n);
    case Step.select8:
    case Step.select32: {
      const c = place(instruction + 20, scratch, at);
      const cCol = n == 1 ? 1 : advances(instruction + 20);
      if (load<i32>(instruction) == Step.select8) return select8(a, b, bCol, c, cCol, out, n);
      return select32(a, b, bCol, c, cCol, out, n);
    }
    case Step.fill32:
      return convert.fill32(out, load<i32>(instruction, 36), n);
    case Step.fill8:
      return memory.fill(out, load<u8>(instruction, 36), n);
    case Step.copy32:
      return memory.copy(out, a, <usize>n << 2);
    default:
      return memory.copy(out, a, n);
  }
}

/**
 * Runs a program on the elements `from` to `to`. It begins with two counts: the instructions on single elements, which
 * run once, and those on all elements.
 */
export function runProgram(program: usize, scratch: usize, from: i32, to: i32): void {
  const first = program + 8;
  const singles = load<i32>(program);
  const count = load<i32>(program, 4);
  for (let i = 0; i < singles; i++) run(first + <usize>i * WORDS * 4, scratch, 0, 1);
  const body = first + <usize>singles * WORDS * 4;
  for (let at = from; at < to; at += BLOCK) {
    const n = min(to - at, BLOCK);
    for (let i = 0; i < count; i++) run(body + <usize>i * WORDS * 4, scratch, at, n);
  }
}
