import { Layout, type Operand } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import {
  arrangements,
  backend,
  coordinates,
  expectClose,
  flat,
  kernels,
  operand,
  output,
  read,
  someValues,
} from './support.ts';

/** The product by its definition, with broadcast batch axes. */
function naive(a: Operand, b: Operand, shape: readonly number[]): number[] {
  const [left, right] = [read(a), read(b)];
  const depth = a.layout.shape.at(-1)!;
  const clip = (x: Operand, at: number[]) =>
    flat(
      x.layout.shape,
      at.slice(at.length - x.layout.shape.length).map((i, axis) => Math.min(i, x.layout.shape[axis]! - 1)),
    );
  return coordinates(shape).map((at) => {
    const batch = at.slice(0, -2);
    const [row, column] = at.slice(-2) as [number, number];
    let sum = 0;
    for (let k = 0; k < depth; k++)
      sum += left[clip(a, [...batch, row, k])]! * right[clip(b, [...batch, k, column])]!;
    return sum;
  });
}

function check(a: Operand, b: Operand, shape: readonly number[]): void {
  const out = output(a.dtype, shape);
  kernels.matmul('matmul', [a, b], [out], {});
  expectClose(read(out), naive(a, b, shape), a.dtype === 'float32' ? 2e-6 : 1e-13);
}

const sides = [1, 2, 3, 4, 5, 17, 63, 65];

describe('matmul', () => {
  for (const dtype of ['float32', 'float64'] as const) {
    it(`multiplies ${dtype} matrices of any sides in any arrangement`, () => {
      let turn = 0;
      for (const m of sides) {
        for (const k of sides) {
          for (const n of sides) {
            const left = arrangements[turn % 6]!;
            const right = arrangements[Math.floor(turn++ / 6) % 6]!;
            check(
              operand(dtype, [m, k], someValues(dtype, 1), left),
              operand(dtype, [k, n], someValues(dtype, 2), right),
              [m, n],
            );
          }
        }
      }
    });
  }

  it('crosses the borders of tiles in every direction', () => {
    for (const [m, k, n] of [
      [66, 514, 5],
      [130, 20, 260],
      [3, 1030, 258],
      [257, 3, 257],
      [1, 600, 300],
      [300, 600, 1],
    ] as const) {
      check(
        operand('float32', [m, k], someValues('float32', 1)),
        operand('float32', [k, n], someValues('float32', 2), 'turned'),
        [m, n],
      );
    }
  });

  it('broadcasts batch axes on either side', () => {
    const cases: [number[], number[], number[]][] = [
      [
        [5, 3, 4],
        [4, 6],
        [5, 3, 6],
      ],
      [
        [3, 4],
        [5, 4, 6],
        [5, 3, 6],
      ],
      [
        [2, 1, 3, 4],
        [5, 4, 6],
        [2, 5, 3, 6],
      ],
      [
        [2, 5, 3, 4],
        [1, 1, 4, 6],
        [2, 5, 3, 6],
      ],
      [
        [2, 5, 17, 9],
        [2, 5, 9, 20],
        [2, 5, 17, 20],
      ],
      [
        [7, 1, 4],
        [7, 4, 1],
        [7, 1, 1],
      ],
    ];
    for (const [aShape, bShape, shape] of cases) {
      for (const arrangement of arrangements) {
        check(
          operand('float32', aShape, someValues('float32', 1), arrangement),
          operand('float32', bShape, someValues('float32', 2), arrangement),
          shape,
        );
      }
    }
  });

  it('follows batches that were stretched with stride 0', () => {
    const b = operand('float64', [4, 6], someValues('float64', 2));
    const stretched = { ...b, layout: new Layout([5, 4, 6], [0, 6, 1], 0) };
    check(operand('float64', [5, 3, 4], someValues('float64', 1)), stretched, [5, 3, 6]);
  });

  it('gives zeros for an empty inner side and nothing for an empty outer side', () => {
    const out = output('float32', [2, 3]);
    kernels.matmul(
      'matmul',
      [operand('float32', [2, 0], () => 0), operand('float32', [0, 3], () => 0)],
      [out],
      {},
    );
    expect(read(out)).toEqual([0, 0, 0, 0, 0, 0]);
    for (const [m, n, batch] of [
      [0, 3, 2],
      [3, 0, 2],
      [3, 3, 0],
    ] as const) {
      const empty = output('float32', [batch, m, n]);
      const a = operand('float32', [batch, m, 4], () => 1);
      const b = operand('float32', [batch, 4, n], () => 1);
      kernels.matmul('matmul', [a, b], [empty], {});
      expect(read(empty)).toEqual([]);
    }
  });

  it('writes nothing outside its output', () => {
    const out = output('float32', [5, 7], 3);
    const around = { ...out, layout: new Layout([38], [1], 0) };
    const before = read(around).slice(0, 3);
    kernels.matmul(
      'matmul',
      [operand('float32', [5, 90], () => 1), operand('float32', [90, 7], () => 1)],
      [out],
      {},
    );
    expect(read(around)).toEqual([...before, ...new Array<number>(35).fill(90)]);
  });

  it('adds float32 products in double', () => {
    const a = operand('float32', [1, 4], (i) => [2 ** 24, 1, 1, 1][i]!);
    const out = output('float32', [1, 1]);
    kernels.matmul('matmul', [a, operand('float32', [4, 1], () => 1)], [out], {});
    expect(read(out)).toEqual([2 ** 24 + 4]);
  });

  it('spreads NaN only over the row and the column that hold it', () => {
    const a = operand('float32', [9, 9], (i) => (i === 4 * 9 + 2 ? Number.NaN : 1));
    const out = output('float32', [9, 9]);
    kernels.matmul('matmul', [a, operand('float32', [9, 9], () => 1)], [out], {});
    expect(read(out)).toEqual(
      Array.from({ length: 81 }, (_, i) => (Math.floor(i / 9) === 4 ? Number.NaN : 9)),
    );
  });
});

describe('fused linear', () => {
  it('adds the bias to each row of the product', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      for (const [batch, depth, columns] of [
        [[], 3, 2],
        [[1], 17, 1],
        [[63], 20, 10],
        [[2, 3], 5, 17],
        [[0], 3, 2],
      ] as const) {
        for (const arrangement of arrangements) {
          const x = operand(dtype, [...batch, depth], someValues(dtype, 1), arrangement);
          const weight = operand(dtype, [depth, columns], someValues(dtype, 2), arrangement);
          const bias = operand(dtype, [columns], someValues(dtype, 3), arrangement);
          const out = output(dtype, [...batch, columns]);
          backend.fused!.linear!([x, weight, bias], [out], {});
          const [xs, ws, bs] = [read(x), read(weight), read(bias)];
          const expected = coordinates([...batch, columns]).map((_, i) => {
            let sum = bs[i % columns]!;
            for (let k = 0; k < depth; k++)
              sum += xs[Math.floor(i / columns) * depth + k]! * ws[k * columns + (i % columns)]!;
            return sum;
          });
          expectClose(read(out), expected, dtype === 'float32' ? 2e-6 : 1e-13);
        }
      }
    }
  });
});
