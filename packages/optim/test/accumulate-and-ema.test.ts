import { createCpuBackend } from '@cambium/backend-cpu';
import { memory, Parameter, setBackend, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { ema, GradientAccumulator } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

describe('GradientAccumulator', () => {
  let [weight, other] = [] as unknown as [Parameter, Parameter];
  beforeAll(() => {
    [weight, other] = [new Parameter(tensor([0])), new Parameter(tensor([0]))];
  });

  it('gives the mean of the batches, or their sum, and begins anew', () => {
    const accumulator = new GradientAccumulator();
    for (const reduction of ['mean', 'sum'] as const) {
      accumulator.add(new Map([[weight, tensor([1])]]));
      accumulator.add(
        new Map([
          [weight, tensor([5])],
          [other, tensor([4])],
        ]),
      );
      const taken = accumulator.take(reduction);
      expect(taken.get(weight)!.toArray()).toEqual([reduction === 'mean' ? 3 : 6]);
      expect(taken.get(other)!.toArray()).toEqual([reduction === 'mean' ? 2 : 4]);
      expect(accumulator.count).toBe(0);
    }
  });

  it('keeps what the optimizer frees', () => {
    const accumulator = new GradientAccumulator();
    const gradient = tensor([2]);
    accumulator.add(new Map([[weight, gradient]]));
    gradient.dispose();
    expect(accumulator.take().get(weight)!.toArray()).toEqual([2]);
  });

  it('keeps memory flat', () => {
    const accumulator = new GradientAccumulator();
    const round = (): number => {
      for (let i = 0; i < 3; i++) {
        const gradient = tensor([2]);
        accumulator.add(new Map([[weight, gradient]]));
        gradient.dispose();
      }
      for (const taken of accumulator.take().values()) taken.dispose();
      return memory().tensors;
    };
    expect(round()).toBe(round());
  });

  it('refuses to give what it has not got', () => {
    expect(() => new GradientAccumulator().take()).toThrow(expect.objectContaining({ code: 'gradient' }));
  });
});

describe('ema', () => {
  it('gives the averages of the course, uncorrected and corrected', () => {
    const round = (averages: number[]) => averages.map((average) => Number(average.toFixed(3)));
    expect(round(ema([4, 9], { beta: 0.98 }))).toEqual([0.08, 0.258]);
    expect(round(ema([4, 9], { beta: 0.98, biasCorrection: true }))).toEqual([4, 6.525]);
  });

  it('refuses a beta that forgets nothing', () => {
    expect(() => ema([1], { beta: 1 })).toThrow(expect.objectContaining({ code: 'value' }));
  });
});
