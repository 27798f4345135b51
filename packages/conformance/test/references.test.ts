import { describe, expect, it } from 'vitest';
import { build, forEachIndex, positionOf } from '../src/harness/host.ts';
import { binaryElement } from '../src/reference/binary.ts';
import { sortedPlaces } from '../src/reference/lines.ts';
import { philox } from '../src/reference/philox.ts';
import { erf, erfc, roundToEven } from '../src/reference/special.ts';
import { convolved, windowAt } from '../src/reference/windows.ts';

describe('the references agree with published values', () => {
  it('Philox-4x32-10: the known answers of Random123', () => {
    const answers: readonly (readonly [bigint[], bigint[], bigint[]])[] = [
      [
        [0n, 0n, 0n, 0n],
        [0n, 0n],
        [0x6627e8d5n, 0xe169c58dn, 0xbc57ac4cn, 0x9b00dbd8n],
      ],
      [
        [0xffffffffn, 0xffffffffn, 0xffffffffn, 0xffffffffn],
        [0xffffffffn, 0xffffffffn],
        [0x408f276dn, 0x41c83b0en, 0xa20bc7c6n, 0x6d5451fdn],
      ],
      [
        [0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n],
        [0xa4093822n, 0x299f31d0n],
        [0xd16cfe09n, 0x94fdccebn, 0x5001e420n, 0x24126ea1n],
      ],
    ];
    for (const [counter, key, words] of answers) expect(philox(counter, key)).toEqual(words);
  });

  it('erf and erfc: Abramowitz & Stegun table 7.1, and a tail', () => {
    expect(erf(0.5)).toBeCloseTo(0.5204998778130465, 15);
    expect(erf(1)).toBeCloseTo(0.8427007929497149, 15);
    expect(erf(-2)).toBeCloseTo(-0.9953222650189527, 15);
    expect(erf(3)).toBeCloseTo(0.9999779095030014, 15);
    expect(erfc(2) / 0.004677734981047266).toBeCloseTo(1, 14);
    expect(erfc(3) / 2.2090496998585441e-5).toBeCloseTo(1, 13);
    expect(erfc(10) / 2.088487583762545e-45).toBeCloseTo(1, 13);
    expect([erf(Infinity), erfc(Infinity), erfc(-Infinity)]).toEqual([1, 0, 2]);
  });

  it('rounding goes to the even neighbour, as in IEEE 754', () => {
    expect([0.5, 1.5, 2.5, -0.5, -1.5, 0.49999999999999994, -3.7].map(roundToEven)).toEqual([
      0, 2, 2, -0, -2, 0, -4,
    ]);
  });

  it('floorDiv and mod are those of Python', () => {
    const floats = [
      [7, 2],
      [-7, 2],
      [7, -2],
      [-0.3, -1.8],
      [1, 0.1],
      [-5, Infinity],
    ] as const;
    expect(floats.map(([a, b]) => binaryElement('floorDiv', a, b, 'float64'))).toEqual([3, -4, -4, 0, 9, -1]);
    expect(floats.map(([a, b]) => binaryElement('mod', a, b, 'float64'))).toEqual([
      1,
      1,
      -1,
      -0.3,
      0.09999999999999995,
      Infinity,
    ]);
    expect(binaryElement('mod', 4, -2, 'float64')).toBe(-0);
  });

  it('int32 arithmetic wraps around', () => {
    expect(binaryElement('mul', 65537, 65537, 'int32')).toBe(131073);
    expect(binaryElement('pow', 3, 21, 'int32')).toBe(Number(BigInt.asIntN(32, 3n ** 21n)));
    expect(binaryElement('add', 2147483647, 1, 'int32')).toBe(-2147483648);
    expect(binaryElement('sub', 3, 5, 'uint8')).toBe(254);
  });
});

describe('the references are what they say', () => {
  it('sorting keeps equals in order in both directions', () => {
    expect(sortedPlaces([2, 1, Number.NaN, 1, -0, 0], false)).toEqual([4, 5, 1, 3, 0, 2]);
    expect(sortedPlaces([2, 1, Number.NaN, 1, -0, 0], true)).toEqual([2, 0, 1, 3, 4, 5]);
  });

  it('convolution of a small image by hand', () => {
    const x = build([1, 3, 3, 1], 'float64', ([, i, j]) => 3 * i! + j!);
    const weight = build([2, 2, 1, 1], 'float64', ([i, j]) => 10 ** (2 * i! + j!));
    const shapes = { x: x.shape, weight: weight.shape, y: [1, 2, 2, 1] };
    const attrs = {
      strides: [1, 1],
      padding: [
        [0, 0],
        [0, 0],
      ],
      dilation: [1, 1],
      groups: 1,
    } as const;
    expect(convolved('y', { x, weight }, shapes, attrs).values).toEqual([4310, 5421, 7643, 8754]);
  });

  it('a window counts from the padding', () => {
    const attrs = { kernelShape: [2], strides: [2], padding: [[1, 0]], ceilMode: false } as const;
    expect(windowAt([1], attrs)).toEqual([[1], [2]]);
  });

  it('coordinates run in row-major order and skip empty shapes', () => {
    const seen: number[] = [];
    forEachIndex([2, 3], (index) => seen.push(positionOf([2, 3], index)));
    forEachIndex([2, 0], () => seen.push(-1));
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
