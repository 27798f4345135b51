// Callbacks together: their order, checkpoints of the best epoch, rates that change, losses that are no numbers.

import { createCpuBackend } from '@cambium/backend-cpu';
import { cosineDecay, SGD } from '@cambium/optim';
import { crossEntropy, parseSafetensors, setBackend } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import {
  type Callback,
  checkpointing,
  earlyStopping,
  type FitOptions,
  fit,
  learningRateSchedule,
  reduceOnPlateau,
  terminateOnNaN,
} from '../src/index.ts';
import { loaderOf, PointNet } from './support.ts';

setBackend(createCpuBackend());

const setUp = (learningRate = 0.1) => {
  const model = new PointNet();
  const optimizer = new SGD(model, { learningRate });
  const train = loaderOf(64);
  return { model, options: { train, optimizer, loss: crossEntropy, progress: null } };
};
type Run = ReturnType<typeof setUp>;
const weightOf = ({ model }: Run) => Array.from(model.hidden.weight.value.dataSync());
const rateOf = ({ options }: Run) => options.optimizer.learningRate.value.dataSync()[0]!;

/** Reports a value of the given list in each epoch, in place of a real one. */
const scripted = (name: string, values: number[]): FitOptions['metrics'] => {
  let epoch = 0;
  return [
    {
      name,
      state: {},
      reset: () => undefined,
      update: () => undefined,
      result: async () => values[epoch++]!,
    },
  ];
};

describe('the order of callbacks', () => {
  it('is progress, the list, and those that run last', async () => {
    const { model, options } = setUp();
    const calls: string[] = [];
    const spy = (name: string, runsLast?: boolean): Callback => ({
      name,
      ...(runsLast === undefined ? {} : { runsLast }),
      onEpochEnd: () => void calls.push(name),
    });
    const callbacks = [spy('saver', true), spy('b'), spy('second saver', true), spy('a', false)];
    await fit(model, { ...options, epochs: 1, callbacks, progress: spy('progress') });
    expect(calls).toEqual(['progress', 'b', 'a', 'saver', 'second saver']);
  });

  it('lets a checkpoint hold the state of callbacks behind it in the list', async () => {
    const values = [3, 2, 4, 4, 4, 4];
    const run = async (epochs: number, skip: number, resumeFrom?: Uint8Array) => {
      const saved: Uint8Array[] = [];
      const { model, options } = setUp();
      const callbacks = [
        checkpointing({ save: (bytes) => void saved.push(bytes) }),
        earlyStopping({ monitor: 'score', patience: 3 }),
      ];
      const metrics = scripted('score', values.slice(skip))!;
      const history = await fit(model, {
        ...options,
        epochs,
        metrics,
        callbacks,
        ...(resumeFrom === undefined ? {} : { resumeFrom }),
      });
      return { history, latest: saved.at(-1)! };
    };
    const whole = await run(6, 0);
    expect(whole.history.epochs).toHaveLength(5);
    const { latest } = await run(3, 0);
    expect((await run(6, 3, latest)).history).toEqual(whole.history);
  });

  it('needs different names where states are saved', async () => {
    const { model, options } = setUp();
    const twice = [earlyStopping({ monitor: 'loss' }), earlyStopping({ monitor: 'loss' })];
    await expect(fit(model, { ...options, epochs: 1, callbacks: twice })).rejects.toThrow(
      /two callbacks named 'earlyStopping'/,
    );
    const renamed = [twice[0]!, { ...twice[1]!, name: 'other' }];
    await expect(fit(model, { ...options, epochs: 1, callbacks: renamed })).resolves.toBeDefined();
  });
});

/** Makes the weights NaN after a batch, counted over epochs. */
const poison = (batch: number): Callback => {
  let seen = 0;
  return {
    name: 'poison',
    onBatchEnd(_loss, { model }) {
      if (++seen === batch) model.parameters()[0]!.assign(Number.NaN);
    },
  };
};

describe('checkpointing', () => {
  it('hands out the best epoch beside the last, and the last restores which one was best', async () => {
    const [best, last]: [Uint8Array[], Uint8Array[]] = [[], []];
    const run = setUp();
    const weights: number[][] = [];
    const saving = () =>
      checkpointing({
        monitor: 'score',
        mode: 'max',
        save: (bytes) => void last.push(bytes),
        saveBest: (bytes) => void best.push(bytes),
      });
    const watch: Callback = { name: 'watch', onEpochEnd: () => void weights.push(weightOf(run)) };
    const metrics = scripted('score', [1, 5, 4, Number.NaN])!;
    await fit(run.model, { ...run.options, epochs: 4, metrics, callbacks: [watch, saving()] });
    expect([best.length, last.length]).toEqual([2, 4]);
    const { tensors } = parseSafetensors(best[1]!);
    expect(Array.from(tensors.get('model.hidden.weight')!.dataSync())).toEqual(weights[1]);

    const resumed = setUp();
    await fit(resumed.model, {
      ...resumed.options,
      epochs: 6,
      metrics: scripted('score', [4.5, 6])!,
      callbacks: [saving()],
      resumeFrom: last[3]!,
    });
    expect(best).toHaveLength(3); // 4.5 is not better than 5, 6 is
  });

  it('keeps the last checkpoint of before the loss was NaN', async () => {
    const { model, options } = setUp();
    const saved: Uint8Array[] = [];
    const saving = checkpointing({ everyBatches: 1, save: (bytes) => void saved.push(bytes) });
    // poisoned behind the checkpoint of batch 2; batch 3 shows it
    const callbacks = [saving, { ...poison(2), runsLast: true }];
    await expect(fit(model, { ...options, epochs: 1, callbacks })).rejects.toMatchObject({ code: 'anomaly' });
    expect(saved).toHaveLength(2);
    for (const [name, tensor] of parseSafetensors(saved[1]!).tensors)
      expect([name, Array.from(tensor.dataSync(), Number).every(Number.isFinite)]).toEqual([name, true]);
  });
});

describe('terminateOnNaN', () => {
  it('stops at the batch whose loss is no number, and says which', async () => {
    const { model, options } = setUp();
    const callbacks = [poison(5), terminateOnNaN()];
    const history = await fit(model, { ...options, epochs: 9, callbacks });
    expect(history.stopReason).toBe('the loss is NaN in batch 2 of epoch 2');
    expect(history.epochs).toHaveLength(1);
  });

  it('looks at the last batch of an epoch in any case', async () => {
    const { model, options } = setUp();
    const callbacks = [poison(1), terminateOnNaN({ everyBatches: 100 })];
    expect((await fit(model, { ...options, epochs: 2, callbacks })).stopReason).toMatch(/batch 4 of epoch 1/);
  });

  it('leaves the best weights where early stopping restores them', async () => {
    const run = setUp();
    const callbacks = [poison(6), terminateOnNaN(), earlyStopping({ monitor: 'loss', restoreBest: true })];
    await fit(run.model, { ...run.options, epochs: 9, callbacks });
    expect(weightOf(run).every(Number.isFinite)).toBe(true);
  });

  it('refuses to look every 0 batches', () => {
    expect(() => terminateOnNaN({ everyBatches: 0 })).toThrow(/integer ≥ 1/);
  });
});

describe('learningRateSchedule', () => {
  it('sets the rate of each epoch', async () => {
    const run = setUp();
    const rates: number[] = [];
    const watch: Callback = { name: 'watch', onBatchEnd: () => void rates.push(rateOf(run)) };
    const callbacks = [learningRateSchedule((epoch, rate) => (epoch === 0 ? rate : rate / 2)), watch];
    await fit(run.model, { ...run.options, epochs: 3, callbacks });
    expect(rates).toEqual([0.1, 0.05, 0.025].flatMap((rate) => Array(4).fill(rate)));
  });

  it('with a rate of 0 leaves the weights where they are', async () => {
    const run = setUp();
    const before = weightOf(run);
    await fit(run.model, { ...run.options, epochs: 2, callbacks: [learningRateSchedule(() => 0)] });
    expect(weightOf(run)).toEqual(before);
  });

  it('refuses a rate that is none, and an optimizer with a schedule', async () => {
    const { model, options } = setUp();
    const fail = (callback: Callback, optimizer = options.optimizer) =>
      expect(fit(model, { ...options, optimizer, epochs: 1, callbacks: [callback] })).rejects;
    await fail(learningRateSchedule(() => -1)).toThrow(/number ≥ 0, got -1 for epoch 1/);
    const scheduled = new SGD(model, {
      learningRate: cosineDecay({ initial: 0.1, duration: 30 }),
    });
    await fail(
      learningRateSchedule(() => 0.5),
      scheduled,
    ).toThrow(/optimizer has a schedule/);
  });
});

describe('reduceOnPlateau', () => {
  const plateau = () => reduceOnPlateau({ monitor: 'score', factor: 0.5, patience: 1 });

  it('lowers the rate when the value stands still for longer than its patience', async () => {
    const run = setUp();
    const rates: number[] = [];
    const watch: Callback = { name: 'watch', onEpochEnd: () => void rates.push(rateOf(run)) };
    const metrics = scripted('score', [3, 3, 3, 2, Number.NaN, 2])!;
    await fit(run.model, { ...run.options, epochs: 6, metrics, callbacks: [plateau(), watch] });
    expect(rates).toEqual([0.1, 0.1, 0.05, 0.05, 0.05, 0.025]);
  });

  it('goes on from a checkpoint as if nothing had happened', async () => {
    const values = [3, 3, 3, 3, 3];
    const run = async (epochs: number, skip: number, resumeFrom?: Uint8Array) => {
      const saved: Uint8Array[] = [];
      const each = setUp();
      const callbacks = [checkpointing({ save: (bytes) => void saved.push(bytes) }), plateau()];
      const metrics = scripted('score', values.slice(skip))!;
      const resume = resumeFrom === undefined ? {} : { resumeFrom };
      await fit(each.model, { ...each.options, epochs, metrics, callbacks, ...resume });
      return { rate: rateOf(each), weights: weightOf(each), latest: saved.at(-1)! };
    };
    const { rate, weights } = await run(5, 0);
    expect(rate).toBe(0.025);
    expect(await run(5, 2, (await run(2, 0)).latest)).toMatchObject({ rate, weights });
  });

  it('refuses what is not measured, and a factor that raises the rate', async () => {
    const { model, options } = setUp();
    await expect(fit(model, { ...options, epochs: 1, callbacks: [reduceOnPlateau()] })).rejects.toThrow(
      /'validationLoss'.*there are loss/,
    );
    expect(() => reduceOnPlateau({ factor: 2 })).toThrow(/factor/);
  });
});
