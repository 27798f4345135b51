import { createCpuBackend } from '@cambium/backend-cpu';
import {
  batchNorm,
  mean,
  normal,
  ones,
  seed,
  setBackend,
  sub,
  sum,
  tensor,
  variance,
  zeros,
} from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  AvgPool2d,
  BatchNorm,
  Conv2d,
  Crop,
  Dropout,
  Flatten,
  GlobalAvgPool,
  Linear,
  MaxPool2d,
  Pad,
  PositionalEncoding,
  Residual,
  Sequential,
  TimeDistributed,
  UpSampling,
} from '../src/index.ts';

setBackend(createCpuBackend());
beforeEach(() => seed(1));

describe('Linear', () => {
  it('computes x W + b', () => {
    const layer = new Linear(2, 1);
    layer.loadStateDict({ weight: tensor([[2], [3]]), bias: tensor([1]) });
    expect(layer.forward(tensor([[1, 10]])).toArray()).toEqual([[33]]);
  });

  it('does without a bias', () => {
    expect(Object.keys(new Linear(2, 1, { bias: false }).stateDict())).toEqual(['weight']);
  });

  it.each([
    [0, 1],
    [2, 1.5],
    [-1, 2],
  ])('refuses sizes %d and %d', (inFeatures, outFeatures) => {
    expect(() => new Linear(inFeatures, outFeatures)).toThrow(/integers ≥ 1/);
  });
});

describe('PositionalEncoding', () => {
  const layer = new PositionalEncoding({ features: 4, longest: 3 });

  it('adds sines and cosines of growing wavelengths', () => {
    const rows = layer.forward(zeros([1, 3, 4])).toArray() as number[][][];
    const expected = [0, 1, 2].map((t) => [Math.sin(t), Math.cos(t), Math.sin(t / 100), Math.cos(t / 100)]);
    rows[0]!.flat().forEach((value, i) => void expect(value).toBeCloseTo(expected.flat()[i]!, 6));
  });

  it.each([[[1, 4, 4]], [[1, 3, 5]], [[4]]])('refuses %j in its own name', (shape) => {
    expect(() => layer.forward(zeros(shape))).toThrow(
      /\[PositionalEncoding\] takes \[batch, length ≤ 3, 4\]/,
    );
  });
});

describe('Conv2d', () => {
  it('has the parameters that the course counts: 156 instead of 14,450,688', () => {
    // 32×32×3 pixels to 28×28×6 values: a dense layer against six 5×5 filters over one channel (LeNet-5).
    const convolution = new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5 });
    expect(convolution.parameters().reduce((total, parameter) => total + parameter.size, 0)).toBe(156);
    expect(32 * 32 * 3 * (28 * 28 * 6)).toBe(14_450_688);
  });

  it('shrinks 39 to 37, 17 and 7 in the example of the course', () => {
    const shapes: (readonly number[])[] = [];
    let x = zeros([1, 39, 39, 3]);
    for (const options of [
      { inChannels: 3, outChannels: 10, kernelSize: 3, stride: 1 },
      { inChannels: 10, outChannels: 20, kernelSize: 5, stride: 2 },
      { inChannels: 20, outChannels: 40, kernelSize: 5, stride: 2 },
    ]) {
      x = new Conv2d(options).forward(x);
      shapes.push(x.shape);
    }
    expect(shapes).toEqual([
      [1, 37, 37, 10],
      [1, 17, 17, 20],
      [1, 7, 7, 40],
    ]);
    expect(new Flatten().forward(x).shape).toEqual([1, 1960]);
  });

  it('refuses channels that do not divide into the groups', () => {
    expect(() => new Conv2d({ inChannels: 3, outChannels: 4, kernelSize: 1, groups: 2 })).toThrow(/2 groups/);
  });
});

describe('BatchNorm', () => {
  it('brings each feature of the batch to mean 0 and variance 1', () => {
    const y = new BatchNorm(2).forward(normal([50, 2], { mean: 5, std: 3 }));
    for (const value of mean(y, 0).toArray() as number[]) expect(value).toBeCloseTo(0, 5);
    for (const value of variance(y, 0).toArray() as number[]) expect(value).toBeCloseTo(1, 4);
  });

  it('moves its running statistics by a tenth in training', () => {
    const layer = new BatchNorm(1);
    layer.forward(tensor([[1], [3]]));
    expect((layer.runningMean!.value.toArray() as number[])[0]).toBeCloseTo(0.2, 6);
    // unbiased variance of {1, 3} is 2
    expect((layer.runningVariance!.value.toArray() as number[])[0]).toBeCloseTo(0.9 + 0.2, 6);
  });

  it('uses its running statistics in evaluation and leaves them untouched', () => {
    const layer = new BatchNorm(2).eval();
    layer.runningMean!.assign(tensor([1, 2]));
    const x = tensor([[3, 4]]);
    const expected = batchNorm(x, { mean: tensor([1, 2]), variance: ones([2]), epsilon: 1e-5 });
    expect(layer.forward(x).toArray()).toEqual(expected.toArray());
    expect(layer.runningMean!.value.toArray()).toEqual([1, 2]);
  });

  it('says so when the number of features differs', () => {
    expect(() => new BatchNorm(3).forward(ones([2, 4]))).toThrow(/the layer has 3 features/);
  });
});

describe('Dropout', () => {
  it('keeps the expected value in training', () => {
    const y = new Dropout(0.25).forward(ones([4000]));
    const values = new Set(y.toArray() as number[]);
    expect([...values].sort()).toEqual([0, Math.fround(1 / 0.75)]);
    expect(mean(y).toArray()).toBeCloseTo(1, 1);
  });

  it('passes everything in evaluation', () => {
    const x = ones([10]);
    expect(new Dropout(0.9).eval().forward(x)).toBe(x);
  });

  it('drops others each time, and the same again from the same seed', () => {
    const layer = new Dropout(0.5);
    seed(2);
    const [first, second] = [layer.forward(ones([64])), layer.forward(ones([64]))];
    expect(sum(sub(first, second).abs()).toArray()).toBeGreaterThan(0);
    seed(2);
    expect(layer.forward(ones([64])).toArray()).toEqual(first.toArray());
  });

  it.each([-0.1, 1, Number.NaN])('refuses the rate %d', (rate) => {
    expect(() => new Dropout(rate)).toThrow(/\[0, 1\)/);
  });
});

describe('pooling layers', () => {
  it('take the greatest or the mean of each window', () => {
    const x = tensor([1, 2, 3, 4]).reshape([1, 2, 2, 1]);
    expect(new MaxPool2d(2).forward(x).toArray()).toEqual([[[[4]]]]);
    expect(new AvgPool2d(2).forward(x).toArray()).toEqual([[[[2.5]]]]);
    expect(new GlobalAvgPool().forward(x).toArray()).toEqual([[2.5]]);
  });
});

describe('Sequential', () => {
  it('is iterable and indexable', () => {
    const [first, second] = [new Linear(1, 1), new Linear(1, 1)];
    const net = new Sequential(first, second);
    expect([...net]).toEqual([first, second]);
    expect(net[1]).toBe(second);
    expect(net.length).toBe(2);
  });
});

describe('layers for images', () => {
  it.each([
    [() => new Crop(2).forward(zeros([1, 4, 5, 1])), /nothing is left/],
    [() => new Pad([1, 1]).forward(zeros([1, 4, 1])), /does not fit/],
    [() => new UpSampling(1.5), /integer ≥ 1/],
    [() => new Residual(new Linear(2, 3)).forward(zeros([1, 2])), /a shortcut/],
    [() => new TimeDistributed(new Linear(2, 3)).forward(zeros([1, 2])), /\[batch, time, \.\.\.\]/],
  ])('say what does not fit: case %#', (run, message) => {
    expect(run).toThrow(message);
  });

  it('name the path of a block whose shapes do not fit', () => {
    const net = new Sequential(new Residual(new Sequential(new Linear(2, 3))));
    expect(() => net.forward(zeros([1, 2]))).toThrow(/^at Sequential\.0 \(Residual\): \[Residual\]/);
  });
});
