import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { SGD } from '@cambium/optim';
import {
  crossEntropy,
  normal,
  reshape,
  seed,
  setBackend,
  sizeOf,
  type Tensor,
  tensor,
  zeros,
} from '@cambium/tensor';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  BatchNorm,
  type ImageModelOptions,
  MobileNetV2,
  type Module,
  resnet18,
  resnet34,
  resnet50,
  Sequential,
  UNet,
  VGG,
} from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));
beforeEach(() => seed(3));

/** Counts what the initializers are asked for, so that no memory is taken for it. */
function countOf(make: (options: ImageModelOptions) => Module): number {
  let count = 0;
  const noted: NonNullable<ImageModelOptions['weightInit']> = ({ shape }) => {
    count += sizeOf(shape);
    return zeros([1]);
  };
  const model = make({ weightInit: noted, biasInit: noted });
  for (const module of model.namedModules().values()) {
    if (module instanceof BatchNorm) count += module.scale!.size + module.shift!.size;
  }
  return count;
}

describe('published numbers of parameters', () => {
  it.each<[string, number, (options: ImageModelOptions) => Module]>([
    ['ResNet-18', 11_689_512, resnet18],
    ['ResNet-34', 21_797_672, resnet34],
    ['ResNet-50', 25_557_032, resnet50],
    ['VGG-11', 132_863_336, (options) => new VGG({ ...options, depth: 11 })],
    ['VGG-16', 138_357_544, (options) => new VGG(options)],
    ['VGG-16 with batch normalization', 138_365_992, (options) => new VGG({ ...options, batchNorm: true })],
    ['VGG-19', 143_667_240, (options) => new VGG({ ...options, depth: 19 })],
    ['MobileNetV2', 3_504_872, (options) => new MobileNetV2(options)],
    ['U-Net', 31_037_698, (options) => new UNet({ ...options, outChannels: 2 })],
  ])('%s has %d', (_name, published, make) => {
    expect(countOf(make)).toBe(published);
  });

  it('counts as the model itself does', () => {
    const small = { width: 4, classes: 10, stem: 'small' } as const;
    const real = resnet18(small).parameters();
    expect(countOf((options) => resnet18({ ...small, ...options }))).toBe(
      real.reduce((total, { size }) => total + size, 0),
    );
  });
});

type Model = Module & { forward(x: Tensor): Tensor };

describe.each<[string, () => Model, readonly number[], readonly number[]]>([
  [
    'resnet18',
    () => resnet18({ width: 4, stem: 'small', inChannels: 1, classes: 3 }),
    [4, 16, 16, 1],
    [4, 3],
  ],
  ['resnet18 for large images', () => resnet18({ width: 4, classes: 3 }), [4, 64, 64, 3], [4, 3]],
  ['resnet50', () => resnet50({ width: 2, stem: 'small', classes: 3 }), [4, 16, 16, 3], [4, 3]],
  [
    'VGG',
    () => new VGG({ depth: 11, width: 4, hiddenSize: 8, pooledSize: 1, classes: 3, dropout: 0 }),
    [2, 32, 32, 3],
    [2, 3],
  ],
  [
    'MobileNetV2',
    () => new MobileNetV2({ widthMultiplier: 0.25, stem: 'small', classes: 3, dropout: 0 }),
    [4, 16, 16, 3],
    [4, 3],
  ],
  ['UNet', () => new UNet({ inChannels: 1, outChannels: 3, width: 4, depth: 2 }), [2, 8, 4, 1], [2, 8, 4, 3]],
])('%s', (_name, make, input, output) => {
  it('gives outputs of the right shape', () => {
    expect(make().eval().forward(zeros(input)).shape).toEqual(output);
  });

  it('lowers the loss in a step', () => {
    const [model, x] = [make(), normal(input)];
    const labels = tensor(
      Array.from({ length: sizeOf(output) / 3 }, (_, i) => i % 3),
      { dtype: 'int32' },
    );
    const step = valueAndGrad(model, () => crossEntropy(reshape(model.forward(x), [-1, 3]), labels));
    const { value: before, grads } = step();
    expect(grads.size).toBe(model.parameters().length);
    new SGD(model, { learningRate: 0.001 }).step(grads);
    expect(step().value.toArray()).toBeLessThan(before.toArray() as number);
  });
});

describe('UNet', () => {
  it('names the multiple that the sides must have, and its path', () => {
    const net = new Sequential(new UNet({ width: 2, depth: 3 }));
    expect(() => net.forward(zeros([1, 8, 12, 3]))).toThrow(/^at Sequential\.0 \(UNet\): .*multiples of 8/);
  });
});

describe('VGG', () => {
  it('refuses depths that there are none of', () => {
    expect(() => new VGG({ depth: 12 as never })).toThrow(/11, 13, 16 or 19/);
  });
});
