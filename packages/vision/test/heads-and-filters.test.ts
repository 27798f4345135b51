import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { Linear } from '@cambium/layers';
import { Adam } from '@cambium/optim';
import {
  arange,
  flatten,
  normal,
  reshape,
  seed,
  setBackend,
  slice,
  type Tensor,
  tensor,
  zeros,
} from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  edgeKernel,
  edges,
  filterImages,
  gaussianBlur,
  LandmarkHead,
  LocalizationHead,
  laplace,
  localizationLoss,
  slidingWindow,
} from '../src/index.ts';

setBackend(createCpuBackend());
beforeEach(() => seed(5));

describe('slidingWindow', () => {
  it('gives for each window what the dense layer gives for it alone', () => {
    const dense = new Linear(3 * 2 * 4, 5);
    const image = normal([1, 5, 4, 4]);
    const all = slidingWindow(dense, [3, 2, 4]).forward(image);
    expect(all.shape).toEqual([1, 3, 3, 5]);
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        const window = slice(image, null, [row, row + 3], [column, column + 2]);
        const alone = dense.forward(flatten(window)).toArray() as number[][];
        const found = slice(all, null, [row, row + 1], [column, column + 1])
          .reshape([5])
          .toArray() as number[];
        found.forEach((value, i) => void expect(value).toBeCloseTo(alone[0]![i]!, 5));
      }
    }
  });

  it('says how many features a window must have', () => {
    expect(() => slidingWindow(new Linear(10, 2), [2, 2, 3])).toThrow(
      'a window [2, 2, 3] has 12 features, the layer takes 10',
    );
  });
});

describe('heads', () => {
  it('learn a box and its class where there is something, and ignore both where there is nothing', () => {
    const head = new LocalizationHead(4, 2);
    const features = tensor([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ]);
    const wanted = (elsewhere: number): Parameters<typeof localizationLoss>[1] => ({
      presence: tensor([1, 1, 0]),
      box: tensor([
        [0.2, 0.3, 0.4, 0.5],
        [0.7, 0.6, 0.2, 0.1],
        [elsewhere, elsewhere, elsewhere, elsewhere],
      ]),
      label: tensor([0, 1, elsewhere > 0.5 ? 1 : 0], { dtype: 'int32' }),
    });
    const lossAt = (elsewhere: number): number =>
      localizationLoss(head.forward(features), wanted(elsewhere)).dataSync()[0] as number;
    expect(lossAt(0.9)).toBe(lossAt(0.1));

    const optimizer = new Adam(head, { learningRate: 0.1 });
    const step = valueAndGrad(head, () => localizationLoss(head.forward(features), wanted(0)));
    for (let i = 0; i < 200; i++) optimizer.step(step().grads);
    const { presence, box } = head.forward(features);
    expect((presence.toArray() as number[]).map((logit) => logit > 0)).toEqual([true, true, false]);
    [0.2, 0.3, 0.4, 0.5].forEach((value, i) => {
      expect((box.toArray() as number[][])[0]![i]).toBeCloseTo(value, 1);
    });
    expect(() => localizationLoss(head.forward(features), { ...wanted(0), presence: zeros([2]) })).toThrow(
      'presence is [2], expected [3]',
    );
  });

  it('give landmarks inside the image', () => {
    const points = new LandmarkHead(8, 3).forward(normal([2, 8]));
    expect(points.shape).toEqual([2, 3, 2]);
    expect((points.reshape([-1]).toArray() as number[]).every((share) => share > 0 && share < 1)).toBe(true);
  });
});

describe('filters', () => {
  /** The picture of the course: light on the left, dark on the right. */
  const picture = (): Tensor =>
    tensor(Array.from({ length: 6 }, () => [10, 10, 10, 0, 0, 0]).flat(), { shape: [1, 6, 6, 1] });

  it('find the vertical edge of the course, and no horizontal one', () => {
    const vertical = filterImages(picture(), edgeKernel('prewitt', 'vertical'));
    expect(slice(vertical, null, [2, 3]).reshape([6]).toArray()).toEqual([0, 0, 30, 30, 0, 0]);
    const horizontal = filterImages(picture(), edgeKernel('prewitt', 'horizontal'));
    expect((horizontal.reshape([-1]).toArray() as number[]).every((value) => value === 0)).toBe(true);
  });

  it.each([
    ['sobel', 40],
    ['scharr', 160],
    ['prewitt', 30],
  ] as const)('%s weighs an edge of 10 with %d', (filter, height) => {
    expect(slice(edges(picture(), filter), null, [2, 3]).reshape([6]).toArray()).toEqual([
      0,
      0,
      height,
      height,
      0,
      0,
    ]);
    expect(edgeKernel(filter, 'horizontal').toArray()).toEqual(
      edgeKernel(filter, 'vertical').transpose().toArray(),
    );
  });

  it('Laplace is zero on slopes', () => {
    const slope = reshape(arange(0, 25), [1, 5, 5, 1]);
    const inside = slice(laplace(slope), null, [1, 4], [1, 4]).reshape([-1]).toArray() as number[];
    expect(inside.every((value) => value === 0)).toBe(true);
  });

  it('blur keeps the mean and lowers the contrast', () => {
    const images = normal([2, 8, 8, 3]);
    const flat = gaussianBlur(picture(), 2).reshape([-1]).toArray() as number[];
    expect(Math.max(...flat)).toBeLessThan(10);
    expect(flat.reduce((sum, value) => sum + value, 0) / 36).toBeCloseTo(5, 4);
    expect(gaussianBlur(images, 1).std().dataSync()[0]).toBeLessThan(images.std().dataSync()[0] as number);
  });

  it('refuse what they cannot use', () => {
    expect(() => edgeKernel('canny' as never, 'vertical')).toThrow('there is no filter canny');
    expect(() => filterImages(picture(), tensor([[1, 2]]))).toThrow('a kernel with odd sides');
    expect(() => gaussianBlur(picture(), 0)).toThrow('sigma is a number > 0');
  });
});
