// Weights of samples and classes, and setting aside a part of a dataset.

import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader, randomSplit } from '@cambium/data';
import { Linear } from '@cambium/layers';
import { SGD } from '@cambium/optim';
import { binaryCrossEntropyWithLogits, crossEntropy, seed, setBackend } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { accuracy, balancedClassWeights, evaluate, fit, type LossFunction } from '../src/index.ts';
import { PointNet, points } from './support.ts';

setBackend(createCpuBackend());

const column = (values: number[]) => ({ data: Float32Array.from(values), shape: [values.length, 1] });

/** A linear model of one feature, trained on all samples at once. */
async function trained(
  fields: { x: number[]; y: number[]; weights?: number[] },
  options: { classWeights?: number[]; epochs?: number } = {},
): Promise<Linear> {
  seed(3);
  const model = new Linear(1, 2);
  const { x, y, weights } = fields;
  const learned = { x: column(x), y: Int32Array.from(y) };
  const dataset =
    weights === undefined
      ? new ArrayDataset(learned)
      : new ArrayDataset({ ...learned, weights: Float32Array.from(weights) });
  await fit(model, {
    train: dataset,
    batchSize: x.length,
    loss: crossEntropy,
    optimizer: new SGD(model, { learningRate: 0.5 }),
    epochs: 60,
    progress: null,
    ...options,
  });
  return model;
}
const weightsOf = (model: Linear) => Array.from(model.weight.value.dataSync());

describe('sample weights', () => {
  it('make a sample of weight 2 count like two samples', async () => {
    const weighted = await trained({ x: [1, 2, 3], y: [0, 1, 1], weights: [2, 1, 1] });
    const doubled = await trained({ x: [1, 1, 2, 3], y: [0, 0, 1, 1] });
    for (const [i, value] of weightsOf(weighted).entries())
      expect(value).toBeCloseTo(weightsOf(doubled)[i]!, 4);
  });

  it('take samples of weight 0 out of the training, and out of the loss of evaluate', async () => {
    const fields = { x: [-2, -1, 1, 2, 9], y: [0, 0, 1, 1, 0], weights: [1, 1, 1, 1, 0] };
    const model = await trained(fields);
    const without = await trained({ x: [-2, -1, 1, 2], y: [0, 0, 1, 1] });
    for (const [i, value] of weightsOf(model).entries()) expect(value).toBeCloseTo(weightsOf(without)[i]!, 4);

    const loaderOf = (count: number) =>
      new DataLoader(
        new ArrayDataset({
          x: column(fields.x.slice(0, count)),
          y: Int32Array.from(fields.y.slice(0, count)),
          weights: Float32Array.from(fields.weights.slice(0, count)),
        }),
        { batchSize: 2 },
      );
    const [all, four] = [loaderOf(5), loaderOf(4)];
    const loss = (await evaluate(model, all, { loss: crossEntropy })).loss!;
    expect(loss).toBeCloseTo((await evaluate(model, four, { loss: crossEntropy })).loss!, 6);
  });

  it('refuse a loss that does not take options, and weights that fit no sample', async () => {
    const model = new Linear(1, 2);
    const optimizer = new SGD(model);
    const run = (length: number, loss: LossFunction) =>
      fit(model, {
        train: {
          length: 2,
          get: (i) => ({ x: [i], y: i, weights: Array.from({ length }, () => 1) }),
        },
        loss,
        optimizer,
        epochs: 1,
        progress: null,
      });
    await expect(run(1, (output, target) => crossEntropy(output, target.cast('int32')))).rejects.toThrow(
      /third argument/,
    );
    await expect(
      run(3, (output, target, options) => crossEntropy(output, target.cast('int32'), options)),
    ).rejects.toMatchObject({ code: 'shape' });
  });
});

describe('class weights', () => {
  // two classes that overlap, one of them nine times as frequent
  const rare = Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? 1 : 0));
  const x = rare.map((label, i) => label + 0.8 * Math.sin(i * 12.9898));

  async function recallOfRare(classWeights?: number[]): Promise<number> {
    const model = await trained({ x, y: rare }, classWeights === undefined ? {} : { classWeights });
    const [weight, bias] = [model.weight.value.dataSync(), model.bias!.value.dataSync()];
    const found = x.filter(
      (value, i) => rare[i] === 1 && value * (weight[1]! - weight[0]!) > bias[0]! - bias[1]!,
    );
    return found.length / 20;
  }

  it('that balance the classes let a rare class be found', async () => {
    const balanced = balancedClassWeights(rare);
    expect(balanced).toEqual([200 / (2 * 180), 5]);
    const [plain, weighted] = [await recallOfRare(), await recallOfRare(balanced)];
    expect(plain).toBeLessThan(0.3);
    expect(weighted).toBeGreaterThan(0.6);
  });

  it('read one-hot and binary targets too', async () => {
    const run = async (outputs: number, y: number[] | number[][], loss: LossFunction) => {
      seed(3);
      const model = new Linear(1, outputs);
      const history = await fit(model, {
        train: { length: 2, get: (i) => ({ x: [i + 1], y: y[i]! }) },
        batchSize: 2,
        loss,
        optimizer: new SGD(model, { learningRate: 0 }),
        classWeights: [0, 3],
        epochs: 1,
        progress: null,
      });
      const [weight, bias] = [model.weight, model.bias!].map((cell) => cell.value.dataSync()[0]!);
      return { loss: history.epochs[0]!.loss!, secondOutput: 2 * weight! + bias! };
    };
    const oneHot = await run(
      2,
      [
        [1, 0],
        [0, 1],
      ],
      crossEntropy,
    );
    const indices = await run(2, [0, 1], (output, target, options) =>
      crossEntropy(output, target.cast('int32'), options),
    );
    expect(oneHot.loss).toBeCloseTo(indices.loss, 6);
    const binary = await run(1, [[0], [1]], binaryCrossEntropyWithLogits);
    expect(binary.loss).toBeCloseTo(Math.log1p(Math.exp(-binary.secondOutput)), 5);
  });

  it('refuse labels outside of the classes', () => {
    expect(() => balancedClassWeights([0, 2, -1], 3)).toThrow(/integers from 0 to 2, got -1 for sample 2/);
  });

  it('refuse labels that have no weight', async () => {
    await expect(trained({ x: [1, 2], y: [0, 1] }, { classWeights: [1] })).rejects.toThrow(
      '[classWeights] a label is not one of 1 classes',
    );
  });
});

describe('validationSplit', () => {
  const run = async (data: object) => {
    const model = new PointNet();
    return fit(model, {
      train: points(100),
      ...data,
      loss: crossEntropy,
      optimizer: new SGD(model, { learningRate: 0.1 }),
      epochs: 3,
      metrics: [accuracy()],
      progress: null,
    });
  };

  it('measures on samples that are not learned from, the same with the same seed', async () => {
    seed(4);
    const [learned, held] = randomSplit(points(100), [0.75, 0.25]);
    const byHand = await run({
      train: new DataLoader(learned, { batchSize: 32, shuffle: true, seed: 4 }),
      validation: new DataLoader(held, { batchSize: 32 }),
    });
    expect(await run({ validationSplit: 0.25 })).toEqual(byHand);
    expect(byHand.epochs[2]).toHaveProperty('validationAccuracy');
  });

  it.each([
    [{ validationSplit: 1 }, /between 0 and 1/],
    [{ validationSplit: 0.2, validation: new DataLoader(points(9), { batchSize: 3 }) }, /not both/],
    [{ validationSplit: 0.2, train: new DataLoader(points(9), { batchSize: 3 }) }, /Give the dataset/],
    [{ batchSize: 2, train: new DataLoader(points(9), { batchSize: 3 }) }, /batchSize is for a dataset/],
    [{ validationSplit: 0.001 }, /too few/],
  ])('refuses what makes no sense, case %#', async (data, message) => {
    await expect(run(data)).rejects.toThrow(message);
  });
});
