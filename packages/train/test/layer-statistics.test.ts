// What gradients and activations of deep nets look like, good ones and bad ones.

import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { heNormal, type Initializer, Linear, Module, normalInit, Sequential } from '@cambium/layers';
import { SGD } from '@cambium/optim';
import { crossEntropy, memory, relu, seed, setBackend, sigmoid, type Tensor, tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import {
  fit,
  formatLayerReport,
  type LayerReport,
  type LayerStatisticsOptions,
  type LayerWarning,
  layerStatistics,
} from '../src/index.ts';
import { loaderOf, PointNet, points } from './support.ts';

setBackend(createCpuBackend());

/** A net of twenty layers. */
function deepNet(activation: (x: Tensor) => Tensor, weightInit: Initializer): Sequential {
  seed(5);
  const hidden = Array.from({ length: 19 }, () => [new Linear(16, 16, { weightInit }), activation]).flat();
  return new Sequential(new Linear(2, 16, { weightInit }), activation, ...hidden, new Linear(16, 3));
}

async function watch(
  model: Module & { forward(x: Tensor): Tensor },
  options: LayerStatisticsOptions = {},
  learningRate = 0.01,
) {
  const warnings: LayerWarning[] = [];
  const statistics = layerStatistics({ onWarning: (warning) => void warnings.push(warning), ...options });
  const history = await fit(model, {
    train: loaderOf(96, 32),
    loss: crossEntropy,
    optimizer: new SGD(model, { learningRate }),
    epochs: 2,
    progress: null,
    callbacks: [statistics],
  });
  return { history, warnings, reports: statistics.reports, kinds: warnings.map(({ kind }) => kind) };
}

describe('layerStatistics', () => {
  it('warns of gradients that vanish through twenty sigmoids, and says what helps', async () => {
    const { warnings, kinds } = await watch(deepNet(sigmoid, normalInit({ std: 0.3 })));
    expect(kinds).toContain('vanishing gradients');
    expect(warnings[0]!.message).toMatch(
      /vanish: '0\.weight' gets \S+e-\d+, '40\.weight'.*He or Glorot.*ReLU/,
    );
  });

  it('warns of activations that grow and gradients that explode from large weights', async () => {
    const { kinds } = await watch(deepNet(relu, normalInit({ std: 2 })), {}, 0);
    expect(kinds).toContain('growing activations');
    expect(kinds).toContain('exploding gradients');
  });

  it('has nothing to say of twenty layers with He initialisation', async () => {
    const { kinds, reports } = await watch(deepNet(relu, heNormal()));
    expect(kinds).toEqual([]);
    expect(reports).toHaveLength(2);
  });

  it('warns of units that are always 0', async () => {
    class Rectified extends Module {
      readonly inner = new Linear(2, 8);
      forward(x: Tensor): Tensor {
        return relu(this.inner.forward(x));
      }
    }
    const block = new Rectified();
    block.inner.bias!.assign(-100);
    const { warnings } = await watch(new Sequential(block, new Linear(8, 3)));
    expect(warnings.map(({ message }) => message).join()).toMatch(/dead: 100\.0 % of what '0' gives is 0/);
  });

  it('measures what the gradients are', async () => {
    const run = (): Linear => {
      seed(2);
      return new Linear(2, 3);
    };
    const model = run();
    const statistics = layerStatistics();
    const [train, optimizer] = [points(30), new SGD(model, { learningRate: 0 })];
    const options = { train, batchSize: 30, loss: crossEntropy, optimizer, epochs: 1, progress: null };
    await fit(model, { ...options, callbacks: [statistics] });
    const { x, y } = train.fields;
    const [inputs, labels] = [tensor(x.data, { shape: [30, 2] }), tensor(y.data)];
    const { grads } = valueAndGrad(model, () => crossEntropy(model.forward(inputs), labels))();
    const rootMeanSquare = (values: Tensor): number => {
      const squares = Array.from(values.dataSync(), (value) => value ** 2);
      return Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / squares.length);
    };
    const [weight] = statistics.reports[0]!.gradients;
    expect(weight).toMatchObject({ name: 'weight', shape: [2, 3] });
    expect(weight!.rootMeanSquare).toBeCloseTo(rootMeanSquare(grads.get(model.weight)!), 6);
    expect(weight!.weight).toBeCloseTo(rootMeanSquare(model.weight.value), 6);
  });

  it('changes nothing of the training, and holds no memory', async () => {
    const run = async (callbacks: NonNullable<Parameters<typeof fit>[1]['callbacks']>) => {
      const model = new PointNet();
      const optimizer = new SGD(model, { learningRate: 0.1 });
      const options = { train: loaderOf(64), loss: crossEntropy, optimizer, epochs: 3, progress: null };
      return fit(model, { ...options, callbacks });
    };
    const used: number[] = [];
    const count = { name: 'count', onEpochEnd: () => void used.push(memory().tensors) };
    const watched = await run([layerStatistics({ everyBatches: 1, onWarning: () => undefined }), count]);
    expect(watched).toEqual(await run([]));
    expect(used[2]).toBe(used[1]);
  });

  it('reports every few batches when asked to, in words', async () => {
    const seen: LayerReport[] = [];
    await watch(new PointNet(), { everyBatches: 2, onReport: (report) => void seen.push(report) });
    expect(seen.map(({ epoch, batch }) => [epoch, batch])).toEqual([
      [0, 1],
      [0, 3],
      [1, 1],
      [1, 3],
    ]);
    const text = formatLayerReport(seen[1]!);
    expect(text).toMatch(/^epoch 1, batch 3\nparameter/);
    for (const name of ['hidden.weight', 'norm', 'drop', 'output.bias']) expect(text).toContain(`\n${name} `);
  });

  it('names the parameter whose gradient is no number', async () => {
    const warnings: LayerWarning[] = [];
    const model = new PointNet();
    model.output.weight.assign(Number.NaN);
    const run = fit(model, {
      train: loaderOf(16),
      loss: crossEntropy,
      optimizer: new SGD(model),
      epochs: 1,
      progress: null,
      callbacks: [layerStatistics({ onWarning: (warning) => void warnings.push(warning) })],
    });
    await expect(run).rejects.toMatchObject({ code: 'anomaly' });
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/gradient of 'hidden.weight' is NaN/),
    ]);
  });

  it('refuses to look every 0 batches', () => {
    expect(() => layerStatistics({ everyBatches: 0 })).toThrow(/integer ≥ 1/);
  });
});
