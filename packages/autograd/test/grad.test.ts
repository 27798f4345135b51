import { createCpuBackend } from '@cambium/backend-cpu';
import {
  add,
  argMax,
  Cell,
  exp,
  memory,
  mul,
  Parameter,
  relu,
  scope,
  setBackend,
  sin,
  square,
  sum,
  type Tensor,
  TensorError,
  tensor,
} from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { grad, stopGradient, valueAndGrad } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const cube = (x: Tensor): Tensor => mul(x, square(x));

describe('grad', () => {
  it('gives the derivative of a scalar function', () => {
    expect(grad(cube)(tensor(2)).toArray()).toBe(12);
  });

  it('nests to any order', () => {
    const second = grad((x: Tensor) => grad(cube)(x));
    const third = grad((x: Tensor) => second(x));
    expect(second(tensor(2)).toArray()).toBe(12);
    expect(third(tensor(2)).toArray()).toBe(6);
    expect(grad((x: Tensor) => third(x))(tensor(2)).toArray()).toBe(0);
  });

  it('keeps the derivatives of nested functions apart', () => {
    // d/dx (x · d/dy (x + y)) = 1, the classic perturbation confusion gives 2.
    const outer = grad((x: Tensor) => mul(x, grad((y: Tensor) => add(x, y))(tensor(1))));
    expect(outer(tensor(1)).toArray()).toBe(1);
  });

  it('adds up where a value is used more than once', () => {
    expect(grad((x: Tensor) => sum(add(mul(x, x), x)))(tensor([1, 2])).toArray()).toEqual([3, 5]);
  });

  it('folds gradients of broadcast operands back', () => {
    const gradients = grad(({ a, b }: { a: Tensor; b: Tensor }) => sum(mul(a, b)))({
      a: tensor([[1], [2]]),
      b: tensor([3, 4, 5]),
    });
    expect(gradients.a.toArray()).toEqual([[12], [12]]);
    expect(gradients.b.toArray()).toEqual([3, 3, 3]);
  });

  it('gives zeros for an argument that the value does not depend on', () => {
    expect(grad(([a]: readonly Tensor[]) => sum(a!))([tensor([1]), tensor([2])])[1]!.toArray()).toEqual([0]);
  });

  it('passes nothing through ops without a gradient', () => {
    const gradient = grad((x: Tensor) => sum(mul(x, argMax(x).cast('float32'))))(tensor([1, 3, 2]));
    expect(gradient.toArray()).toEqual([1, 1, 1]);
  });

  it('survives scopes that end between forward and backward', () => {
    const loss = (x: Tensor): Tensor => scope(() => sum(exp(scope(() => sin(x)))));
    expect((grad(loss)(tensor([0])).toArray() as number[])[0]).toBeCloseTo(1, 6);
  });

  it('leaves nothing alive but its result', () => {
    const x = tensor([1, 2, 3]);
    const before = memory();
    const gradient = grad((t: Tensor) => sum(relu(exp(sin(t)))))(x);
    expect(memory().tensors).toBe(before.tensors + 1);
    gradient.dispose();
    expect(memory().bytes).toBe(before.bytes);
  });

  it('frees everything when the function throws', () => {
    const x = tensor([1, 2, 3]);
    const before = memory();
    const fails = grad((t: Tensor) => {
      exp(t);
      throw new Error('on purpose');
    });
    expect(() => fails(x)).toThrow('on purpose');
    expect(memory().tensors).toBe(before.tensors);
  });

  it.each([
    [
      'a value that is no scalar',
      () => grad((x: Tensor) => exp(x))(tensor([1, 2])),
      'gradient',
      /sum\(\) or mean\(\)/,
    ],
    [
      'an integer argument',
      () => grad((x: Tensor) => sum(x))(tensor([1], { dtype: 'int32' })),
      'dtype',
      /int32/,
    ],
    ['an argument without tensors', () => grad((x: Tensor) => x)([] as never), 'gradient', /no tensor/],
    [
      'a function that returns no tensor',
      () => grad((() => 3) as never)(tensor(1) as never),
      'gradient',
      /must return a tensor/,
    ],
  ])('refuses %s', (_what, run, code, message) => {
    expect(run).toThrow(TensorError);
    expect(run).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });
});

describe('valueAndGrad of parameters', () => {
  it('gives the value and a gradient for each parameter of the target', () => {
    const model = { weight: new Parameter(tensor([1, 2])), bias: new Parameter(tensor(0.5)) };
    const { value, grads } = valueAndGrad(model, (x: Tensor) => sum(add(mul(model.weight, x), model.bias)))(
      tensor([3, 4]),
    );
    expect(value.toArray()).toBe(12);
    expect(grads.get(model.weight)!.toArray()).toEqual([3, 4]);
    expect(grads.get(model.bias)!.toArray()).toBe(2);
  });

  it('leaves out parameters that are frozen or not used', () => {
    const model = {
      used: new Parameter(tensor(1)),
      unused: new Parameter(tensor(1)),
      frozen: new Parameter(tensor(1)),
    };
    model.frozen.isTrainable = false;
    const { grads } = valueAndGrad(model, () => mul(model.used, model.frozen))();
    expect([...grads.keys()]).toEqual([model.used]);
  });

  it('passes further results through beside the scalar', () => {
    const weight = new Parameter(tensor([1, 2]));
    const { value } = valueAndGrad(weight, (): [Tensor, Tensor] => {
      const outputs = mul(weight, 3);
      return [sum(outputs), outputs];
    })();
    expect(value[1].toArray()).toEqual([3, 6]);
  });

  it('refuses a cell that was overwritten between its use and the gradient', () => {
    const weight = new Parameter(tensor([1, 2]));
    const step = valueAndGrad(weight, () => {
      const loss = sum(square(weight));
      weight.assign(0);
      return loss;
    });
    expect(step).toThrow(
      expect.objectContaining({ code: 'gradient', message: expect.stringMatching(/overwritten/) }),
    );
  });

  it('does not mind cells that change after their gradient is known', () => {
    const weight = new Parameter(tensor([1]));
    const step = valueAndGrad(weight, () => sum(square(weight)));
    weight.assign(sum(step().grads.get(weight)!).reshape([1]));
    expect(step().grads.get(weight)!.toArray()).toEqual([4]);
  });

  it('does not mistake plain cells for parameters', () => {
    const counter = new Cell(tensor(1));
    expect(valueAndGrad({ counter }, () => square(counter))().grads.size).toBe(0);
  });
});

describe('stopGradient', () => {
  it('is a constant to every surrounding gradient', () => {
    expect(grad((x: Tensor) => mul(x, stopGradient(x)))(tensor(3)).toArray()).toBe(3);
    expect(grad(grad((x: Tensor) => mul(square(x), stopGradient(x))))(tensor(3)).toArray()).toBe(6);
  });
});
