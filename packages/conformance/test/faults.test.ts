import { derive } from '@cambium/conformance';
import type { Backend } from '@cambium/tensor';
import { type Kernel, Layout, type MaxPoolAttrs, type Operand } from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import { allChecks, complaintOf, cpu, readOperand, relaid, withKernels, writeOperand } from './support.ts';

/** The kernel of the backend, with its result changed afterwards. */
function spoilt<
  F extends 'unary' | 'reduce' | 'scatterAdd' | 'matmul' | 'random' | 'sort' | 'gather' | 'binary',
>(backend: Backend, family: F, spoil: (data: number[], op: string, output: Operand) => number[]): Kernel<F> {
  const kernel = backend.kernels[family] as Kernel<F>;
  return (op, inputs, outputs, attrs) => {
    kernel(op, inputs, outputs, attrs);
    const output = outputs[0]!;
    const data = readOperand(backend, output);
    data.set(spoil([...data], op, output));
    writeOperand(backend, output, data);
  };
}

const right = (op: string, dtype: string) =>
  `${op} of ${dtype} is right in every shape, arrangement and attribute`;
const special = (op: string) => `${op} of float32 treats NaN, infinities and zeros as defined`;

describe('a correct backend', () => {
  it('passes the checks that the broken ones fail', async () => {
    for (const [group, name] of [
      ['unary', right('sin', 'float32')],
      ['binary', right('sub', 'float32')],
      ['pool', right('maxPool', 'float32')],
      ['gradients', 'sin has the right gradient'],
      ['memory', 'counts buffers and bytes exactly, of every size'],
    ] as const) {
      expect(await complaintOf(cpu(), group, name)).toBe('');
    }
  });

  it('needs neither float64 nor synchronous reads', async () => {
    const inner = cpu();
    const { readSync: _, ...waiting } = derive(inner, { supports: (dtype) => dtype !== 'float64' });
    const available = allChecks().filter((check) => check.missing(waiting) === null);
    const reasons = new Set(allChecks().map((check) => check.missing(waiting)));
    expect(reasons).toEqual(new Set([null, 'no float64', 'no synchronous reads']));
    for (const check of available.filter(({ name }) =>
      /^(add|exp|cast|sum|conv|sort|randomUniform) of/.test(name),
    )) {
      await check.run(waiting);
    }
  });

  it('has its gradients checked in float32 where there is no float64', async () => {
    const narrow = derive(cpu(), { supports: (dtype) => dtype !== 'float64' });
    for (const op of ['exp', 'mul', 'conv', 'sum', 'softmax', 'cast']) {
      expect(await complaintOf(narrow, 'gradients', `${op} has the right gradient`)).toBe('');
    }
  });
});

describe('a device that flushes subnormal numbers', () => {
  it('passes where they are left out, and only there', async () => {
    const smallest = 1.1754943508222875e-38;
    const broken = withKernels((backend) => ({
      unary: spoilt(backend, 'unary', (data) =>
        data.map((x) => (Math.abs(x) < smallest ? Math.sign(x) * 0 : x)),
      ),
    }));
    expect(await complaintOf(broken, 'unary', special('neg'))).toContain('expected');
    expect(await complaintOf(broken, 'unary', special('neg'), { subnormals: false })).toBe('');
  });
});

describe('wrong values', () => {
  it('shows a wrong sign in one unary op, with code that repeats it', async () => {
    const broken = withKernels((backend) => ({
      unary: spoilt(backend, 'unary', (data, op) => (op === 'sin' ? data.map((x) => -x) : data)),
    }));
    const complaint = await complaintOf(broken, 'unary', right('sin', 'float32'));
    expect(complaint).toMatch(/calls of sin went wrong\. The smallest: sin\(float32 \[\]\) with \{\}/);
    expect(complaint).toMatch(
      /const input0 = tensor\(\[[-\d.]+\], \{ shape: \[\], dtype: 'float32' \}\);\nexecute\('sin'/,
    );
    expect(await complaintOf(broken, 'unary', right('cos', 'float32'))).toBe('');
  });

  it('shows a binary kernel that ignores strides', async () => {
    const broken = withKernels(({ kernels }) => ({
      binary: (op, inputs, outputs, attrs) => {
        const flat = inputs.map((x) => relaid(x, Layout.contiguous(x.layout.shape)));
        kernels.binary(op, flat, outputs, attrs);
      },
    }));
    expect(await complaintOf(broken, 'binary', right('sub', 'float32'))).toContain('the largest error');
  });

  it('shows pooling whose padding is off by one', async () => {
    const broken = withKernels(({ kernels }) => ({
      pool: (op, inputs, outputs, attrs) => {
        const padding = (attrs as MaxPoolAttrs).padding.map(
          ([before, after]) => [before - 1, after + 1] as const,
        );
        kernels.pool(op, inputs, outputs, op === 'maxPool' ? { ...(attrs as MaxPoolAttrs), padding } : attrs);
      },
    }));
    expect(await complaintOf(broken, 'pool', right('maxPool', 'float32'))).toContain('the largest error');
    expect(await complaintOf(broken, 'pool', right('avgPool', 'float32'))).toBe('');
  });

  it('shows a wrong last element behind full vectors', async () => {
    const broken = withKernels((backend) => ({
      unary: spoilt(backend, 'unary', (data) =>
        data.length % 4 === 3 && data.length > 16 ? [...data.slice(0, -1), 0.5] : data,
      ),
    }));
    expect(await complaintOf(broken, 'unary', right('exp', 'float32'))).toContain(
      'element 62 of [63] is 0.5',
    );
  });

  it('shows an error just beyond the tolerance, and none just within', async () => {
    const off = (by: number) =>
      withKernels((backend) => ({
        unary: spoilt(backend, 'unary', (data) => data.map((x) => x * (1 + by))),
      }));
    expect(await complaintOf(off(3e-5), 'unary', right('exp', 'float32'))).toContain('times the 0.0000010');
    expect(await complaintOf(off(3e-6), 'unary', right('exp', 'float32'))).toBe('');
    expect(await complaintOf(off(3e-6), 'unary', right('exp', 'float64'))).toContain('times the 1.9e-15');
  });

  it('shows digits lost near zero, which the absolute tolerance forgives', async () => {
    const broken = withKernels(({ kernels }) => ({
      unary: (op, inputs, outputs, attrs) =>
        kernels.unary(op === 'expm1' ? 'sinh' : op, inputs, outputs, attrs),
    }));
    const name = 'expm1 of float32 keeps its digits where it is small';
    expect(await complaintOf(broken, 'unary', name)).toMatch(/^expm1\(-?0\.001.*\) is/);
  });

  it('shows a maximum that loses NaN', async () => {
    const broken = withKernels((backend) => ({
      binary: spoilt(backend, 'binary', (data, op) =>
        op === 'maximum' ? data.map((x) => (Number.isNaN(x) ? 0 : x)) : data,
      ),
    }));
    expect(await complaintOf(broken, 'binary', right('maximum', 'float32'))).toBe('');
    expect(await complaintOf(broken, 'binary', special('maximum'))).toContain('expected NaN');
  });

  it('shows a lost sign of zero', async () => {
    const broken = withKernels((backend) => ({
      unary: spoilt(backend, 'unary', (data) => data.map((x) => (x === 0 ? 0 : x))),
    }));
    expect(await complaintOf(broken, 'unary', special('neg'))).toContain('is 0, expected -0');
  });

  it('shows a fused kernel that overflows where its decomposition does not', async () => {
    const inner = cpu();
    const softmax: NonNullable<NonNullable<Backend['fused']>['softmax']> = ([x], [output]) => {
      const powers = Float32Array.from(readOperand(inner, x!), Math.exp);
      const sum = powers.reduce((total, each) => total + each, 0);
      writeOperand(
        inner,
        output!,
        powers.map((each) => each / sum),
      );
    };
    const broken = derive(inner, { fused: { softmax } });
    expect(await complaintOf(broken, 'fused', special('softmax'))).toContain('is NaN');
    expect(await complaintOf(broken, 'fused', 'softmax of float32 is right without its fused kernel')).toBe(
      '',
    );
  });

  it('shows an unstable sort', async () => {
    const broken = withKernels(({ kernels }) => ({
      sort: (op, [x], outputs, { axis, descending }) => {
        // Backwards, then reversed: equals come in the wrong order.
        const { shape, strides, offset } = x!.layout;
        const last = strides[axis]! * Math.max(0, shape[axis]! - 1);
        const turned = strides.map((stride, i) => (i === axis ? -stride : stride));
        kernels.sort(op, [relaid(x!, new Layout(shape, turned, offset + last))], outputs, {
          axis,
          descending,
        });
      },
    }));
    expect(await complaintOf(broken, 'sort', right('sort', 'int32'))).toContain('the largest error');
  });
});

describe('broken promises', () => {
  it('shows an assignment that reaches beyond its destination', async () => {
    const broken = withKernels((backend) => ({
      copy: (op, inputs, outputs, attrs) => {
        backend.kernels.copy(op, inputs, outputs, attrs);
        const { buffer, dtype, layout } = outputs[0]!;
        if (dtype === 'float32' && layout.offset > 0 && layout.size > 0)
          backend.write(buffer, new Uint8Array(4));
      },
    }));
    expect(await complaintOf(broken, 'assembled', right('assign', 'float32'))).toContain(
      'beside the destination',
    );
  });

  it('shows a leaked buffer', async () => {
    const broken = withKernels((backend) => ({
      reduce: (...call) => {
        backend.alloc(12);
        backend.kernels.reduce(...call);
      },
    }));
    expect(await complaintOf(broken, 'reduce', right('sum', 'float32'))).toMatch(
      /memory is not as it was before: .*liveBuffers/,
    );
  });

  it('shows writing behind the end of a buffer', async () => {
    const broken = withKernels((backend) => ({
      unary: (op, inputs, outputs, attrs) => {
        backend.kernels.unary(op, inputs, outputs, attrs);
        const { buffer, layout } = outputs[0]!;
        backend.write(buffer, new Uint8Array(4), layout.size * 4);
      },
    }));
    expect(await complaintOf(broken, 'unary', right('exp', 'float32'))).toContain(
      'wrote 0 bytes behind the end',
    );
  });

  it('shows results that depend on what the memory held before', async () => {
    const broken = withKernels((backend) => ({
      scatterAdd: (op, inputs, outputs, attrs) => {
        const before = readOperand(backend, outputs[0]!);
        spoilt(backend, 'scatterAdd', (data) => data.map((x, i) => x + before[i]!))(
          op,
          inputs,
          outputs,
          attrs,
        );
      },
    }));
    expect(await complaintOf(broken, 'scatterAdd', right('scatterElements', 'float32'))).toContain('is NaN');
  });

  it('shows results that differ from call to call', async () => {
    let calls = 0;
    const broken = withKernels((backend) => ({
      matmul: spoilt(backend, 'matmul', (data) => data.map((x) => x * (1 + (calls++ % 2) * 2 ** -22))),
    }));
    expect(await complaintOf(broken, 'matmul', right('matmul', 'float32'))).toBe('');
    const complaint = await complaintOf(broken, 'matmul', 'matmul of float32 gives the same bits again');
    expect(complaint).toContain('gave other bits the second time');
  });

  it('shows a kernel that writes into its input', async () => {
    const broken = withKernels((backend) => ({
      unary: (op, inputs, outputs, attrs) => {
        backend.kernels.unary(op, inputs, outputs, attrs);
        const [x] = inputs;
        if (x!.layout.isContiguous && x!.layout.size > 1) backend.write(x!.buffer, new Uint8Array(4));
      },
    }));
    expect(await complaintOf(broken, 'unary', right('exp', 'float32'))).toContain('input 0 was changed');
  });

  it('shows an index out of range that is not refused', async () => {
    const broken = withKernels((backend) => ({
      gather: (op, inputs, outputs, attrs) => {
        const [x, indices] = inputs as readonly [Operand, Operand];
        const limit = x.layout.shape[attrs.axis]!;
        const clamped = readOperand(backend, indices).map((i) => Math.min(limit - 1, Math.max(0, i)));
        writeOperand(backend, indices, clamped as Int32Array);
        backend.kernels.gather(op, inputs, outputs, attrs);
      },
    }));
    const name = 'gather refuses an index out of range and changes nothing';
    expect(await complaintOf(broken, 'memory', name)).toContain('threw nothing');
  });

  it('shows memory statistics that are not exact', async () => {
    const inner = cpu();
    const broken = derive(inner, {
      memory: () => ({ ...inner.memory(), liveBytes: Math.ceil(inner.memory().liveBytes / 16) * 16 }),
    });
    expect(await complaintOf(broken, 'memory', 'counts buffers and bytes exactly, of every size')).toContain(
      'bytes',
    );
  });

  it('shows a stream of random numbers that depends on the shape', async () => {
    const broken = withKernels((backend) => ({
      random: spoilt(backend, 'random', (data) => (data.length > 5 ? [...data.slice(1), data[0]!] : data)),
    }));
    const name = 'gives each element the same number whatever the shape';
    expect(await complaintOf(broken, 'random', name)).toContain('the numbers of shape');
  });

  it('shows a kernel that is not the function whose gradient the rule computes', async () => {
    const broken = withKernels((backend) => ({
      unary: spoilt(backend, 'unary', (data, op) => (op === 'cos' ? data.map((x) => x * 1.001) : data)),
    }));
    expect(await complaintOf(broken, 'gradients', 'sin has the right gradient')).toMatch(
      /the gradient is (suspicious|wrong)/,
    );
    expect(await complaintOf(broken, 'gradients', 'exp has the right gradient')).toBe('');
  });
});
