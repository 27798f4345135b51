import { inspect } from 'node:util';
import { createCpuBackend } from '@cambium/backend-cpu';
import {
  arange,
  type Backend,
  formatTensor,
  full,
  reshape,
  setBackend,
  tensor,
  transpose,
  zeros,
} from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { useCpu } from './support.ts';

beforeAll(useCpu);

describe('printing', () => {
  it('aligns columns', () => {
    expect(
      formatTensor(
        tensor([
          [1, -2, 0.5],
          [10, 3, 4],
        ]),
      ),
    ).toBe('Tensor float32 [2, 3]\n[[ 1.0000, -2.0000,  0.5000],\n [10.0000,  3.0000,  4.0000]]');
  });

  it('writes integers and booleans without decimals', () => {
    expect(String(tensor([1, 20], { dtype: 'int32' }))).toBe('Tensor int32 [2]\n[ 1, 20]');
    expect(String(tensor([1, 20]))).toBe('Tensor float32 [2]\n[ 1, 20]');
    expect(String(tensor([true, false]))).toBe('Tensor bool [2]\n[ true, false]');
  });

  it('turns to scientific notation where magnitudes differ widely', () => {
    expect(String(tensor([1e-9, 1]))).toContain('[1.0000e-9, 1.0000e+0]');
    expect(String(tensor([1.5e12]))).toContain('1.5000e+12');
  });

  it('shows NaN, infinities, scalars and empty tensors', () => {
    expect(String(tensor([Number.NaN, -Infinity, 0.5]))).toBe(
      'Tensor float32 [3]\n[      NaN, -Infinity,    0.5000]',
    );
    expect(String(tensor(1.5))).toBe('Tensor float32 []: 1.5000');
    expect(String(zeros([2, 0]))).toBe('Tensor float32 [2, 0]\n[[], []]');
    expect(String(zeros([0, 2]))).toBe('Tensor float32 [0, 2]\n[]');
  });

  it('shortens long axes and separates blocks', () => {
    expect(String(arange(1000))).toBe('Tensor float32 [1000]\n[  0,   1,   2, …, 997, 998, 999]');
    expect(String(reshape(arange(8), [2, 2, 2]))).toBe(
      'Tensor float32 [2, 2, 2]\n[[[0, 1],\n  [2, 3]],\n\n [[4, 5],\n  [6, 7]]]',
    );
    const rows = String(zeros([100, 2])).split('\n');
    expect(rows).toHaveLength(8);
    expect(rows[4]).toBe(' …,');
    expect(String(full([100, 100, 100], 1)).length).toBeLessThan(1500);
  });

  it('reads views and serves Node', () => {
    expect(
      inspect(
        transpose(
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ).toBe('Tensor float32 [2, 2]\n[[1, 3],\n [2, 4]]');
  });

  it('does not throw for disposed tensors', () => {
    const x = tensor([1]);
    x.dispose();
    expect(String(x)).toBe("Tensor float32 [1] (disposed, made by 'tensor')");
  });

  it('shows shape and dtype where the device cannot be read at once', () => {
    const slow: object = Object.assign(Object.create(createCpuBackend()), { readSync: undefined });
    setBackend(slow as Backend);
    expect(String(zeros([2]))).toBe('Tensor float32 [2] (on cpu: read it with await t.data())');
    useCpu();
  });
});
