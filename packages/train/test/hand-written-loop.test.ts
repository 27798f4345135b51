import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader } from '@cambium/data';
import { Conv2d, Flatten, Linear, MaxPool2d, Sequential } from '@cambium/layers';
import { Adam } from '@cambium/optim';
import {
  argMax,
  cast,
  crossEntropy,
  equal,
  memory,
  normal,
  relu,
  seed,
  setBackend,
  sum,
  type Tensor,
  tanh,
} from '@cambium/tensor';
import { beforeAll, expect, it } from 'vitest';

beforeAll(() => void setBackend(createCpuBackend()));

const images = (count: number) =>
  new ArrayDataset({
    x: { data: Float32Array.from({ length: count * 64 }, (_, i) => Math.sin(i)), shape: [count, 8, 8, 1] },
    y: Int32Array.from({ length: count }, (_, i) => i % 3),
  });

const convNet = () => {
  seed(1);
  return new Sequential(
    new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3 }),
    relu,
    new MaxPool2d(2),
    new Flatten(),
    new Linear(36, 3),
  );
};

it('keeps memory flat over 1,000 steps of a training loop without memory calls', async () => {
  const model = convNet();
  const optimizer = new Adam(model);
  const loader = new DataLoader(images(800), { batchSize: 4, shuffle: true });
  const lossAndGrads = valueAndGrad(model, (x: Tensor, y: Tensor) => crossEntropy(model.forward(x), y));
  const readings: [number, number][] = [];
  let right = 0;
  for (let epoch = 0; epoch < 5; epoch++) {
    for await (const { x, y } of loader) {
      const { value, grads } = lossAndGrads(x, y);
      optimizer.step(grads);
      expect(Number.isFinite(await value.item())).toBe(true);
      right += await sum(cast(equal(argMax(model.forward(x), -1), y), 'int32')).item();
      const { tensors, bytes } = memory();
      readings.push([tensors, bytes]);
    }
  }
  expect(readings).toHaveLength(1000);
  expect(readings[999]).toEqual(readings[10]);
  expect(right).toBeGreaterThan(0);
});

it('holds nothing but the loss values in a synchronous loop, where the collector cannot run', () => {
  const model = new Sequential(new Linear(4, 8), tanh, new Linear(8, 2));
  const optimizer = new Adam(model);
  const [x, y] = [normal([6, 4]), normal([6, 2])];
  const lossAndGrads = valueAndGrad(model, () => sum(model.forward(x).sub(y).square()));
  const readings: number[] = [];
  for (let step = 0; step < 1000; step++) {
    optimizer.step(lossAndGrads().grads);
    readings.push(memory().bytes);
  }
  expect(readings[999]! - readings[10]!).toBe(989 * 4);
});
