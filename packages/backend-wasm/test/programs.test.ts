// Programs of elementwise ops: which ops have a step, how little a program asks for, and what it leaves to others.

import { createWasmBackendSync } from '@cambium/backend-wasm';
import {
  type ElementwiseAttrs,
  type Instruction,
  type Operand,
  opTable,
  type PointwiseOp,
  valueSpecs,
} from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import { choose } from '../src/kernels/elementwise/instructions.ts';
import { planFor } from '../src/kernels/elementwise/plan.ts';
import { upload } from './support.ts';

function program(
  instructions: readonly (readonly [PointwiseOp, readonly number[]])[],
  results: readonly number[],
  assignments: ElementwiseAttrs['assignments'] = [],
): ElementwiseAttrs {
  return {
    instructions: instructions.map(([op, inputs]) => ({ op, inputs, attrs: {} })),
    results,
    assignments,
  };
}

const full = { shape: [100], dtype: 'float32' } as const;

function planOf(attrs: ElementwiseAttrs, inputCount: number) {
  const inputs = Array.from({ length: inputCount }, () => full);
  return planFor(attrs, valueSpecs(inputs, attrs), inputCount);
}

describe('programs', () => {
  it('have a step for every elementwise op of float32', () => {
    const without = Object.entries(opTable).filter(([op, record]) => {
      if (record.kind !== 'kernel' || (record.family !== 'unary' && record.family !== 'binary')) return false;
      const count = record.family === 'unary' ? 1 : 2;
      const instruction = { op, inputs: [0, 1].slice(0, count), attrs: {} } as Instruction;
      return choose(instruction, ['float32', 'float32'], 'float32') === null;
    });
    expect(without.map(([op]) => op)).toEqual([]);
  });

  it('use one block of scratch memory again and again', () => {
    const chain = program(
      [
        ['mul', [0, 1]],
        ['exp', [2]],
        ['relu', [3]],
        ['mul', [4, 0]],
        ['sub', [5, 1]],
      ],
      [6],
    );
    expect(planOf(chain, 2)!.scratchBytes).toBe(4096);
  });

  it('need none where results are computed in their places', () => {
    const step = program(
      [
        ['add', [0, 1]],
        ['mul', [2, 1]],
      ],
      [3],
      [[0, 2]],
    );
    expect(planOf(step, 2)!.scratchBytes).toBe(0);
  });

  it('leave an input that is read later as it is until then', () => {
    const swap = program(
      [
        ['contiguous', [0]],
        ['contiguous', [1]],
      ],
      [],
      [
        [0, 3],
        [1, 2],
      ],
    );
    const backend = createWasmBackendSync();
    const size = 5000;
    const [a, b] = [1, 2].map((value) => upload(backend, new Float32Array(size).fill(value), 'float32')) as [
      Operand,
      Operand,
    ];
    backend.fused!.elementwise!([a, b], [], swap);
    const read = ({ buffer }: Operand) => new Float32Array(backend.readSync!(buffer, 0, 4 * size).buffer);
    expect(read(a)).toEqual(new Float32Array(size).fill(2));
    expect(read(b)).toEqual(new Float32Array(size).fill(1));
    backend.dispose();
  });

  it('give way where two inputs are in one place, and one of them is overwritten', () => {
    const backend = createWasmBackendSync();
    const size = 5000;
    const a = upload(
      backend,
      Float32Array.from({ length: size }, (_, i) => i),
      'float32',
    );
    const step = program(
      [
        ['add', [0, 1]],
        ['mul', [1, 1]],
      ],
      [],
      [[0, 2]],
    );
    const result = { ...step, results: [3] };
    const out = upload(backend, new Float32Array(size), 'float32');
    backend.fused!.elementwise!([a, { ...a }], [out], result);
    const read = ({ buffer }: Operand) => new Float32Array(backend.readSync!(buffer, 0, 4 * size).buffer);
    expect(read(a)).toEqual(Float32Array.from({ length: size }, (_, i) => 2 * i));
    expect(read(out)).toEqual(Float32Array.from({ length: size }, (_, i) => i * i));
    backend.dispose();
  });
});
