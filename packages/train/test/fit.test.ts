import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, Stream } from '@cambium/data';
import { Adam, clipByGlobalNorm, l2Penalty, SGD } from '@cambium/optim';
import { argMax, crossEntropy, memory, setBackend, tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { accuracy, type Callback, evaluate, type FitOptions, fit, predict, recall } from '../src/index.ts';
import { loaderOf, PointNet, points } from './support.ts';

setBackend(createCpuBackend());

const setUp = (count = 90) => {
  const model = new PointNet();
  const train = loaderOf(count);
  const optimizer = new Adam(model, { learningRate: 0.02 });
  return { model, train, optimizer, loss: crossEntropy, progress: null };
};

describe('fit', () => {
  it('learns, and reports loss and metrics of both sets for each epoch', async () => {
    const { model, ...options } = setUp();
    const history = await fit(model, {
      ...options,
      validation: loaderOf(30),
      epochs: 8,
      metrics: [accuracy()],
    });
    expect(history.epochs).toHaveLength(8);
    expect(Object.keys(history.epochs[0]!)).toEqual([
      'loss',
      'accuracy',
      'validationLoss',
      'validationAccuracy',
    ]);
    expect(history.epochs[7]!.loss!).toBeLessThan(history.epochs[0]!.loss! / 2);
    expect(history.epochs[7]!.validationAccuracy!).toBeGreaterThan(0.95);
  });

  it('logs metrics of several numbers under their keys, for both sets', async () => {
    const { model, ...options } = setUp();
    const metrics = [recall({ classes: ['a', 'b', 'c'], average: 'none' })];
    const history = await fit(model, { ...options, validation: loaderOf(30), epochs: 1, metrics });
    const keys = ['recall.a', 'recall.b', 'recall.c'];
    const validated = ['validationRecall.a', 'validationRecall.b', 'validationRecall.c'];
    expect(Object.keys(history.epochs[0]!)).toEqual(['loss', ...keys, 'validationLoss', ...validated]);
  });

  it('gives the same numbers twice from the same seed', async () => {
    const run = async () => {
      const { model, ...options } = setUp();
      const history = await fit(model, { ...options, epochs: 3 });
      return [history.epochs, Array.from(model.output.weight.value.dataSync())];
    };
    expect(await run()).toEqual(await run());
  });

  it('leaves the model in evaluation mode', async () => {
    const { model, ...options } = setUp();
    await fit(model, { ...options, epochs: 1 });
    expect(model.isTraining).toBe(false);
  });

  it('keeps memory flat', async () => {
    const { model, ...options } = setUp();
    const after: number[] = [];
    const callbacks: Callback[] = [
      { name: 'memory', onEpochEnd: () => void after.push(memory().tensors, memory().bytes) },
    ];
    const validation = loaderOf(30);
    await fit(model, { ...options, validation, epochs: 6, callbacks, metrics: [accuracy()] });
    expect(after.slice(-2)).toEqual(after.slice(2, 4));
  });

  it('calls callbacks in the order of the list and awaits them', async () => {
    const { model, ...options } = setUp(16);
    const calls: string[] = [];
    const spy = (name: string): Callback => ({
      name,
      onTrainBegin: () => void calls.push(`${name} train`),
      onEpochBegin: () => void calls.push(`${name} epoch`),
      onBatchEnd: async (loss) => {
        await new Promise((resolve) => setTimeout(resolve, 1));
        calls.push(`${name} batch ${Number.isFinite(await loss())}`);
      },
      onEpochEnd: () => void calls.push(`${name} epoch end`),
      onTrainEnd: () => void calls.push(`${name} train end`),
    });
    await fit(model, { ...options, epochs: 1, callbacks: [spy('a'), spy('b')] });
    expect(calls).toEqual(
      ['train', 'epoch', 'batch true', 'epoch end', 'train end'].flatMap((what) => [
        `a ${what}`,
        `b ${what}`,
      ]),
    );
  });

  it('stops when a callback asks for it, and says why', async () => {
    const { model, ...options } = setUp();
    const callbacks: Callback[] = [
      { name: 'stopper', onEpochEnd: (_logs, context) => context.stop('enough') },
    ];
    const history = await fit(model, { ...options, epochs: 9, callbacks });
    expect(history).toMatchObject({ stopReason: 'enough', epochs: [expect.anything()] });
  });

  it('adds a penalty to the loss it minimizes, not to the loss it reports', async () => {
    const plain = setUp();
    const { model, ...options } = plain;
    await fit(model, { ...options, epochs: 4 });
    const decayed = setUp();
    const penalty = () => l2Penalty(decayed.model, { strength: 0.5 });
    const { model: other, ...otherOptions } = decayed;
    await fit(other, { ...otherOptions, penalty, epochs: 4 });
    const size = (net: PointNet): number => net.hidden.weight.value.square().sum().toArray() as number;
    expect(size(other)).toBeLessThan(size(model) / 2);
  });

  it('passes gradients through the given function', async () => {
    const { model, ...options } = setUp(16);
    const optimizer = new SGD(model, { learningRate: 1 });
    const before = Array.from(model.hidden.weight.value.dataSync());
    await fit(model, {
      ...options,
      optimizer,
      epochs: 1,
      transformGradients: (grads) => clipByGlobalNorm(grads, 1e-6),
    });
    const after = Array.from(model.hidden.weight.value.dataSync());
    for (const [i, value] of after.entries()) expect(value).toBeCloseTo(before[i]!, 5);
  });

  it('learns from the changed batch, and measures on validation as it is', async () => {
    const run = async (transformBatch: FitOptions['transformBatch']) => {
      const { model, ...options } = setUp();
      const changed = transformBatch === undefined ? {} : { transformBatch };
      const history = await fit(model, { ...options, validation: loaderOf(30), epochs: 8, ...changed });
      return history.epochs.at(-1)!.validationLoss!;
    };
    const plain = await run(undefined);
    // the wrong classes are learned as well as the right ones were
    const rotated = await run(({ x, y }) => ({ x, y: y.add(1).mod(3).cast('int32') }));
    expect(plain).toBeLessThan(0.8);
    expect(rotated).toBeGreaterThan(1.2);
  });

  it('says so when the loss is not finite', async () => {
    const { model, ...options } = setUp();
    const optimizer = new SGD(model, { learningRate: 1e38 });
    await expect(fit(model, { ...options, optimizer, epochs: 2 })).rejects.toThrow(
      /loss of epoch 1 is .*learning rate/,
    );
  });

  it('calls onTrainEnd also when training fails', async () => {
    const { model, ...options } = setUp();
    let ended = false;
    const callbacks: Callback[] = [
      {
        name: 'fails',
        onEpochEnd: () => {
          throw new Error('on purpose');
        },
        onTrainEnd: () => {
          ended = true;
        },
      },
    ];
    await expect(fit(model, { ...options, epochs: 1, callbacks })).rejects.toThrow('on purpose');
    expect(ended).toBe(true);
  });

  it('tells every callback of the end, also behind one that fails there, and the first error', async () => {
    const { model, ...options } = setUp();
    const ended: string[] = [];
    const failing = (name: string): Callback => ({
      name,
      onTrainEnd: () => {
        ended.push(name);
        throw new Error(`${name} failed`);
      },
    });
    const callbacks = [failing('first'), failing('second')];
    await expect(fit(model, { ...options, epochs: 1, callbacks })).rejects.toThrow('first failed');
    expect(ended).toEqual(['first', 'second']);
    const broken: Callback = { name: 'broken', onEpochEnd: () => Promise.reject(new Error('disk full')) };
    await expect(fit(model, { ...options, epochs: 1, callbacks: [...callbacks, broken] })).rejects.toThrow(
      'disk full',
    );
    expect(ended).toHaveLength(4);
  });

  it.each([
    [{ epochs: -1 }, /epochs/],
    [{ epochs: 1.5 }, /epochs/],
    [{ epochs: 1, metrics: [accuracy(), accuracy()] }, /names of their own/],
    [{ epochs: 1, metrics: [accuracy({ name: 'loss' })] }, /names of their own/],
  ])('refuses %j', async (bad, message) => {
    const { model, ...options } = setUp();
    await expect(fit(model, { ...options, ...bad })).rejects.toThrow(message);
  });

  it.each([
    ['no samples to learn from', { train: nothing() }, '[fit] there is nothing to learn from'],
    ['none to measure on', { validation: nothing() }, '[evaluate] there are no batches to measure on'],
    ['fields of other names', { train: labelled() }, 'samples have the fields x and y, got image, label'],
    ['a stream of samples', { train: Stream.from(points(9)) }, 'train is no loader. Put it into one'],
    ['no loader as validation', { validation: Stream.from(points(9)) }, 'validation is no loader'],
  ])('says what is wrong with %s', async (_what, bad, message) => {
    const { model, ...options } = setUp();
    const wrong = { ...options, epochs: 1, ...(bad as Partial<FitOptions>) };
    await expect(fit(model, wrong)).rejects.toMatchObject({
      code: 'value',
      message: expect.stringContaining(message),
    });
  });
});

function nothing(): DataLoader<{ x: number; y: number }> {
  return new DataLoader(Stream.from([] as { x: number; y: number }[]), { batchSize: 4 });
}

function labelled(): DataLoader<{ image: number; label: number }> {
  return new DataLoader([{ image: 1, label: 2 }], { batchSize: 1 });
}

describe('evaluate and predict', () => {
  it('measure in evaluation mode and put the mode back', async () => {
    const { model, loss } = setUp();
    const first = await evaluate(model, loaderOf(30), { loss, metrics: [accuracy()] });
    expect(await evaluate(model, loaderOf(30), { loss, metrics: [accuracy()] })).toEqual(first);
    expect(model.isTraining).toBe(true);
  });

  it('weigh a smaller last batch by its samples', async () => {
    const { model, loss } = setUp();
    const whole = await evaluate(model, loaderOf(50, 50), { loss });
    expect((await evaluate(model, loaderOf(50, 16), { loss })).loss).toBeCloseTo(whole.loss!, 5);
  });

  it('predict one tensor or all batches of a loader', async () => {
    const { model } = setUp();
    const dataset = points(20);
    const all = await predict(model, tensor(dataset.fields.x.data, { shape: [20, 2] }));
    const { DataLoader } = await import('@cambium/data');
    const batches = await predict(model, new DataLoader(dataset, { batchSize: 6 }));
    expect(batches.shape).toEqual([20, 3]);
    expect(argMax(batches, -1).toArray()).toEqual(argMax(all, -1).toArray());
  });
});

describe('accuracy', () => {
  it('counts right answers for class indices and for one-hot rows', async () => {
    const metric = accuracy();
    const output = tensor([
      [2, 1],
      [0, 3],
      [5, 1],
    ]);
    metric.update({ output, target: tensor([0, 1, 1], { dtype: 'int32' }) });
    metric.update({
      output,
      target: tensor([
        [1, 0],
        [0, 1],
        [1, 0],
      ]),
    });
    expect(await metric.result()).toBeCloseTo(5 / 6, 6);
    metric.reset();
    expect(await metric.result()).toBeNaN();
  });

  it('refuses targets of another shape', () => {
    const update = () =>
      accuracy().update({ output: tensor([[1, 2]]), target: tensor([0, 1], { dtype: 'int32' }) });
    expect(update).toThrow(expect.objectContaining({ code: 'shape' }));
  });
});
