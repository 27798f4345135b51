// What is found in made-up errors, and in nets that really fit too little or too much.

import { createCpuBackend } from '@cambium/backend-cpu';
import { ArrayDataset, DataLoader } from '@cambium/data';
import { Linear, Sequential } from '@cambium/layers';
import { Adam } from '@cambium/optim';
import { crossEntropy, seed, setBackend, tanh } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { accuracy, diagnose, earlyStopping, type FitOptions, fit } from '../src/index.ts';

setBackend(createCpuBackend());

const problemsOf = (...inputs: Parameters<typeof diagnose>) =>
  diagnose(...inputs).findings.map(({ problem }) => problem);

describe('diagnose of errors', () => {
  // the examples of the course
  it.each([
    [{ train: 0.01, validation: 0.11 }, {}, ['variance']],
    [{ train: 0.15, validation: 0.16 }, {}, ['bias']],
    [{ train: 0.15, validation: 0.3 }, {}, ['bias', 'variance']],
    [{ train: 0.005, validation: 0.01 }, {}, []],
    [{ train: 0.15, validation: 0.16 }, { humanError: 0.15 }, []],
    [{ train: 0.08, validation: 0.1 }, { humanError: 0.01 }, ['bias', 'variance']],
    [{ train: 0.08, validation: 0.1 }, { humanError: 0.075 }, ['variance']],
    [{ train: 0.01, validation: 0.1 }, { trainingLikeError: 0.015 }, ['data mismatch']],
    [{ train: 0.01, validation: 0.1 }, { trainingLikeError: 0.09 }, ['variance']],
    [{ train: 0.01, validation: 0.015, test: 0.06 }, {}, ['overfitted validation set']],
    [{ train: 0.02, validation: 0.03 }, { tolerance: 0.05 }, []],
  ] as const)('%j %j: %j', (errors, options, wanted) => {
    expect(problemsOf(errors, options)).toEqual(wanted);
  });

  it('adds up to the validation error', () => {
    const { avoidableBias, variance } = diagnose({ train: 0.08, validation: 0.1 }, { humanError: 0.03 });
    expect(0.03 + avoidableBias + variance).toBeCloseTo(0.1, 12);
  });

  it('reads as text with the greatest part first, and advice', () => {
    const text = String(diagnose({ train: 0.08, validation: 0.1, test: 0.101 }, { humanError: 0.01 }));
    expect(text).toMatch(
      /^error: possible 1\.00 %, training 8\.00 %, validation 10\.00 %, test 10\.10 %\nbias \(7\.00 %\)/,
    );
    expect(text).toMatch(/bigger network[\s\S]*variance \(2\.00 %\)[\s\S]*more training data/);
    expect(String(diagnose({ train: 0, validation: 0 }))).toMatch(/Nothing stands out/);
  });

  it.each([
    [() => diagnose({ train: Number.NaN, validation: 0.1 }), /got NaN for train/],
    [() => diagnose({ train: 0, validation: 0.1 }, { humanError: -1 }), /got -1 for humanError/],
    [() => diagnose({ epochs: [] }), /no epochs/],
    [() => diagnose({ epochs: [{ loss: 1 }] }), /'validationLoss'.*validation set/],
    [
      () => diagnose({ epochs: [{ loss: 1, validationLoss: 1 }] }, { metric: 'accuracy' }),
      /'accuracy' is not.*loss/,
    ],
  ])('refuses what makes no sense, case %#', (wrong, message) => {
    expect(wrong).toThrow(message);
  });
});

describe('diagnose of a history', () => {
  const epochs = [
    { loss: 0.9, validationLoss: 0.8 },
    { loss: 0.5, validationLoss: 0.52 },
    { loss: 0.2, validationLoss: 0.9 },
  ];

  it('looks at the last epoch, and tells overtraining', () => {
    const { measure, validation, findings } = diagnose({ epochs }, { humanError: 0.2 });
    expect([measure, validation]).toEqual(['loss', 0.9]);
    expect(findings.map(({ problem, size }) => [problem, size])).toEqual([
      ['variance', 0.9 - 0.2],
      ['overtraining', 0.9 - 0.52],
    ]);
    expect(findings[1]!.observation).toMatch(/from 0\.5200 in epoch 2 to 0\.9000/);
  });

  it('takes what should be great from 1', () => {
    const scores = { epochs: [{ loss: 1, f1: 0.9, validationF1: 0.6 }] };
    const { measure, train, variance } = diagnose(scores, { metric: 'f1' });
    expect([measure, train, variance]).toEqual(['1 − f1', 1 - 0.9, expect.closeTo(0.3, 12)]);
  });

  it('looks at the epoch whose weights were restored', () => {
    expect(problemsOf({ epochs, restoredEpoch: 1 }, { humanError: 0.5 })).toEqual([]);
  });

  it('says to train longer while the loss still falls', () => {
    const at = (loss: number) => ({ loss, validationLoss: loss });
    const adviceAfter = (loss: number) => diagnose({ epochs: [at(1), at(loss)] }).findings[0]!.advice[0];
    expect(adviceAfter(0.8)).toMatch(/still fell by 20 %/);
    expect(adviceAfter(0.999)).toMatch(/bigger network/);
  });
});

describe('diagnose of real nets', () => {
  /** Points inside or outside of a circle; a share of the labels is wrong. */
  function circle(count: number, start: number, wrong = 0): DataLoader<{ x: object; y: object }> {
    const at = (i: number, scale: number): number =>
      ((2 * (((Math.sin((start + i) * scale) * 43758.5453) % 1) + 1)) % 2) - 1;
    const x = Float32Array.from(
      { length: 2 * count },
      (_, i) => 1.5 * at(i >> 1, i % 2 === 0 ? 12.9898 : 78.233),
    );
    const y = Int32Array.from({ length: count }, (_, i) => {
      const inside = Math.hypot(x[2 * i]!, x[2 * i + 1]!) < 1;
      return Number(inside) ^ Number(Math.abs(at(i, 4.1414)) < wrong);
    });
    return new DataLoader(new ArrayDataset({ x: { data: x, shape: [count, 2] }, y }), { batchSize: count });
  }
  async function train(
    model: Sequential,
    options: Pick<FitOptions, 'train' | 'epochs'> & Partial<FitOptions>,
  ) {
    return fit(model, {
      validation: circle(500, 5000),
      loss: crossEntropy,
      optimizer: new Adam(model, { learningRate: 0.02 }),
      metrics: [accuracy()],
      progress: null,
      ...options,
    });
  }
  const net = (units: number): Sequential => {
    seed(1);
    return new Sequential(new Linear(2, units), tanh, new Linear(units, units), tanh, new Linear(units, 2));
  };

  it('finds bias in a linear model of a circle, and less of it in the bigger net that it advises', async () => {
    seed(1);
    const data = { train: circle(400, 0), epochs: 150 };
    const small = diagnose(await train(new Sequential(new Linear(2, 2)), data));
    expect(small.findings[0]).toMatchObject({
      problem: 'bias',
      advice: expect.arrayContaining([expect.stringMatching(/bigger network/)]),
    });
    const big = diagnose(await train(net(16), data));
    expect(big.avoidableBias).toBeLessThan(small.avoidableBias / 4);
  });

  it('finds variance in a big net on few samples, and less of it with the data that it advises', async () => {
    const few = diagnose(await train(net(64), { train: circle(24, 0, 0.2), epochs: 200 }), {
      tolerance: 0.03,
    });
    expect(few.findings[0]).toMatchObject({
      problem: 'variance',
      advice: expect.arrayContaining([expect.stringMatching(/more training data/)]),
    });
    const many = diagnose(await train(net(64), { train: circle(600, 0, 0.2), epochs: 60 }));
    expect(many.variance).toBeLessThan(few.variance / 2);
  });

  it('finds overtraining, and none with the early stopping that it advises', async () => {
    const data = { train: circle(40, 0, 0.25), epochs: 400 };
    const options = { metric: 'loss' };
    expect(problemsOf(await train(net(64), data), options)).toContain('overtraining');
    const callbacks = [earlyStopping({ patience: 3, restoreBest: true })];
    expect(problemsOf(await train(net(64), { ...data, callbacks }), options)).not.toContain('overtraining');
  });
});
