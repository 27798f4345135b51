import { checkGradients } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { Parameter, setBackend, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm, l1Penalty, l2Penalty } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

const [a, b] = [() => new Parameter(tensor([0, 0])), () => new Parameter(tensor([0]))];
const gradients = () =>
  new Map([
    [a(), tensor([3, 4])],
    [b(), tensor([12])],
  ]);
const read = (clipped: ReadonlyMap<Parameter, { toArray(): unknown }>) =>
  [...clipped.values()].map((each) => each.toArray());

describe('clipping', () => {
  it('measures the norm of all gradients together', () => {
    expect(globalNorm(gradients()).toArray()).toBe(13);
  });

  it('measures by the greatest element or by the sum of magnitudes', () => {
    expect(globalNorm(gradients(), { order: Infinity }).toArray()).toBe(12);
    expect(globalNorm(gradients(), { order: 1 }).toArray()).toBe(19);
    expect(read(clipByGlobalNorm(gradients(), 100, { order: 1 }))).toEqual([[3, 4], [12]]);
    expect(() => globalNorm(gradients(), { order: 0 })).toThrow(/order/);
  });

  it('scales all gradients by one factor', () => {
    const [first, second] = read(clipByGlobalNorm(gradients(), 6.5)) as number[][];
    expect(first![0]).toBeCloseTo(1.5, 5);
    expect(second![0]).toBeCloseTo(6, 5);
  });

  it('leaves gradients alone that are within the limit', () => {
    expect(read(clipByGlobalNorm(gradients(), 20))).toEqual([[3, 4], [12]]);
    expect(read(clipByNorm(gradients(), 20))).toEqual([[3, 4], [12]]);
  });

  it('scales each gradient by itself', () => {
    const [first, second] = read(clipByNorm(gradients(), 5)) as number[][];
    expect(first![1]).toBeCloseTo(4, 5);
    expect(second![0]).toBeCloseTo(5, 5);
  });

  it('limits single elements', () => {
    expect(read(clipByValue(gradients(), 3.5))).toEqual([[3, 3.5], [3.5]]);
  });

  it('refuses limits that are no positive number, and no gradients at all', () => {
    expect(() => clipByValue(gradients(), 0)).toThrow(/number > 0/);
    expect(() => globalNorm(new Map())).toThrow(/no gradients/);
  });
});

describe('penalties', () => {
  const model = () => ({
    weight: new Parameter(tensor([[1, -2]], { dtype: 'float64' })),
    bias: new Parameter(tensor([5], { dtype: 'float64' })),
  });

  it('sum over weights, not over biases', () => {
    expect(l2Penalty(model(), { strength: 3, examples: 2 }).toArray()).toBeCloseTo((3 / 4) * 5, 12);
    expect(l1Penalty(model(), { strength: 3, examples: 2 }).toArray()).toBeCloseTo((3 / 2) * 3, 12);
  });

  it('have right gradients', () => {
    const net = model();
    expect(checkGradients(() => l2Penalty(net, { strength: 0.7 }), net).verdict).toBe('good');
    expect(checkGradients(() => l1Penalty(net, { strength: 0.7 }), net).verdict).toBe('good');
  });

  it('refuse a model without weights', () => {
    expect(() => l2Penalty({ bias: b() }, { strength: 1 })).toThrow(/no weights/);
  });
});
