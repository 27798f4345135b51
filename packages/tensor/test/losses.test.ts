import { checkGradients, grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { tensor, ones, zeros } = ops;

beforeAll(useCpu);

const doubles = (values: ops.NestedValues): ops.Tensor => tensor(values, { dtype: 'float64' });
const labels = (values: ops.NestedValues): ops.Tensor => tensor(values, { dtype: 'int32' });
const none = { reduction: 'none' } as const;

type Elementwise = (x: ops.Tensor, t: ops.Tensor, options: ops.LossOptions) => ops.Tensor;

const signs = [1, -1, -1, 1];
const shares = [0.25, 1, 0, 0.5];
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const x = [0.3, -1.4, 0.6, 2.5];

/** Losses of single elements by their definition. */
const elementwise: readonly [string, Elementwise, readonly number[], (x: number, t: number) => number][] = [
  ['meanSquaredError', ops.meanSquaredError, signs, (a, t) => (a - t) ** 2],
  ['meanAbsoluteError', ops.meanAbsoluteError, signs, (a, t) => Math.abs(a - t)],
  [
    'smoothL1Loss',
    ops.smoothL1Loss,
    signs,
    (a, t) => {
      const d = Math.abs(a - t);
      return d < 1 ? d ** 2 / 2 : d - 0.5;
    },
  ],
  ['logCoshLoss', ops.logCoshLoss, signs, (a, t) => Math.log(Math.cosh(a - t))],
  ['hingeLoss', ops.hingeLoss, signs, (a, t) => Math.max(0, 1 - a * t)],
  ['squaredHingeLoss', ops.squaredHingeLoss, signs, (a, t) => Math.max(0, 1 - a * t) ** 2],
  ['softMarginLoss', ops.softMarginLoss, signs, (a, t) => Math.log(1 + Math.exp(-a * t))],
  ['hingeEmbeddingLoss', ops.hingeEmbeddingLoss, signs, (a, t) => (t === 1 ? a : Math.max(0, 1 - a))],
  ['poissonNegativeLogLikelihood', ops.poissonNegativeLogLikelihood, shares, (a, t) => Math.exp(a) - t * a],
  ['klDivergence', ops.klDivergence as Elementwise, shares, (a, t) => (t === 0 ? 0 : t * (Math.log(t) - a))],
  [
    'focalLoss',
    ops.focalLoss,
    [0, 1, 1, 0],
    (a, t) => {
      const right = t === 1 ? sigmoid(a) : 1 - sigmoid(a);
      return -(t === 1 ? 0.25 : 0.75) * (1 - right) ** 2 * Math.log(right);
    },
  ],
];

describe.each(elementwise)('%s', (_, loss, targets, definition) => {
  const losses = x.map((each, i) => definition(each, targets[i]!));
  const sum = losses.reduce((total, each) => total + each, 0);

  it('follows its definition in each reduction', () => {
    expectTensor(loss(doubles(x), doubles(targets), none), losses);
    expectTensor(loss(doubles(x), doubles(targets), { reduction: 'sum' }), sum);
    expectTensor(loss(doubles(x), doubles(targets), {}), sum / 4);
  });

  it('divides the mean of weighted losses by the weights', () => {
    const expected = (losses[0]! + 3 * losses[3]!) / 4;
    expectTensor(loss(doubles(x), doubles(targets), { weights: doubles([1, 0, 0, 3]) }), expected);
  });

  it('has the gradient of finite differences', () => {
    const report = checkGradients(
      (each: ops.Tensor) => loss(each, doubles(targets), { reduction: 'sum' }),
      [doubles(x)],
    );
    expect(report.relativeError).toBeLessThan(1e-6);
  });

  it('refuses targets of another shape, NaN, and unknown reductions', () => {
    expect(errorOf(() => loss(ones([2, 2]), ones([4]), {}))).toMatchObject({ code: 'shape' });
    expect(errorOf(() => loss(ones([1]), tensor([Number.NaN]), {}))).toMatchObject({ code: 'value' });
    expect(errorOf(() => loss(ones([2]), ones([2]), { reduction: 'median' as 'sum' }))).toMatchObject({
      code: 'value',
    });
    expect(errorOf(() => loss(ones([2]), ones([2]), { weights: ones([3]) }))).toMatchObject({
      code: 'shape',
    });
  });
});

describe('binary cross-entropy', () => {
  it('keeps log 0 at -100 and its gradient finite', () => {
    const targets = tensor([1, 0, 0, 1]);
    const loss = (p: ops.Tensor): ops.Tensor => ops.binaryCrossEntropy(p, targets, { reduction: 'sum' });
    const corners = tensor([0, 1, 0, 1]);
    expectTensor(ops.binaryCrossEntropy(corners, targets, none), [100, 100, 0, 0]);
    expectTensor(grad(loss)(corners), [-1e12, 1e12, 0, 0]);
  });

  it('weighs elements, and positives beside that', () => {
    const [p, t] = [doubles([0.8, 0.3]), doubles([1, 0])];
    const expected = [2 * 3 * -Math.log(0.8), 5 * -Math.log(0.7)];
    const options = { weights: doubles([2, 5]), positiveWeight: 3 };
    expectTensor(ops.binaryCrossEntropy(p, t, { ...options, ...none }), expected);
    const logits = ops.log(ops.div(p, ops.sub(1, p)));
    expectTensor(ops.binaryCrossEntropyWithLogits(logits, t, { ...options, ...none }), expected);
    expectTensor(ops.binaryCrossEntropy(p, t, options), (expected[0]! + expected[1]!) / 2);
  });

  it('has gradients of finite differences by both operands', () => {
    const [p, t] = [doubles([0.2, 0.9]), doubles([0.6, 0.3])];
    const loss = (a: ops.Tensor, b: ops.Tensor): ops.Tensor =>
      ops.binaryCrossEntropy(a, b, { positiveWeight: 2 });
    expect(checkGradients(loss, [p, t]).relativeError).toBeLessThan(1e-7);
  });

  it('refuses focal parameters out of range', () => {
    for (const options of [{ gamma: -1 }, { alpha: 1.5 }])
      expect(errorOf(() => ops.focalLoss(ones([2]), ones([2]), options))).toMatchObject({ code: 'value' });
  });
});

describe('cross-entropy', () => {
  it('weighs samples beside classes', () => {
    const logits = doubles([
      [0, 0],
      [Math.log(3), 0],
    ]);
    const loss = ops.crossEntropy(logits, labels([0, 1]), {
      weights: doubles([1, 3]),
      classWeights: doubles([2, 1]),
    });
    expectTensor(loss, (2 * Math.log(2) + 3 * Math.log(4)) / 5);
  });
});

describe('likelihoods', () => {
  it('adds Stirling only above 1', () => {
    const stirling = 3 * Math.log(3) - 3 + Math.log(2 * Math.PI * 3) / 2;
    const loss = ops.poissonNegativeLogLikelihood(doubles([0, 0]), doubles([1, 3]), { full: true, ...none });
    expectTensor(loss, [1, 1 + stirling]);
  });

  it('takes Poisson rates themselves', () => {
    const loss = ops.poissonNegativeLogLikelihood(doubles([2]), doubles([3]), { logInput: false });
    expectTensor(loss, 2 - 3 * Math.log(2));
  });

  it('shares Gaussian variances over the last axis', () => {
    const [means, targets] = [doubles([[0, 0]]), doubles([[1, 2]])];
    const expected = [[(Math.log(4) + 1 / 4) / 2, (Math.log(4) + 1) / 2]];
    for (const variances of [4, doubles([4]), doubles([[4]]), doubles([[4, 4]])])
      expectTensor(ops.gaussianNegativeLogLikelihood(means, targets, variances, none), expected);
  });

  it('lets no Gaussian variance fall below epsilon, and differentiates it there', () => {
    const loss = (v: ops.Tensor): ops.Tensor =>
      ops.gaussianNegativeLogLikelihood(doubles([0]), doubles([1]), v, { epsilon: 0.5 });
    expectTensor(loss(doubles([0])), (Math.log(0.5) + 2) / 2);
    expectTensor(grad(loss)(doubles([0])), [(1 / 0.5 - 1 / 0.25) / 2]);
  });

  it.each([
    [
      'negative variances',
      () => ops.gaussianNegativeLogLikelihood(ones([2]), ones([2]), tensor([1, -1])),
      'value',
    ],
    [
      'variances of another shape',
      () => ops.gaussianNegativeLogLikelihood(ones([2]), ones([2]), ones([3])),
      'shape',
    ],
    [
      'an epsilon of 0',
      () => ops.gaussianNegativeLogLikelihood(ones([2]), ones([2]), ones([2]), { epsilon: 0 }),
      'value',
    ],
    ['a batch mean of a scalar', () => ops.klDivergence(1, tensor(1), { reduction: 'batchMean' }), 'shape'],
  ])('refuse %s', (_, call, code) => {
    expect(errorOf(call)).toMatchObject({ code });
  });

  it('measures divergence from logarithms, per sample', () => {
    const [p, t] = [
      doubles([
        [0.5, 0.5],
        [0.9, 0.1],
      ]),
      doubles([
        [0.25, 0.75],
        [0.9, 0.1],
      ]),
    ];
    const expected = (0.25 * Math.log(0.5) + 0.75 * Math.log(1.5)) / 2;
    const options = { logTarget: true, reduction: 'batchMean' } as const;
    expectTensor(ops.klDivergence(ops.log(p), ops.log(t), options), expected);
  });
});

describe('losses of classes with a margin', () => {
  it('multiMarginLoss squares, weighs classes and leaves out the label', () => {
    const options = { power: 2, margin: 0.5, classWeights: tensor([1, 2, 3]) } as const;
    expectTensor(ops.multiMarginLoss(tensor([[1, 0, 2]]), labels([2]), { ...options, ...none }), [0]);
    expectTensor(
      ops.multiMarginLoss(tensor([[1, 0, 2]]), labels([1]), options),
      (2 * (1.5 ** 2 + 2.5 ** 2)) / 3,
    );
  });

  it('multiLabelMarginLoss stops at the first label that is none', () => {
    const scores = tensor([[0.1, 0.2, 0.4, 0.8]]);
    const expected = (1 - (0.1 - 0.2) + (1 - (0.1 - 0.4)) + (1 - (0.8 - 0.2)) + (1 - (0.8 - 0.4))) / 4;
    expectTensor(ops.multiLabelMarginLoss(scores, labels([[3, 0, -1, 1]])), expected);
  });

  it.each([
    ['another power', () => ops.multiMarginLoss(ones([1, 2]), labels([0]), { power: 3 as 2 }), 'value'],
    ['a label that is no class', () => ops.multiMarginLoss(ones([1, 2]), labels([2])), 'index'],
    ['floating labels', () => ops.multiLabelMarginLoss(ones([1, 2]), ones([1, 2])), 'dtype'],
    ['a label that is no class', () => ops.multiLabelMarginLoss(ones([1, 2]), labels([[2, 0]])), 'index'],
    ['scalars', () => ops.multiLabelSoftMarginLoss(1, tensor(1)), 'shape'],
    [
      'a margin that is not finite',
      () => ops.marginRankingLoss(ones([1]), ones([1]), ones([1]), { margin: Number.NaN }),
      'value',
    ],
    ['lists of two lengths', () => ops.marginRankingLoss(ones([1]), ones([2]), ones([1])), 'shape'],
  ])('refuse %s', (_, call, code) => {
    expect(errorOf(call)).toMatchObject({ code });
  });
});

describe('losses of vectors', () => {
  const [a, b] = [
    () =>
      doubles([
        [3, 4],
        [1, 0],
      ]),
    () =>
      doubles([
        [4, 3],
        [-1, 1],
      ]),
  ];

  it('cosines ignore lengths, and 0 has none', () => {
    expectTensor(ops.cosineSimilarity(a(), b()), [24 / 25, -Math.SQRT1_2]);
    expectTensor(ops.cosineSimilarity(zeros([1, 2]), ones([1, 2])), [0]);
    expectTensor(ops.cosineSimilarity(a(), doubles([[1], [0]]), { axis: 0 }), [3 / Math.sqrt(10), 1]);
    expectTensor(ops.cosineSimilarityLoss(a(), b(), none), [1 / 25, 1 + Math.SQRT1_2]);
  });

  it('cosines have finite gradients at 0', () => {
    const sum = (x: ops.Tensor): ops.Tensor => ops.sum(ops.cosineSimilarity(x, doubles([[1, 2]])));
    expect(Array.from(grad(sum)(doubles([[0, 0]])).dataSync()).every(Number.isFinite)).toBe(true);
  });

  it('a triplet may be judged from the positive', () => {
    const [anchor, positive, negative] = [doubles([[0, 0]]), doubles([[3, 4]]), doubles([[3, 2]])];
    const options = { epsilon: 0 };
    expectTensor(ops.tripletMarginLoss(anchor, positive, negative, options), 5 - Math.sqrt(13) + 1);
    expectTensor(ops.tripletMarginLoss(anchor, positive, negative, { ...options, swap: true }), 5 - 2 + 1);
    expectTensor(ops.tripletMarginLoss(anchor, positive, negative, { ...options, power: 1 }), 7 - 5 + 1);
  });

  it.each([
    ['pairs without targets', () => ops.contrastiveLoss(ones([2, 3]), ones([2, 3]), ones([3])), 'shape'],
    ['numbers', () => ops.cosineEmbeddingLoss(1, tensor(1), tensor(1)), 'shape'],
    ['triples of numbers', () => ops.tripletMarginLoss(1, tensor(1), tensor(1)), 'shape'],
    ['vectors that do not broadcast', () => ops.cosineSimilarity(ones([2]), ones([3])), 'shape'],
    ['an axis that is not there', () => ops.cosineSimilarity(ones([2]), ones([2]), { axis: 1 }), 'axis'],
  ])('refuse %s', (_, call, code) => {
    expect(errorOf(call)).toMatchObject({ code });
  });
});

describe('dice loss', () => {
  it('measures the overlap of each sample and class', () => {
    const p = doubles([
      [
        [1, 0.5],
        [0, 0.5],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ]);
    const t = doubles([
      [
        [1, 1],
        [1, 0],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ]);
    expectTensor(ops.diceLoss(p, t, none), [
      [1 - 3 / 4, 1 - 2 / 3],
      [0, 0],
    ]);
  });

  it.each([
    ['tensors without a region', {}, 'shape'],
    ['a negative smooth', { axis: 0, smooth: -1 }, 'value'],
    ['an axis that is not there', { axis: 2 }, 'axis'],
  ])('refuses %s', (_, options, code) => {
    expect(errorOf(() => ops.diceLoss(ones([2, 2]), ones([2, 2]), options))).toMatchObject({ code });
  });
});

describe('CTC loss', () => {
  const [time, classes] = [4, 3];
  const logs = () =>
    ops.logSoftmax(
      ops.mul(
        ops.sin(ops.reshape(ops.arange(24, undefined, 1, { dtype: 'float64' }), [2, time, classes])),
        2,
      ),
    );

  /** Adds up the probability of every path that reads as the labels. */
  function byPaths(sample: number, steps: number, wanted: readonly number[], blank: number): number {
    const table = ops.exp(logs()).toArray() as number[][][];
    let total = 0;
    for (let code = 0; code < classes ** steps; code++) {
      const path = Array.from({ length: steps }, (_, t) => Math.floor(code / classes ** t) % classes);
      const said = path.filter((each, t) => each !== path[t - 1]).filter((each) => each !== blank);
      if (said.join() === wanted.join())
        total += path.reduce((p, each, t) => p * table[sample]![t]![each]!, 1);
    }
    return -Math.log(total);
  }

  it('adds up all paths, with repeated labels and samples of several lengths', () => {
    const loss = ops.ctcLoss(
      logs(),
      labels([
        [1, 1],
        [2, 0],
      ]),
      [4, 3],
      [2, 1],
      none,
    );
    expectTensor(loss, [byPaths(0, 4, [1, 1], 0), byPaths(1, 3, [2], 0)]);
  });

  it('takes another blank, and labels one after the other', () => {
    const loss = ops.ctcLoss(logs(), labels([0, 1, 1]), labels([4, 4]), labels([2, 1]), {
      blank: 2,
      ...none,
    });
    expectTensor(loss, [byPaths(0, 4, [0, 1], 2), byPaths(1, 4, [1], 2)]);
  });

  it('hears silence as no labels', () => {
    const loss = ops.ctcLoss(logs(), labels([[1], [1]]), [4, 0], [0, 0], none);
    expectTensor(loss, [byPaths(0, 4, [], 0), 0]);
  });

  it('averages over labels, then over samples', () => {
    const expected = (byPaths(0, 4, [1, 2], 0) / 2 + byPaths(1, 4, [1], 0)) / 2;
    expectTensor(
      ops.ctcLoss(
        logs(),
        labels([
          [1, 2],
          [1, 0],
        ]),
        [4, 4],
        [2, 1],
      ),
      expected,
    );
  });

  it('is infinite where labels do not fit, or 0 without gradient', () => {
    const loss =
      (zeroInfinity: boolean) =>
      (x: ops.Tensor): ops.Tensor =>
        ops.ctcLoss(
          x,
          labels([
            [1, 1],
            [2, 1],
          ]),
          [2, 4],
          [2, 2],
          { zeroInfinity, reduction: 'sum' },
        );
    expectTensor(loss(false)(logs()), Number.POSITIVE_INFINITY);
    expectTensor(loss(true)(logs()), byPaths(1, 4, [2, 1], 0));
    const gradient = grad(loss(true))(logs()).toArray() as number[][][];
    expect(gradient[0]!.flat().every((each) => each === 0)).toBe(true);
    expect(gradient[1]!.flat().every(Number.isFinite)).toBe(true);
  });

  it('has the gradient of finite differences, also at a class that is impossible', () => {
    const loss = (x: ops.Tensor): ops.Tensor =>
      ops.ctcLoss(ops.logSoftmax(x), labels([[1, 2]]), [4], [2], none);
    const report = checkGradients((x: ops.Tensor) => ops.sum(loss(x)), [ops.slice(logs(), [0, 1])]);
    expect(report.relativeError).toBeLessThan(1e-7);
    const certain = doubles([[[Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY]]]);
    const gradient = grad((x: ops.Tensor) => ops.ctcLoss(x, labels([[1]]), [1], [1]))(certain);
    expectTensor(gradient, [[[0, -1, 0]]]);
  });

  it.each([
    ['images', () => ops.ctcLoss(ones([2, 4]), labels([[1]]), [4], [1]), 'shape'],
    ['targets of another batch', () => ops.ctcLoss(logs(), labels([[1]]), [4, 4], [1, 1]), 'shape'],
    ['lengths of another batch', () => ops.ctcLoss(logs(), labels([[1], [1]]), [4], [1, 1]), 'shape'],
    ['more steps than there are', () => ops.ctcLoss(logs(), labels([[1], [1]]), [5, 4], [1, 1]), 'value'],
    ['more labels than there are', () => ops.ctcLoss(logs(), labels([[1], [1]]), [4, 4], [2, 1]), 'value'],
    ['lengths that do not add up', () => ops.ctcLoss(logs(), labels([1, 1, 1]), [4, 4], [1, 1]), 'shape'],
    ['half a step', () => ops.ctcLoss(logs(), labels([[1], [1]]), [2.5, 4], [1, 1]), 'value'],
    ['a label that is no class', () => ops.ctcLoss(logs(), labels([[7], [1]]), [4, 4], [1, 1]), 'index'],
    [
      'a blank that is no class',
      () => ops.ctcLoss(logs(), labels([[1], [1]]), [4, 4], [1, 1], { blank: 3 }),
      'value',
    ],
    ['floating labels', () => ops.ctcLoss(logs(), ones([2, 1]), [4, 4], [1, 1]), 'dtype'],
    ['floating lengths', () => ops.ctcLoss(logs(), labels([[1], [1]]), ones([2]), [1, 1]), 'dtype'],
  ])('refuses %s', (_, call, code) => {
    expect(errorOf(call)).toMatchObject({ code, op: 'ctcLoss' });
  });
});
