// Random numbers by counter: element i is a function of the generator's state and i alone.

import {
  type DTypeArray,
  type Kernel,
  type Operand,
  philox4x32,
  standardNormal,
  uniform53,
} from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';

const block = new Uint32Array(4);
/** The largest double below 1. */
const belowOne = 1 - 2 ** -53;

/** Bits, or uniform or normal numbers from them. */
export const random: Kernel<'random'> = (op, [state], [output]) => {
  const key = readState(state!);
  const { offset, size } = output!.layout;
  const data = dataOf(output!);
  if (output!.dtype === 'float64') {
    if (op === 'randomNormal') fillDoubles(key, data, offset, size, normal53);
    else fillDoubles(key, data, offset, size, uniform53);
  } else if (op === 'randomBits') {
    fillWords(key, data, offset, size, (word) => word | 0);
  } else if (op === 'randomUniform') {
    fillWords(key, data, offset, size, uniform24);
  } else {
    fillWords(key, data, offset, size, normal24);
  }
};

function readState(state: Operand): number[] {
  const { offset, strides } = state.layout;
  const data = dataOf(state);
  return [0, 1, 2, 3].map((i) => data[offset + i * strides[0]!]!);
}

/** One word an element. */
function fillWords(
  key: number[],
  out: DTypeArray,
  offset: number,
  size: number,
  value: (word: number) => number,
): void {
  for (let i = 0; i < size; i += 4) {
    philox4x32(key, i / 4, block);
    const count = Math.min(4, size - i);
    for (let j = 0; j < count; j++) out[offset + i + j] = value(block[j]!);
  }
}

/** Two words an element. */
function fillDoubles(
  key: number[],
  out: DTypeArray,
  offset: number,
  size: number,
  value: (high: number, low: number) => number,
): void {
  for (let i = 0; i < size; i += 2) {
    philox4x32(key, i / 2, block);
    out[offset + i] = value(block[0]!, block[1]!);
    if (i + 1 < size) out[offset + i + 1] = value(block[2]!, block[3]!);
  }
}

function uniform24(word: number): number {
  return (word >>> 8) * 2 ** -24;
}

function normal24(word: number): number {
  return standardNormal(((word >>> 8) + 0.5) * 2 ** -24);
}

/** The half step keeps 0 out; it would round the last value up to 1, where the quantile is infinite. */
function normal53(high: number, low: number): number {
  return standardNormal(Math.min(uniform53(high, low) + 2 ** -54, belowOne));
}
