// Metrics against scikit-learn 1.9.1, batch by batch against all at once, and what they refuse.

import { createCpuBackend } from '@cambium/backend-cpu';
import { setBackend, type Tensor, tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import {
  absoluteError,
  accuracy,
  areaUnderCurve,
  ConfusionMatrix,
  confusionMatrix,
  exactMatch,
  fBeta,
  type Metric,
  meanIoU,
  perplexity,
  precision,
  precisionRecallCurve,
  recall,
  rocCurve,
  rootMeanSquaredError,
  rSquared,
  squaredError,
  topKAccuracy,
} from '../src/index.ts';

setBackend(createCpuBackend());

const labels = [0, 0, 1, 1, 1, 2, 2, 2, 2, 0];
const logits = [
  [2, 1, 0],
  [0, 3, 1],
  [1, 2, 0],
  [0, 1, 0.5],
  [3, 1, 2],
  [0, 0.5, 1],
  [1, 0.2, 3],
  [2, 0, 1],
  [0.1, 0.2, 0.3],
  [5, 1, 2],
];
const scores = [0.1, 0.4, 0.35, 0.8, 0.8, 0.2, 0.7, 0.35];
const truths = [0, 0, 1, 1, 0, 0, 1, 1];

const integers = (values: number[]): Tensor => tensor(values, { dtype: 'int32' });

/** Shows a metric the samples in batches of 3, the last one smaller. */
async function measured<M extends Metric>(
  metric: M,
  outputs: unknown[],
  targets: unknown[],
  asTarget: (values: number[]) => Tensor = integers,
): Promise<Awaited<ReturnType<M['result']>>> {
  for (let start = 0; start < outputs.length; start += 3) {
    metric.update({
      output: tensor(outputs.slice(start, start + 3) as number[]),
      target: asTarget(targets.slice(start, start + 3) as number[]),
    });
  }
  return (await metric.result()) as Awaited<ReturnType<M['result']>>;
}
const ofClasses = <M extends Metric>(metric: M) => measured(metric, logits, labels);
const ofScores = <M extends Metric>(metric: M) => measured(metric, scores, truths, tensor);

describe('precision, recall and F-beta', () => {
  it.each([
    ['macro', [0.7222222222, 0.6944444444, 0.6984126984, 0.6937134503]],
    ['micro', [0.7, 0.7, 0.7, 0.7]],
    ['weighted', [0.75, 0.7, 0.7142857143, 0.7032894737]],
  ] as const)('give what scikit-learn gives, %s', async (average, wanted) => {
    const options = { classes: 3, average };
    const metrics = [precision(options), recall(options), fBeta(options), fBeta({ ...options, beta: 2 })];
    for (const [i, metric] of metrics.entries()) expect(await ofClasses(metric)).toBeCloseTo(wanted[i]!, 8);
    expect(metrics.map((metric) => metric.name)).toEqual(['precision', 'recall', 'f1', 'f2']);
  });

  it('report each class under its name', async () => {
    const classes = ['cat', 'dog', 'bird'];
    expect(await ofClasses(precision({ classes, average: 'none' }))).toEqual({
      cat: 0.5,
      dog: 2 / 3,
      bird: 1,
    });
    expect(await ofClasses(recall({ classes: 3, average: 'none' }))).toEqual({ 0: 2 / 3, 1: 2 / 3, 2: 0.75 });
  });

  it('find the ones of binary targets, in logits or in probabilities', async () => {
    const [outputs, targets] = [
      [0.3, -1, -0.2, 2, 0.4, -0.7],
      [1, 0, 1, 1, 0, 0],
    ];
    for (const metric of [precision(), recall(), fBeta()])
      expect(await measured(metric, outputs, targets, tensor)).toBeCloseTo(2 / 3, 8);
    const probabilities = outputs.map((logit) => 1 / (1 + Math.exp(-logit)));
    expect(await measured(precision({ threshold: 0.5 }), probabilities, targets, tensor)).toBeCloseTo(
      2 / 3,
      8,
    );
  });

  it('count each label of samples with several', async () => {
    const outputs = [
      [1, -1],
      [-1, 2],
      [0.5, -1],
      [-1, -2],
    ];
    const targets = [
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 1],
    ];
    const run = (metric: Metric) => measured(metric, outputs, targets, tensor);
    expect(await run(precision({ labels: 2 }))).toBeCloseTo(0.75, 8);
    expect(await run(precision({ labels: 2, average: 'micro' }))).toBeCloseTo(2 / 3, 8);
    expect(await run(recall({ labels: ['a', 'b'] }))).toBeCloseTo(0.5, 8);
    expect(await run(exactMatch())).toBeCloseTo(1 / 4, 6);
  });

  it('are 0 where nothing was guessed, and NaN before the first batch', async () => {
    const never = precision();
    expect(await never.result()).toBeNaN();
    never.update({ output: tensor([-1, -2]), target: tensor([0, 1]) });
    expect(await never.result()).toBe(0);
    never.reset();
    expect(await never.result()).toBeNaN();
  });

  it.each([
    [() => precision({ classes: 3, labels: 2 }), 'value'],
    [() => precision({ classes: 1 }), 'value'],
    [() => fBeta({ beta: 0 }), 'value'],
    [() => precision({ classes: 4 }).update({ output: tensor(logits), target: integers(labels) }), 'shape'],
    [() => recall().update({ output: tensor(logits), target: integers(labels) }), 'shape'],
    [() => recall({ classes: 3 }).update({ output: tensor([[1, 2, 3]]), target: integers([3]) }), 'index'],
    [() => recall({ classes: 3 }).update({ output: tensor([[1, 2, 3]]), target: integers([-1]) }), 'index'],
  ])('refuse what makes no sense, case %#', (wrong, code) => {
    expect(wrong).toThrow(expect.objectContaining({ code }));
  });
});

describe('accuracies', () => {
  it('count a class among the k greatest logits', async () => {
    expect(await ofClasses(topKAccuracy({ k: 2 }))).toBeCloseTo(0.8, 6);
    expect(await ofClasses(topKAccuracy({ k: 1 }))).toBe(await ofClasses(accuracy()));
    expect(await ofClasses(topKAccuracy({ k: 3 }))).toBe(1);
    expect(topKAccuracy({ k: 3 }).name).toBe('top3Accuracy');
  });

  it('refuse a k that is no number of classes', () => {
    expect(() => topKAccuracy({ k: 0 })).toThrow(/k is an integer ≥ 1/);
    const update = () => topKAccuracy().update({ output: tensor(logits), target: integers(labels) });
    expect(update).toThrow(expect.objectContaining({ code: 'value' }));
  });
});

describe('areas under curves', () => {
  it('are exact, ties included', async () => {
    expect(await ofScores(areaUnderCurve())).toBeCloseTo(0.65625, 12);
    expect(await ofScores(areaUnderCurve({ curve: 'precisionRecall' }))).toBeCloseTo(0.625, 12);
  });

  it('average each class against the others', async () => {
    expect(await ofClasses(areaUnderCurve({ classes: 3 }))).toBeCloseTo(0.6765873016, 8);
    const pr = areaUnderCurve({ classes: 3, curve: 'precisionRecall' });
    expect(await ofClasses(pr)).toBeCloseTo(0.575, 8);
  });

  it('are the share of pairs in the right order', async () => {
    const noisy = Array.from({ length: 300 }, (_, i) =>
      Math.round(8 * (Math.sin(i * 12.9898) + (i % 3 === 0 ? 0.5 : 0))),
    );
    const ones = noisy.filter((_, i) => i % 3 === 0);
    const zeros = noisy.filter((_, i) => i % 3 !== 0);
    const won = ones.flatMap((one) => zeros.map((zero) => (Math.sign(one - zero) + 1) / 2));
    const share = won.reduce((sum, each) => sum + each, 0) / won.length;
    const area = await measured(
      areaUnderCurve(),
      noisy,
      noisy.map((_, i) => Number(i % 3 === 0)),
      tensor,
    );
    expect(area).toBeCloseTo(share, 12);
  });

  it('keep their scores in saved tensors', async () => {
    const metric = areaUnderCurve();
    metric.update({ output: tensor(scores.slice(0, 5)), target: tensor(truths.slice(0, 5)) });
    const resumed = areaUnderCurve();
    resumed.loadTensors!(metric.saveTensors!());
    resumed.update({ output: tensor(scores.slice(5)), target: tensor(truths.slice(5)) });
    expect(await resumed.result()).toBeCloseTo(0.65625, 12);
  });

  it('come from curves with a point for each different score', () => {
    const roc = rocCurve(scores, truths);
    expect(roc.thresholds).toEqual([Number.POSITIVE_INFINITY, 0.8, 0.7, 0.4, 0.35, 0.2, 0.1]);
    expect(roc.falsePositiveRates).toEqual([0, 0.25, 0.25, 0.5, 0.5, 0.75, 1]);
    expect(roc.truePositiveRates).toEqual([0, 0.25, 0.5, 0.5, 1, 1, 1]);
    const { precisions, recalls } = precisionRecallCurve(scores, truths);
    expect(precisions).toEqual([0.5, 2 / 3, 0.5, 4 / 6, 4 / 7, 0.5]);
    expect(recalls).toEqual([0.25, 0.5, 0.5, 1, 1, 1]);
  });

  it('need ones and zeros, scores that are numbers, and a truth for each', async () => {
    expect(await measured(areaUnderCurve(), [1, 2], [1, 1], tensor)).toBeNaN();
    expect(await areaUnderCurve().result()).toBeNaN();
    await expect(measured(areaUnderCurve(), [1, Number.NaN], [1, 0], tensor)).rejects.toThrow(/NaN/);
    expect(() => rocCurve([1], [1, 0])).toThrow(expect.objectContaining({ code: 'shape' }));
  });
});

describe('confusion matrix', () => {
  const wanted = [
    [2, 1, 0],
    [1, 2, 0],
    [1, 0, 3],
  ];

  it('grows over batches, and is its accuracy in logs', async () => {
    const matrix = new ConfusionMatrix({ classes: 3 });
    expect(await matrix.result()).toBeNaN();
    expect(await ofClasses(matrix)).toBeCloseTo(0.7, 12);
    expect(matrix.counts.toArray()).toEqual(wanted);
    expect(confusionMatrix(tensor(logits), integers(labels)).toArray()).toEqual(wanted);
    matrix.reset();
    expect(await matrix.result()).toBeNaN();
  });

  it('gives the mean overlap of classes', async () => {
    expect(await ofClasses(meanIoU({ classes: 3 }))).toBeCloseTo(0.55, 12);
  });

  it('leaves ignored labels and absent classes out', async () => {
    const masked = labels.map((label) => (label === 1 ? 255 : label));
    const counted = labels.flatMap((label, i) => (label === 1 ? [] : [i]));
    const without = await measured(
      meanIoU({ classes: 3 }),
      counted.map((i) => logits[i]!),
      counted.map((i) => labels[i]!),
    );
    expect(await measured(meanIoU({ classes: 3, ignoreIndex: 255 }), logits, masked)).toBe(without);
    const padded = logits.map((row) => [...row, -9]);
    expect(await measured(meanIoU({ classes: 4 }), padded, labels)).toBeCloseTo(0.55, 12);
  });

  it('refuses labels outside of the classes and other numbers of classes', () => {
    const update = (classes: number, label: number) => () =>
      new ConfusionMatrix({ classes }).update({ output: tensor([[1, 2, 3]]), target: integers([label]) });
    expect(update(3, 3)).toThrow(/\[ConfusionMatrix\] a label is not one of 3 classes/);
    expect(update(3, -1)).toThrow(expect.objectContaining({ code: 'index' }));
    expect(update(4, 0)).toThrow(/made for 4 classes/);
    expect(() => new ConfusionMatrix({ classes: 1.5 })).toThrow(/integer ≥ 2/);
  });
});

describe('metrics of regression', () => {
  const [outputs, targets] = [
    [1002.5, 1005, 1003, 1008],
    [1003, 1005, 1002, 1010],
  ];
  const run = (metric: Metric) => measured(metric, outputs, targets, tensor);

  it('give what scikit-learn gives', async () => {
    expect(await run(absoluteError())).toBeCloseTo(0.875, 6);
    expect(await run(squaredError())).toBeCloseTo(1.3125, 6);
    expect(await run(rootMeanSquaredError())).toBeCloseTo(Math.sqrt(1.3125), 6);
    expect(await run(rSquared())).toBeCloseTo(0.8618421053, 10);
  });

  it('tell good from no better than the mean, also far from zero', async () => {
    const far = Array.from({ length: 100 }, (_, i) => 100_000 + Math.sin(i));
    const mean = far.reduce((sum, value) => sum + value, 0) / 100;
    expect(await measured(rSquared(), far, far, tensor)).toBe(1);
    expect(
      await measured(
        rSquared(),
        far.map(() => mean),
        far,
        tensor,
      ),
    ).toBeCloseTo(0, 2);
    expect(await measured(rSquared(), [1, 2], [3, 3], tensor)).toBeNaN();
  });

  it('refuse other shapes', () => {
    for (const metric of [absoluteError(), rSquared()]) {
      const update = () => metric.update({ output: tensor([[1], [2]]), target: tensor([1, 2]) });
      expect(update).toThrow(expect.objectContaining({ code: 'shape' }));
    }
  });
});

describe('perplexity', () => {
  it('is the number of classes for even guesses and 1 for certainty', async () => {
    expect(
      await measured(
        perplexity(),
        [
          [0, 0, 0, 0],
          [1, 1, 1, 1],
        ],
        [3, 0],
      ),
    ).toBeCloseTo(4, 5);
    expect(
      await measured(
        perplexity(),
        [
          [99, 0],
          [0, 99],
        ],
        [0, 1],
      ),
    ).toBeCloseTo(1, 6);
  });

  it('leaves padding out', async () => {
    const padded = await measured(
      perplexity({ ignoreIndex: -1 }),
      [
        [0, 0, 0],
        [9, 0, 0],
        [0, 0, 0],
      ],
      [1, -1, 2],
    );
    expect(padded).toBeCloseTo(3, 5);
  });
});
