// Ops that leave no freedom: random numbers, sorting, scans and sequences give the bits of the CPU backend.

import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackendSync } from '@cambium/backend-wasm';
import { type Backend, type DTypeArray, Layout, type Operand, viewBytes } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import { stream, upload } from './support.ts';

const cpu = createCpuBackend();
const wasm = createWasmBackendSync();

type Make = (backend: Backend) => readonly Operand[];

/** The results of the same work on both backends. */
function onBoth(make: Make): readonly [readonly DTypeArray[], readonly DTypeArray[]] {
  const results = [cpu, wasm].map((backend) =>
    make(backend).map(({ buffer, layout, dtype }) =>
      viewBytes(backend.readSync!(buffer, 0, layout.size * 4), dtype),
    ),
  );
  return results as [DTypeArray[], DTypeArray[]];
}

function expectSame(make: Make): void {
  const [expected, actual] = onBoth(make);
  expect(actual).toEqual(expected);
}

function blank(backend: Backend, dtype: 'float32' | 'int32', size: number): Operand {
  return { buffer: backend.alloc(size * 4), dtype, layout: Layout.contiguous([size]) };
}

/** Few different values, NaN and both zeros among them. */
function mixed(size: number, seed: number): Float32Array {
  const random = stream(seed);
  const some = [Number.NaN, 0, -0, Infinity, -Infinity, 1e-45, -1, 1];
  return Float32Array.from({ length: size }, () =>
    random() < 0.3 ? some[Math.floor(random() * some.length)]! : random() * 100 - 50,
  );
}

const sizes = [1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 1000, 50_001];
const states = [
  [0, 0, 0, 0],
  [42, -7, 3, 1],
  [-1, 2147483647, -2147483648, -1],
];

describe('the bits of the reference', () => {
  it.each(['randomBits', 'randomUniform', 'randomNormal'] as const)('come from %s', (op) => {
    const dtype = op === 'randomBits' ? 'int32' : 'float32';
    for (const state of states) {
      for (const size of sizes) {
        expectSame((backend) => {
          const out = blank(backend, dtype, size);
          const words = upload(backend, Int32Array.from(state), 'int32');
          backend.kernels.random(op, [words], [out], { shape: [size], dtype });
          return [out];
        });
      }
    }
  });

  it.each([true, false])('come from sorting, descending: %s', (descending) => {
    for (const size of sizes) {
      const integers = Int32Array.from(mixed(size, 5));
      for (const [values, dtype] of [[mixed(size, size), 'float32'] as const, [integers, 'int32'] as const]) {
        expectSame((backend) => {
          const outputs = [blank(backend, dtype, size), blank(backend, 'int32', size)];
          backend.kernels.sort('sort', [upload(backend, values, dtype)], outputs, { axis: 0, descending });
          return outputs;
        });
      }
    }
  });

  it.each(['cumsum', 'cumprod'] as const)('come from %s', (op) => {
    const random = stream(3);
    for (const size of sizes) {
      const values = Float32Array.from({ length: size }, () => random() * 2 - 0.9);
      for (const reverse of [false, true]) {
        expectSame((backend) => {
          const out = blank(backend, 'float32', size);
          const attrs = { axis: 0, reverse, exclusive: reverse };
          backend.kernels.scan(op, [upload(backend, values, 'float32')], [out], attrs);
          return [out];
        });
      }
    }
  });

  it.each(['float32', 'int32'] as const)('come from sequences of %s', (dtype) => {
    for (const size of sizes) {
      expectSame((backend) => {
        const out = blank(backend, dtype, size);
        backend.kernels.iota('iota', [], [out], { size, start: -3.7, step: 0.1, dtype });
        return [out];
      });
    }
  });
});
