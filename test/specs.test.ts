// TensorFlow.js core's own specs: none fails, and broken kernels make them fail.

import { createCpuBackend } from '@cambium/backend-cpu';
import { derive } from '@cambium/conformance';
import { type Backend, setBackend } from 'cambium';
import { afterEach, describe, expect, it } from 'vitest';
import { runSpecs, type SpecReport } from '../apps/reference-tests/src/specs/index.ts';
import { skips } from '../apps/reference-tests/src/specs/skips.ts';

afterEach(() => void setBackend(createCpuBackend()));

/** Runs specs on the CPU backend with some kernels exchanged. */
function runOn(only: RegExp, change: (backend: Backend) => Partial<Backend['kernels']>): Promise<SpecReport> {
  const backend = createCpuBackend();
  setBackend(derive(backend, { kernels: { ...backend.kernels, ...change(backend) } }));
  return runSpecs({ only });
}

describe("TensorFlow.js core's specs", { timeout: 60_000 }, () => {
  it('pass, or are skipped for a reason that matches a spec', async () => {
    setBackend(createCpuBackend());
    const typo = { specs: /^ops\/no_such_op /, reason: 'matches nothing' };
    const { passed, failures, skips: skipped, byOp } = await runSpecs({ skips: [...skips, typo] });
    expect(failures).toEqual([{ spec: 'skips', message: `no spec matches the skip ${typo.specs}` }]);
    expect(passed).toBeGreaterThan(3100);
    expect(skipped.filter(({ reason }) => reason === '')).toEqual([]);
    expect(byOp.conv2d).toEqual({ passed: 44, failed: 0, skipped: 0 });
  });

  it('can be picked by name, and are counted by op', async () => {
    setBackend(createCpuBackend());
    const seen: number[] = [];
    const { passed, failed, byOp } = await runSpecs({
      only: /^ops\/(sin|cos) /,
      onProgress: (done) => seen.push(done),
    });
    expect({ passed, failed, ops: Object.keys(byOp) }).toEqual({
      passed: 20,
      failed: 0,
      ops: ['cos', 'sin'],
    });
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it('fail where an op gives the wrong sign', async () => {
    const broken = await runOn(/^ops\/(sin|cos) /, ({ kernels }) => ({
      unary: (op, inputs, outputs, attrs) => kernels.unary(op === 'sin' ? 'neg' : op, inputs, outputs, attrs),
    }));
    expect(broken.byOp.sin!.failed).toBeGreaterThan(0);
    // The derivative of the cosine is wrong with the sine.
    expect(broken.failures.map(({ spec }) => spec)).toContain('ops/cos cos gradients: Tensor1D');
  });

  it('fail where padding goes to the wrong side', async () => {
    const broken = await runOn(/^ops\/conv2d /, ({ kernels }) => ({
      conv: (op, inputs, outputs, attrs) => {
        const padding = attrs.padding.map(([before, after]) => [after, before] as const);
        kernels.conv(op, inputs, outputs, { ...attrs, padding });
      },
    }));
    expect(broken.failed).toBeGreaterThan(0);
    expect(broken.passed).toBeGreaterThan(0);
  });

  it('fail where the last element of a buffer is forgotten', async () => {
    const broken = await runOn(/^ops\/add /, (backend) => ({
      binary: (op, inputs, outputs, attrs) => {
        backend.kernels.binary(op, inputs, outputs, attrs);
        const { buffer, layout } = outputs[0]!;
        backend.write(buffer, new Uint8Array(4), (layout.offset + layout.size - 1) * 4);
      },
    }));
    expect(broken.failed).toBeGreaterThan(0);
  });
});
