// Which ops of float32 still run on the kernels of the CPU backend: the suite's calls are made, and those kernels watched.

import { createWasmBackendSync } from '@cambium/backend-wasm';
import { conformanceChecks } from '@cambium/conformance';
import type { FusedKernels, KernelTable, Operand } from '@cambium/tensor/backend';
import { describe, expect, it, vi } from 'vitest';

type AnyKernel = (op: string, inputs: readonly Operand[], outputs: readonly Operand[], attrs: never) => void;
type AnyFused = (inputs: readonly Operand[], outputs: readonly Operand[], attrs: never) => void;

/** Ops that got there with an operand of float32. */
const reached = vi.hoisted(() => new Set<string>());

vi.mock('@cambium/backend-cpu/kernels', async (importOriginal) => {
  const original = await importOriginal<{ cpuKernels: KernelTable; cpuFused: FusedKernels }>();
  const { cpuKernels, cpuFused } = original;
  const note = (op: string, operands: readonly Operand[]) => {
    if (operands.some(({ dtype }) => dtype === 'float32')) reached.add(op);
  };
  const watched = Object.entries(cpuKernels).map(([family, kernel]) => {
    const run = kernel as AnyKernel;
    const watch: AnyKernel = (op, inputs, outputs, attrs) => {
      note(op, [...inputs, ...outputs]);
      run(op, inputs, outputs, attrs);
    };
    return [family, watch] as const;
  });
  const watchedFused = Object.entries(cpuFused).map(([op, kernel]) => {
    const run = kernel as AnyFused;
    const watch: AnyFused = (inputs, outputs, attrs) => {
      note(op, [...inputs, ...outputs]);
      run(inputs, outputs, attrs);
    };
    return [op, watch] as const;
  });
  return {
    ...original,
    cpuKernels: Object.fromEntries(watched),
    cpuFused: Object.fromEntries(watchedFused),
  };
});

/** Calls of float32 that have results; those that are refused are left to the CPU kernels, which say why. */
const calls = /of float32 (is right in every|treats)/;

describe('the kernels of the CPU backend', () => {
  it('compute no op of float32', { timeout: 120_000 }, async () => {
    const backend = createWasmBackendSync();
    const checks = conformanceChecks({ create: createWasmBackendSync }).filter(({ name }) =>
      calls.test(name),
    );
    expect(checks.length).toBeGreaterThan(100);
    for (const check of checks) await check.run(backend);
    backend.dispose();
    expect([...reached].sort()).toEqual([]);
  });
});
