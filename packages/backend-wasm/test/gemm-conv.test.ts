// The product kernels against loops in double precision, in each variant that this engine can load.

import { setFlagsFromString } from 'node:v8';
import { beforeAll, describe, expect, it } from 'vitest';
import { kernels } from '../src/generated/embedded.ts';
import { type ConvCase, checkConv } from './products/conv.ts';
import { checkGemm, type GemmCase } from './products/gemm.ts';
import { load, type Module } from './products/module.ts';

// Node 20 knows relaxed SIMD, behind a flag. Newer ones ignore the flag.
setFlagsFromString('--experimental-wasm-relaxed-simd');

const sizes = [1, 2, 3, 4, 7, 8, 9, 17, 63, 257];

for (const variant of ['simd', 'relaxed'] as const) {
  const bytes = Buffer.from(kernels[variant], 'base64');
  describe.skipIf(!WebAssembly.validate(bytes))(`${variant} (needs an engine with its instructions)`, () => {
    let module: Module;
    beforeAll(() => {
      module = load(bytes);
    });
    const gemm = (which: GemmCase) => expect(checkGemm(module, which)).toBeLessThan(1);
    const conv = (which: ConvCase) => expect(checkConv(module, which)).toEqual([]);

    it('multiplies matrices of all sizes', () => {
      for (const m of sizes) for (const n of sizes) for (const k of sizes) gemm({ m, n, k });
    });

    it('cuts what exceeds a block', () => {
      gemm({ m: 131, n: 1, k: 1030 });
      gemm({ m: 1, n: 1033, k: 515 });
      gemm({ m: 300, n: 530, k: 7 });
    });

    it('reads transposed and strided operands, and repeats with stride 0', () => {
      for (const [m, n, k] of [
        [17, 9, 63],
        [1, 63, 17],
        [63, 1, 17],
        [5, 3, 300],
      ] as const) {
        for (const a of ['rows', 'columns', 'spaced', 'repeated'] as const) {
          for (const b of ['rows', 'columns', 'spaced', 'repeated'] as const) gemm({ m, n, k, a, b });
        }
      }
    });

    it('adds to what is there, then the bias, then applies the activation', () => {
      for (const [m, n, k] of [
        [4, 8, 3],
        [17, 9, 300],
        [1, 33, 17],
        [33, 1, 17],
        [6, 10, 0],
      ] as const) {
        gemm({ m, n, k, accumulates: true });
        gemm({ m, n, k, hasBias: true });
        gemm({ m, n, k, accumulates: true, hasBias: true, activation: 1 });
      }
    });

    it('leaves what is between the rows of the result alone', () => {
      gemm({ m: 17, n: 9, k: 5, gap: 3 });
    });

    it('gives the same bits whatever the share of work', () => {
      for (const [m, n, k] of [
        [63, 41, 300],
        [1, 257, 300],
        [257, 1, 300],
        [2, 257, 30],
      ] as const) {
        gemm({ m, n, k, shares: 3 });
      }
    });

    const cases: Record<string, ConvCase> = {
      'LeNet, first layer': { images: 2, size: [28, 28], channels: [1, 6], kernel: [5, 5], padding: 2 },
      'LeNet, second layer': { images: 3, size: [14, 14], channels: [6, 16], kernel: [5, 5] },
      'one image channel': { images: 2, size: [28, 28], channels: [1, 32], kernel: [3, 3], padding: 1 },
      'many channels': { images: 2, size: [14, 14], channels: [32, 64], kernel: [3, 3], padding: 1 },
      'more depth than a block': { images: 1, size: [6, 5], channels: [63, 17], kernel: [3, 3], padding: 1 },
      'one tap': { images: 2, size: [7, 9], channels: [17, 33], kernel: [1, 1] },
      'one pixel': { images: 5, size: [3, 3], channels: [4, 3], kernel: [3, 3] },
      'rows longer than a block': { images: 1, size: [3, 300], channels: [3, 5], kernel: [3, 3], padding: 1 },
      'one axis': { images: 3, size: [63], channels: [5, 7], kernel: [4], padding: 2, stride: 3 },
      'three axes': {
        images: 2,
        size: [5, 6, 7],
        channels: [3, 9],
        kernel: [2, 3, 2],
        padding: 1,
        stride: 2,
      },
      'uneven padding': {
        images: 2,
        size: [9, 8],
        channels: [3, 4],
        kernel: [4, 2],
        padding: 1,
        paddingAfter: 2,
      },
      strides: { images: 2, size: [17, 16], channels: [5, 9], kernel: [3, 3], padding: 1, stride: 2 },
      'strides beyond the kernel': { images: 2, size: [17, 19], channels: [4, 8], kernel: [2, 2], stride: 5 },
      dilation: { images: 2, size: [17, 13], channels: [3, 8], kernel: [3, 2], padding: 2, dilation: 2 },
      'dilation and strides': {
        images: 1,
        size: [23, 21],
        channels: [8, 3],
        kernel: [4, 3],
        padding: 3,
        dilation: 2,
        stride: 4,
      },
      'dilation prime to strides': {
        images: 1,
        size: [23, 21],
        channels: [2, 3],
        kernel: [4, 3],
        padding: 3,
        dilation: 3,
        stride: 2,
      },
      groups: { images: 2, size: [9, 7], channels: [12, 20], kernel: [3, 3], padding: 1, groups: 4 },
      'groups of one output': {
        images: 2,
        size: [9, 7],
        channels: [12, 3],
        kernel: [3, 3],
        stride: 2,
        groups: 3,
      },
      depthwise: { images: 2, size: [11, 9], channels: [13, 13], kernel: [3, 3], padding: 1, groups: 13 },
      'depthwise, aligned': { images: 2, size: [11, 9], channels: [16, 16], kernel: [3, 3], groups: 16 },
      'depthwise, strided, dilated': {
        images: 2,
        size: [19, 15],
        channels: [6, 6],
        kernel: [3, 2],
        padding: 2,
        stride: 2,
        dilation: 3,
        groups: 6,
      },
      'depthwise with a multiplier': {
        images: 2,
        size: [8, 9],
        channels: [5, 15],
        kernel: [3, 3],
        padding: 1,
        stride: 2,
        groups: 5,
      },
    };
    for (const [name, which] of Object.entries(cases)) {
      it(`convolves: ${name}`, () => {
        conv(which);
        conv({ ...which, shares: 3 });
        conv({ ...which, hasBias: true, activation: 1 });
      });
    }
  });
}
