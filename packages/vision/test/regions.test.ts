import { checkGradients } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { arange, cast, normal, reshape, seed, setBackend, type Tensor, tensor } from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { roiAlign, roiPool } from '../src/index.ts';

setBackend(createCpuBackend());
beforeEach(() => seed(2));

const ramp = (): Tensor => reshape(arange(0, 16), [1, 4, 4, 1]);
const first = (count = 1): Tensor => tensor(new Array<number>(count).fill(0), { dtype: 'int32' });
const boxes = tensor(
  [
    [0.3, 1.2, 4.9, 3.8],
    [2, 0, 6, 5],
  ],
  { dtype: 'float64' },
);

describe('roiAlign', () => {
  it('takes the mean of the pixels where bins and pixels agree', () => {
    const found = roiAlign(ramp(), tensor([[0, 0, 4, 4]]), first(), { outputSize: 2, samplingRatio: 2 });
    expect(found.reshape([-1]).toArray()).toEqual([2.5, 4.5, 10.5, 12.5]);
  });

  it('moves with the box by parts of a pixel, which roiPool cannot', () => {
    const at = (x: number): number =>
      roiAlign(ramp(), tensor([[x, 1, x + 1, 2]]), first(), { outputSize: 1 }).dataSync()[0] as number;
    expect(at(1.25) - at(1)).toBeCloseTo(0.25, 6);
    const pooled = (x: number): number =>
      roiPool(ramp(), tensor([[x, 1, x + 1, 2]]), first(), { outputSize: 1 }).dataSync()[0] as number;
    expect(pooled(1.25)).toBe(pooled(1));
  });

  it('scales boxes of the image to the features, and looks at the right image', () => {
    const two = reshape(arange(0, 32), [2, 4, 4, 1]);
    const second = tensor([1], { dtype: 'int32' });
    const found = roiAlign(two, tensor([[0, 0, 32, 32]]), second, { outputSize: 1, scale: 1 / 8 });
    expect(found.dataSync()[0]).toBeCloseTo(16 + 7.5, 5);
  });

  it('has the right gradient', () => {
    const features = cast(normal([2, 5, 6, 2]), 'float64');
    const images = tensor([0, 1], { dtype: 'int32' });
    const check = checkGradients(
      (x: Tensor) =>
        roiAlign(x, boxes, images, { outputSize: [2, 3] })
          .sin()
          .sum(),
      [features],
    );
    expect(check).toMatchObject({ verdict: 'good', mismatches: [] });
  });
});

describe('roiPool', () => {
  it('takes the greatest pixel of each bin', () => {
    const found = roiPool(ramp(), tensor([[0, 0, 3, 3]]), first(), { outputSize: 2 });
    expect(found.reshape([-1]).toArray()).toEqual([5, 7, 13, 15]);
  });

  it('gives 0 outside of the image', () => {
    const found = roiPool(ramp(), tensor([[10, 10, 12, 12]]), first(), { outputSize: 2 });
    expect(found.reshape([-1]).toArray()).toEqual([0, 0, 0, 0]);
  });

  it('has the right gradient', () => {
    const features = cast(normal([2, 5, 6, 2]), 'float64');
    const images = tensor([1, 0], { dtype: 'int32' });
    const check = checkGradients(
      (x: Tensor) => roiPool(x, boxes, images, { outputSize: 2 }).sin().sum(),
      [features],
    );
    expect(check).toMatchObject({ verdict: 'good', mismatches: [] });
  });
});

describe('both', () => {
  it.each([
    [
      () => roiAlign(tensor([1, 2]), boxes, first(2), { outputSize: 2 }),
      'features are floating [batch, height, width, channels]',
    ],
    [
      () => roiAlign(ramp(), boxes, first(1), { outputSize: 2 }),
      'takes boxes [n, 4] and the image of each [n], got [2, 4] and [1]',
    ],
    [() => roiPool(ramp(), boxes, first(2), { outputSize: 0 }), 'outputSize is one or two whole numbers > 0'],
    [() => roiPool(ramp(), boxes, first(2), { outputSize: 2, scale: 0 }), 'scale is a number > 0'],
    [
      () => roiAlign(ramp(), boxes, first(2), { outputSize: 2, samplingRatio: 0 }),
      'samplingRatio is a whole number > 0',
    ],
    [
      () => roiPool(ramp(), boxes, tensor([0, 1], { dtype: 'int32' }), { outputSize: 2 }),
      'image 1 is not one of the 1',
    ],
  ])('refuse what does not fit (%#)', (run, message) => {
    expect(run).toThrow(message);
  });
});
