// A matrix product in double precision, and the kernel's distance from it.

import { type Module, numbers } from './module.ts';

type Order = 'rows' | 'columns' | 'spaced' | 'repeated';

export interface GemmCase {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a?: Order;
  readonly b?: Order;
  readonly accumulates?: boolean;
  readonly hasBias?: boolean;
  readonly activation?: number;
  /** Numbers between the rows of C. */
  readonly gap?: number;
  /** Into how many parts rows and columns are cut. */
  readonly shares?: number;
}

function strides(order: Order, rows: number, columns: number): readonly [number, number] {
  if (order === 'rows') return [columns, 1];
  if (order === 'columns') return [1, rows];
  return order === 'spaced' ? [columns * 3 + 2, 3] : [0, 1];
}

/** The greatest error as a multiple of the one allowed, which grows with the sum of the magnitudes. */
export function checkGemm(module: Module, which: GemmCase): number {
  const { m, n, k, accumulates = false, hasBias = false, activation = 0, gap = 0, shares = 1 } = which;
  const [aRow, aColumn] = strides(which.a ?? 'rows', m, k);
  const [bRow, bColumn] = strides(which.b ?? 'rows', k, n);
  const pitch = n + gap;
  const a = numbers(Math.max(0, (m - 1) * aRow + (k - 1) * aColumn + 1), 1);
  const b = numbers(Math.max(0, (k - 1) * bRow + (n - 1) * bColumn + 1), 2);
  const bias = numbers(n, 3);
  const before = numbers(m * pitch, 4);

  module.reset();
  const scratch = module.scratch(module.exports.gemmScratchBytes());
  const [atA, atB, atBias] = [module.place(a), module.place(b), module.place(bias)];
  const run = (parts: number): Float32Array => {
    const atC = module.place(before);
    for (let i = 0; i < parts; i++) {
      for (let j = 0; j < parts; j++) {
        const [r0, r1] = [Math.floor((m * i) / parts), Math.floor((m * (i + 1)) / parts)];
        const [c0, c1] = [Math.floor((n * j) / parts), Math.floor((n * (j + 1)) / parts)];
        module.exports.gemm(
          ...[m, n, k, atA, aRow, aColumn, atB, bRow, bColumn, atC, pitch],
          ...[hasBias ? atBias : 0, activation, Number(accumulates), scratch, r0, r1, c0, c1],
        );
      }
    }
    return module.read(atC, m * pitch);
  };
  const got = run(1);
  if (shares > 1 && run(shares).some((value, i) => value !== got[i])) return Number.POSITIVE_INFINITY;
  if (!module.isIntact) return Number.POSITIVE_INFINITY;

  let worst = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < pitch; j++) {
      const at = i * pitch + j;
      if (j >= n) {
        if (got[at] !== before[at]) return Number.POSITIVE_INFINITY;
        continue;
      }
      let sum = (accumulates ? before[at]! : 0) + (hasBias ? bias[j]! : 0);
      let magnitude = Math.abs(sum) + 1e-30;
      for (let l = 0; l < k; l++) {
        const product = a[i * aRow + l * aColumn]! * b[l * bRow + j * bColumn]!;
        sum += product;
        magnitude += Math.abs(product);
      }
      if (activation === 1) sum = Math.max(sum, 0);
      const error = Math.abs(got[at]! - sum) / (magnitude * 1e-6);
      if (!(error < worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
    }
  }
  return worst;
}
