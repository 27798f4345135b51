import { createCpuBackend } from '@cambium/backend-cpu';
import {
  add,
  Cell,
  exp,
  fuse,
  mul,
  relu,
  setBackend,
  sigmoid,
  sub,
  sum,
  type Tensor,
  tensor,
} from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkGradients, grad } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const x = () => tensor([0.5, -1, 2], { dtype: 'float64' });
const y = () => tensor([1.5, 2, 3], { dtype: 'float64' });

describe('gradients through fused functions', () => {
  const fused = fuse((a, b) => mul(sigmoid(mul(a, b)), sub(a, relu(b))));

  it('are right at the first call, which is traced, and at later ones', () => {
    for (let call = 0; call < 2; call++) {
      expect(checkGradients((a: Tensor, b: Tensor) => sum(fused(a, b)), [x(), y()]).verdict).toBe('good');
    }
  });

  it('have gradients themselves', () => {
    const square = fuse((a) => mul(a, mul(a, a)));
    square(x());
    const second = grad((a: Tensor) => sum(grad((b: Tensor) => sum(square(b)))(a)));
    expect(second(x()).toArray()).toEqual([3, -6, 12]);
  });

  it('reach the argument that stands in two places', () => {
    const product = fuse((a, b) => mul(a, b));
    product(x(), y());
    expect(grad((a: Tensor) => sum(product(a, a)))(x()).toArray()).toEqual([1, -2, 4]);
  });

  it('follow functions with several results, and with assignments', () => {
    const count = new Cell(tensor(0, { dtype: 'float64' }));
    const both = fuse((a) => {
      count.assign(add(count, 1));
      return [exp(a), mul(a, a)];
    });
    both(x());
    const gradient = grad((a: Tensor) => {
      const [first, second] = both(a) as [Tensor, Tensor];
      return sum(add(mul(first, 0), second));
    });
    expect(gradient(x()).toArray()).toEqual([1, -2, 4]);
    expect(count.value.toArray()).toBe(2);
  });
});
