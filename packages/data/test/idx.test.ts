// IDX files: every element type, every way to be damaged.

import { HostRandom, parseIdx } from '@cambium/data';
import { TensorError } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { idxBytes } from './idx-bytes.ts';
import { refusal } from './support.ts';

describe('parseIdx', () => {
  it.each([
    [0x08, [0, 255], 'uint8'],
    [0x09, [-128, 127], 'int32'],
    [0x0b, [-32768, 258], 'int32'],
    [0x0c, [-2147483648, 16909060], 'int32'],
    [0x0d, [0.5, -3.25], 'float32'],
    [0x0e, [0.1, -1e300], 'float64'],
  ])('reads elements of type %i', (type, values, dtype) => {
    const { data, ...rest } = parseIdx(idxBytes(type, [2], values));
    expect(rest).toEqual({ shape: [2], dtype });
    expect([...data]).toEqual(values);
  });

  it.each([[[6]], [[2, 3]], [[1, 2, 3]], [[1, 1, 1, 1, 1, 1, 2, 3]], [[0, 28, 28]]])(
    'reads shape %o',
    (shape) => {
      const size = shape.reduce((product, length) => product * length, 1);
      expect(parseIdx(idxBytes(0x08, shape, new Array<number>(size).fill(1))).shape).toEqual(shape);
    },
  );

  it('reads from the middle of a buffer', () => {
    const file = idxBytes(0x0b, [2], [1, 2]);
    const padded = new Uint8Array(file.length + 3);
    padded.set(file, 3);
    expect([...parseIdx(padded.subarray(3)).data]).toEqual([1, 2]);
  });

  const labels = idxBytes(0x08, [3], [1, 2, 3]);
  it.each([
    ['no bytes', new Uint8Array(0), 'has 0 bytes'],
    ['half a header', labels.slice(0, 6), 'sizes of its 1 dimensions need 8'],
    ['a file cut short', labels.slice(0, 10), 'has 10 bytes, its uint8 [3] takes 11 bytes: it is cut short'],
    [
      'trailing bytes',
      Uint8Array.of(...labels, 0),
      'has 12 bytes, its uint8 [3] takes 11 bytes: something follows',
    ],
    ['another format', new TextEncoder().encode('<!DOCTYPE html>'), 'begins with 3c21444f'],
    ['an unknown type', Uint8Array.of(0, 0, 7, 1, 0, 0, 0, 0), 'begins with 00000701'],
    ['rank 0', Uint8Array.of(0, 0, 8, 0), '0 dimensions'],
    ['rank 9', Uint8Array.of(0, 0, 8, 9, ...new Uint8Array(36)), '9 dimensions'],
    ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'DecompressionStream'],
    [
      'sizes that no memory holds',
      Uint8Array.of(0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255),
      'cut short',
    ],
    ['an ArrayBuffer', new ArrayBuffer(8) as never, 'new Uint8Array(buffer)'],
  ])('refuses %s', async (_, bytes, words) => {
    const error = await refusal(() => parseIdx(bytes));
    expect([error.code, error.message]).toEqual(['format', expect.stringContaining(words)]);
  });

  it('loads or refuses 10,000 damaged files, and nothing else', () => {
    const random = new HostRandom(2026);
    const originals = [
      idxBytes(0x08, [2, 3, 3], new Array<number>(18).fill(7)),
      idxBytes(0x0d, [4], [1, 2, 3, 4]),
      idxBytes(0x0e, [2, 1], [1, 2]),
    ];
    let loaded = 0;
    for (let round = 0; round < 10_000; round++) {
      const bytes = damage(originals[random.integer(originals.length)]!, random);
      try {
        const { data, shape } = parseIdx(bytes);
        expect(data.length).toBe(shape.reduce((product, length) => product * length, 1));
        loaded++;
      } catch (error) {
        if (!(error instanceof TensorError) || error.code !== 'format') throw error;
      }
    }
    expect(loaded).toBeGreaterThan(1000);
    expect(loaded).toBeLessThan(9000);
  });
});

function damage(original: Uint8Array, random: HostRandom): Uint8Array {
  const bytes = [...original];
  for (let count = 1 + random.integer(3); count > 0; count--) {
    const place = random.integer(bytes.length + 1);
    const kind = random.integer(4);
    if (kind === 0) bytes[Math.min(place, bytes.length - 1)] = random.integer(256);
    else if (kind === 1) bytes[random.integer(12)]! ^= 1 << random.integer(8);
    else if (kind === 2) bytes.splice(place, random.integer(4));
    else bytes.splice(place, 0, random.integer(256));
    if (bytes.length === 0) break;
  }
  return Uint8Array.from(bytes);
}
