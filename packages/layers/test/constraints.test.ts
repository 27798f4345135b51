import { createCpuBackend } from '@cambium/backend-cpu';
import { memory, norm, setBackend, type Tensor, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Constraint,
  Conv2d,
  constrain,
  Linear,
  maxNorm,
  minMaxNorm,
  nonNegative,
  unitNorm,
} from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const weight = (): Tensor =>
  tensor(
    [
      [3, 0.3, 0],
      [-4, 0.4, 0],
    ],
    { dtype: 'float64' },
  );
const norms = (constraint: Constraint): number[] =>
  norm(constraint(weight()), { axis: 0 }).toArray() as number[];

describe('constraints', () => {
  it.each([
    ['maxNorm', maxNorm(2), [2, 0.5, 0]],
    ['minMaxNorm', minMaxNorm(1, 2), [2, 1, 0]],
    ['unitNorm', unitNorm(), [1, 1, 0]],
  ])('%s limits the norm of the weights into each unit', (_name, constraint, expected) => {
    norms(constraint).forEach((length, i) => void expect(length).toBeCloseTo(expected[i]!, 5));
  });

  it('maxNorm leaves what is allowed to the bit', () => {
    expect(maxNorm(5)(weight()).toArray()).toEqual(weight().toArray());
  });

  it('nonNegative sets negative weights to 0', () => {
    expect(nonNegative()(weight()).toArray()).toEqual([
      [3, 0.3, 0],
      [0, 0.4, 0],
    ]);
  });

  it('takes all positions and inputs of a filter together', () => {
    const { weight: filters } = new Conv2d({ inChannels: 2, outChannels: 3, kernelSize: 3 });
    constrain([filters], unitNorm());
    const lengths = norm(filters, { axis: [0, 1, 2] }).toArray() as number[];
    for (const length of lengths) expect(length).toBeCloseTo(1, 5);
  });

  it('changes the parameters of a module that train, and leaves nothing behind', () => {
    const layer = new Linear(2, 2);
    layer.weight.assign(
      tensor([
        [-1, 2],
        [3, -4],
      ]),
    );
    layer.bias!.assign(tensor([-1, 1]));
    layer.bias!.isTrainable = false;
    const before = memory().tensors;
    constrain(layer, nonNegative());
    expect(layer.weight.value.toArray()).toEqual([
      [0, 2],
      [3, 0],
    ]);
    expect(layer.bias!.value.toArray()).toEqual([-1, 1]);
    expect(memory().tensors).toBe(before);
  });

  it.each([
    [() => maxNorm(-1), /≥ 0/],
    [() => minMaxNorm(2, 1), /exceeds/],
  ])('refuses limits that make no sense', (make, message) => {
    expect(make).toThrow(message);
  });
});
