import {
  type DType,
  Layout,
  type Operand,
  type OpsOf,
  philox4x32,
  standardNormal,
} from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import { kernels, list, operand, output, read } from './support.ts';

const key = [123, -456, 7, 0];

/** The words of the stream, one after the other. */
function words(count: number): number[] {
  const block = new Uint32Array(4);
  return Array.from({ length: count }, (_, i) => {
    philox4x32(key, Math.floor(i / 4), block);
    return block[i % 4]!;
  });
}

function sample(
  op: OpsOf<'random'>,
  dtype: DType,
  size: number,
  state: Operand = list('int32', key),
): number[] {
  const out = output(dtype, [size]);
  kernels.random(op, [state], [out], { shape: [size], dtype });
  return read(out);
}

describe('random kernels', () => {
  it('take one word an element for bits and float32, whatever the size', () => {
    for (const size of [0, 1, 3, 4, 5, 17, 63]) {
      expect(sample('randomBits', 'int32', size)).toEqual(words(size).map((word) => word | 0));
      expect(sample('randomUniform', 'float32', size)).toEqual(
        words(size).map((word) => (word >>> 8) / 2 ** 24),
      );
    }
  });

  it('take two words an element for float64', () => {
    for (const size of [0, 1, 2, 3, 17]) {
      const stream = words(2 * size);
      const expected = Array.from({ length: size }, (_, i) => {
        const [high, low] = [stream[2 * i]!, stream[2 * i + 1]!];
        return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
      });
      expect(sample('randomUniform', 'float64', size)).toEqual(expected);
    }
  });

  it('make normal numbers of the middles of uniform steps', () => {
    const expected = words(9).map((word) => Math.fround(standardNormal(((word >>> 8) + 0.5) / 2 ** 24)));
    expect(sample('randomNormal', 'float32', 9)).toEqual(expected);
  });

  it('read the state through any layout', () => {
    const spread = operand('int32', [4], (i) => key[i]!, 'spaced');
    expect(sample('randomBits', 'int32', 6, spread)).toEqual(sample('randomBits', 'int32', 6));
    const reversed = { ...list('int32', [...key].reverse()), layout: new Layout([4], [-1], 3) };
    expect(sample('randomBits', 'int32', 6, reversed)).toEqual(sample('randomBits', 'int32', 6));
  });

  it('have the moments of their distributions', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const normal = sample('randomNormal', dtype, 40000);
      const mean = normal.reduce((a, b) => a + b, 0) / normal.length;
      const variance = normal.reduce((a, b) => a + (b - mean) ** 2, 0) / normal.length;
      expect(Math.abs(mean)).toBeLessThan(0.02);
      expect(Math.abs(variance - 1)).toBeLessThan(0.03);
      const uniform = sample('randomUniform', dtype, 40000);
      expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...uniform)).toBeLessThan(1);
      expect(Math.abs(uniform.reduce((a, b) => a + b, 0) / uniform.length - 0.5)).toBeLessThan(0.01);
    }
  });
});
