// Random numbers: element i is a function of the generator's state and i alone, the same on every backend.

import type { OpsOf } from '@cambium/tensor';
import { standardNormal } from '@cambium/tensor/backend';
import { sizeOf } from '../harness/host.ts';
import { randomWords } from '../reference/philox.ts';
import { type Form, oddShapes, type Suite } from '../suite.ts';

type RandomOp = OpsOf<'random'>;

/** Key and stream, as int32 words: small, negative, extreme. */
export const states: readonly (readonly number[])[] = [
  [0, 0, 0, 0],
  [42, 0, 7, 0],
  [-1, -1, -1, -1],
  [-2147483648, 2147483647, 1, -5],
];

/** Two words as 53 bits in [0, 1). */
function uniform53(high: number, low: number): number {
  return (Math.floor(high / 32) * 2 ** 26 + Math.floor(low / 64)) / 2 ** 53;
}

/** One word an element in float32 and int32, two in float64. */
function elements(
  op: RandomOp,
  dtype: 'float32' | 'float64' | 'int32',
  state: readonly number[],
  count: number,
): number[] {
  const words = randomWords(state, dtype === 'float64' ? 2 * count : count);
  if (op === 'randomBits') return words.map((word) => word | 0);
  if (dtype === 'float64') {
    const uniform = Array.from({ length: count }, (_, i) => uniform53(words[2 * i]!, words[2 * i + 1]!));
    // Half a step keeps 0 out; it must not round the last value up to 1.
    return op === 'randomUniform'
      ? uniform
      : uniform.map((u) => standardNormal(Math.min(u + 2 ** -54, 1 - 2 ** -53)));
  }
  const uniform = words.map((word) => Math.floor(word / 256));
  return uniform.map((u) => (op === 'randomUniform' ? u * 2 ** -24 : standardNormal((u + 0.5) * 2 ** -24)));
}

/** Cases of random numbers. The dtype of a test is that of the result: the input is always the state. */
export const random: Suite<RandomOp> = {
  forms: (op, dtype) =>
    states.flatMap((values) =>
      [...oddShapes, [1000]].map((shape): Form => {
        const slot = {
          shape: [4],
          dtype: 'int32' as const,
          values,
          arrangement: shape.length === 1 ? ('stepped' as const) : ('dense' as const),
        };
        return { slots: [slot], attrs: op === 'randomBits' ? { shape } : { shape, dtype } };
      }),
    ),
  reference: (op, inputs, attrs) => {
    const dtype = 'dtype' in attrs ? (attrs.dtype as 'float32' | 'float64') : 'int32';
    const values = elements(op, dtype, inputs[0]!.values, sizeOf(attrs.shape));
    return [{ shape: attrs.shape, dtype, values }];
  },
};
