import { createCpuBackend } from '@cambium/backend-cpu';
import {
  add,
  at,
  memory,
  mul,
  observe,
  ones,
  setBackend,
  slice,
  square,
  stack,
  sum,
  type Tensor,
  tensor,
} from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { grad } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

/** Slices of x that overlap, beside uses of the whole. */
const mixed = (x: Tensor): Tensor => {
  const parts = [at(x, 0), at(x, 1), at(x, 1), slice(x, [null, null, -1]).at(0)];
  return add(sum(mul(stack(parts.map((part) => square(part))), 2)), sum(x));
};

describe('gradients of slices', () => {
  it('add up where slices overlap, and beside uses of the whole', () => {
    // 2·(x₀² + 2 x₁² + x₂²) + Σ x
    expect(grad(mixed)(tensor([[1], [2], [3]])).toArray()).toEqual([[5], [17], [13]]);
  });

  it('can be differentiated again', () => {
    const second = grad((x: Tensor) => sum(square(grad(mixed)(x))));
    // (4x₀ + 1)² + (8x₁ + 1)² + (4x₂ + 1)²
    expect(second(tensor([[1], [2], [3]])).toArray()).toEqual([[40], [272], [104]]);
  });

  it('leave a gradient alone that others see', () => {
    const both = grad(([a, b]: readonly [Tensor, Tensor]) => {
      const total = add(a, b);
      return add(sum(mul(at(total, 0), 3)), add(sum(total), sum(mul(at(a, 1), 5))));
    });
    const [a, b] = both([ones([2, 2]), ones([2, 2])] as const);
    expect(a.toArray()).toEqual([
      [4, 4],
      [6, 6],
    ]);
    expect(b.toArray()).toEqual([
      [4, 4],
      [1, 1],
    ]);
  });

  it('need no tensor of the whole length for each of many slices', () => {
    let places = 0;
    const stop = observe((name) => {
      if (name === 'place') places++;
    });
    const before = memory().bytes;
    const x = ones([50, 4]);
    const gradient = grad((all: Tensor) =>
      sum(square(stack(Array.from({ length: 50 }, (_, i) => at(all, i))))),
    )(x);
    stop();
    expect(gradient.toArray()).toEqual(Array.from({ length: 50 }, () => [2, 2, 2, 2]));
    expect(places).toBe(1);
    x.dispose();
    gradient.dispose();
    expect(memory().bytes).toBe(before);
  });
});
