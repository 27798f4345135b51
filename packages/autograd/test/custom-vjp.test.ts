import { createCpuBackend } from '@cambium/backend-cpu';
import { memory, mul, round, setBackend, square, sum, type Tensor, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { customVjp, grad } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

describe('customVjp', () => {
  it('uses the gradient given by hand', () => {
    const roundThrough = customVjp(
      (x) => round(x),
      (g) => [g],
    );
    expect(grad((x: Tensor) => sum(square(roundThrough(x))))(tensor([1.2, 2.8])).toArray()).toEqual([2, 6]);
  });

  it('can be differentiated again', () => {
    const ownSquare = customVjp(
      (x) => square(x),
      (g, { inputs: [x] }) => [mul(g, mul(x!, 2))],
    );
    const second = grad(grad((x: Tensor) => mul(ownSquare(x), x)));
    expect(second(tensor(5)).toArray()).toBe(30);
  });

  it('sees inputs and output in its gradient and frees them afterwards', () => {
    const halved = customVjp(
      (x) => mul(x, 0.5),
      (g, { inputs, output }) => [mul(g, sum(mul(inputs[0]!, output)))],
    );
    const x = tensor([2]);
    const before = memory().tensors;
    expect(grad((t: Tensor) => sum(halved(t)))(x).toArray()).toEqual([2]);
    expect(memory().tensors).toBe(before + 1);
  });

  it('refuses a gradient for the wrong number of inputs', () => {
    const broken = customVjp(
      (x) => mul(x, 2),
      () => [],
    );
    expect(() => grad((x: Tensor) => sum(broken(x)))(tensor([1]))).toThrow(/0 gradients for 1 inputs/);
  });

  it('refuses a forward that returns its own input', () => {
    const identity = customVjp(
      (x) => x,
      (g) => [g],
    );
    expect(() => identity(tensor(1))).toThrow(/its own input/);
  });
});
