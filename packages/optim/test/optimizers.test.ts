import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { memory, Parameter, setBackend, square, sub, sum, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  Adam,
  AdamW,
  type GradientMap,
  type Optimizer,
  type OptimizerOptions,
  RMSprop,
  SGD,
} from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const parameterOf = (values: number[]): Parameter => new Parameter(tensor(values, { dtype: 'float64' }));
const gradient = (parameter: Parameter, values: number[]): GradientMap =>
  new Map([[parameter, tensor(values, { dtype: 'float64' })]]);
const read = (parameter: Parameter): number[] => Array.from(parameter.value.dataSync());

type Any = Optimizer<string, OptimizerOptions, string>;

/** Scalar references, written as in the papers. Each takes the gradients of the steps and gives the weight after them. */
const references = {
  momentum: (w: number, gradients: number[]) => {
    let v = 0;
    for (const g of gradients) {
      v = 0.9 * v + g;
      w -= 0.1 * v;
    }
    return w;
  },
  nesterov: (w: number, gradients: number[]) => {
    let v = 0;
    for (const g of gradients) {
      v = 0.9 * v + g;
      w -= 0.1 * (g + 0.9 * v);
    }
    return w;
  },
  rmsprop: (w: number, gradients: number[]) => {
    let s = 0;
    for (const g of gradients) {
      s = 0.9 * s + 0.1 * g * g;
      w -= (0.1 * g) / (Math.sqrt(s) + 1e-8);
    }
    return w;
  },
  adam: (w: number, gradients: number[], shrink = 0) => {
    let [m, s, t] = [0, 0, 0];
    for (const g of gradients) {
      t++;
      w *= 1 - 0.1 * shrink;
      m = 0.9 * m + 0.1 * g;
      s = 0.999 * s + 0.001 * g * g;
      w -= (0.1 * (m / (1 - 0.9 ** t))) / (Math.sqrt(s / (1 - 0.999 ** t)) + 1e-8);
    }
    return w;
  },
};

const gradients = [0.5, -1, 2, 0.25, 0];

describe.each<[string, (parameter: Parameter) => Any, number]>([
  ['SGD', (p) => new SGD(p, { learningRate: 0.1 }), 1 - 0.1 * 1.75],
  [
    'SGD with momentum',
    (p) => new SGD(p, { learningRate: 0.1, momentum: 0.9 }),
    references.momentum(1, gradients),
  ],
  [
    'SGD with Nesterov',
    (p) => new SGD(p, { learningRate: 0.1, momentum: 0.9, nesterov: true }),
    references.nesterov(1, gradients),
  ],
  ['RMSprop', (p) => new RMSprop(p, { learningRate: 0.1 }), references.rmsprop(1, gradients)],
  ['Adam', (p) => new Adam(p, { learningRate: 0.1 }), references.adam(1, gradients)],
  ['AdamW', (p) => new AdamW(p, { learningRate: 0.1, weightDecay: 0.2 }), references.adam(1, gradients, 0.2)],
])('%s', (_name, make, expected) => {
  it('follows its formula', () => {
    const parameter = parameterOf([1]);
    const optimizer = make(parameter);
    for (const g of gradients) optimizer.step(gradient(parameter, [g]));
    expect(read(parameter)[0]).toBeCloseTo(expected, 12);
  });

  it('climbs when it maximizes', () => {
    const parameter = parameterOf([1]);
    const optimizer = new SGD(parameter, { learningRate: 0.1, maximize: true });
    optimizer.step(gradient(parameter, [2]));
    expect(read(parameter)[0]).toBeCloseTo(1.2, 12);
  });

  it('finds the minimum of a parabola', () => {
    const parameter = parameterOf([4, -3]);
    const optimizer = make(parameter);
    const step = valueAndGrad(parameter, () => sum(square(sub(parameter, 1))));
    for (let i = 0; i < 400; i++) optimizer.step(step().grads);
    // AdamW's shrinking keeps it off the minimum by design.
    for (const value of read(parameter))
      expect(Math.abs(value - 1)).toBeLessThan(optimizer instanceof AdamW ? 0.3 : 0.06);
  });

  it('goes on from a saved state to the same bits', () => {
    const first = parameterOf([1]);
    const one = make(first);
    for (const g of gradients.slice(0, 2)) one.step(gradient(first, [g]));
    const second = parameterOf(read(first));
    const two = make(second).loadStateDict(one.stateDict());
    for (const g of gradients.slice(2)) {
      one.step(gradient(first, [g]));
      two.step(gradient(second, [g]));
    }
    expect(read(second)).toEqual(read(first));
  });

  it('keeps memory flat', () => {
    const parameter = parameterOf([1]);
    const optimizer = make(parameter);
    const step = valueAndGrad(parameter, () => sum(square(parameter)));
    const run = (count: number): number => {
      for (let i = 0; i < count; i++) {
        const { value, grads } = step();
        optimizer.step(grads);
        value.dispose();
      }
      return memory().tensors;
    };
    expect(run(3)).toBe(run(50));
  });
});

describe('Optimizer', () => {
  it('leaves parameters without a gradient as they are, momentum included', () => {
    const [a, b] = [parameterOf([1]), parameterOf([1])];
    const optimizer = new SGD([a, b], { learningRate: 0.1, weightDecay: 0.5 });
    optimizer.step(gradient(a, [0]));
    expect([read(a), read(b)]).toEqual([[0.95], [1]]);
  });

  it('gives groups their own options', () => {
    const [a, b] = [parameterOf([1]), parameterOf([1])];
    const optimizer = new SGD([{ target: a }, { target: b, learningRate: 0.5 }], { learningRate: 0.1 });
    optimizer.step(new Map([...gradient(a, [1]), ...gradient(b, [1])]));
    expect([read(a), read(b)]).toEqual([[0.9], [0.5]]);
    expect(optimizer.learningRates.map((rate) => rate.value.toArray())).toEqual([0.1, 0.5]);
  });

  it('takes a learning rate that is assigned between steps', () => {
    const parameter = parameterOf([1]);
    const optimizer = new SGD(parameter, { learningRate: 0.1 });
    optimizer.learningRate.assign(0.5);
    optimizer.step(gradient(parameter, [1]));
    expect(read(parameter)).toEqual([0.5]);
  });

  it('keeps the gradients readable until the next step', () => {
    const parameter = parameterOf([1]);
    const optimizer = new SGD(parameter);
    const first = gradient(parameter, [3]);
    optimizer.step(first);
    expect(first.get(parameter)!.toArray()).toEqual([3]);
    optimizer.step(gradient(parameter, [1]));
    expect(() => first.get(parameter)!.toArray()).toThrow(expect.objectContaining({ code: 'disposed' }));
  });

  it.each<[string, () => unknown, RegExp]>([
    ['a target without parameters', () => new SGD({}), /no parameters/],
    ['a negative learning rate', () => new Adam(parameterOf([1]), { learningRate: -1 }), /learningRate/],
    [
      'a learning rate that is no number',
      () => new Adam(parameterOf([1]), { learningRate: Number.NaN }),
      /learningRate/,
    ],
    ['a negative weight decay', () => new Adam(parameterOf([1]), { weightDecay: -1 }), /weightDecay/],
    [
      'gradients of strangers',
      () => new SGD(parameterOf([1])).step(gradient(parameterOf([1]), [1])),
      /none of the gradients/,
    ],
  ])('refuses %s', (_what, run, message) => {
    expect(run).toThrow(message);
  });

  it('refuses a parameter in two groups', () => {
    const a = parameterOf([1]);
    expect(() => new SGD([{ target: a }, { target: [a] }])).toThrow(/two groups/);
  });

  it('refuses the state of another optimizer and keeps its own', () => {
    const parameter = parameterOf([1]);
    const adam = new Adam(parameter);
    expect(() => adam.loadStateDict(new SGD(parameter).stateDict())).toThrow(/missing: slots/);
    expect(adam.steps.value.toArray()).toBe(0);
  });
});
