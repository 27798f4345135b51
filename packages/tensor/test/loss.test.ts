import { grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { crossEntropy, tensor, zeros } = ops;

beforeAll(useCpu);

const labels = (values: ops.NestedValues) => tensor(values, { dtype: 'int32' });
const scores = [
  [2, 0, 1],
  [0, 3, -1],
];
const logits = () => tensor(scores);
const logProbabilities = scores.map((row) =>
  row.map((x) => x - Math.log(row.reduce((total, y) => total + Math.exp(y), 0))),
);
/** Losses of the labels 0 and 2. */
const [first, second] = [-logProbabilities[0]![0]!, -logProbabilities[1]![2]!];

describe('cross-entropy', () => {
  it('is the negative log-probability of the label', () => {
    expectTensor(crossEntropy(logits(), labels([0, 2]), { reduction: 'none' }), [first, second]);
    expectTensor(crossEntropy(logits(), labels([0, 2])), (first + second) / 2);
    expectTensor(crossEntropy(logits(), labels([0, 2]), { reduction: 'sum' }), first + second);
    expectTensor(ops.negativeLogLikelihood(ops.logSoftmax(logits()), labels([0, 2])), (first + second) / 2);
  });

  it('takes bytes as labels, one-hot integers and probabilities', () => {
    const expected = (first + second) / 2;
    expectTensor(crossEntropy(logits(), tensor([0, 2], { dtype: 'uint8' })), expected);
    expectTensor(
      crossEntropy(
        logits(),
        labels([
          [1, 0, 0],
          [0, 0, 1],
        ]),
      ),
      expected,
    );
    expectTensor(
      crossEntropy(
        logits(),
        tensor([
          [0.5, 0.5, 0],
          [0, 0, 1],
        ]),
        { reduction: 'none' },
      ),
      [first + 1, second],
    );
  });

  it('has classes on the last axis of any rank', () => {
    expect(
      crossEntropy(zeros([2, 5, 3]), zeros([2, 5], { dtype: 'int32' }), { reduction: 'none' }).shape,
    ).toEqual([2, 5]);
    expectTensor(crossEntropy(tensor([0, 0]), labels(1)), Math.LN2);
  });

  it('smooths labels evenly', () => {
    const nll = [first, second];
    const even = logProbabilities.map((row) => -row.reduce((a, b) => a + b) / 3);
    const expected = nll.map((value, i) => 0.9 * value + 0.1 * even[i]!);
    expectTensor(
      crossEntropy(logits(), labels([0, 2]), { labelSmoothing: 0.1, reduction: 'none' }),
      expected,
    );
    const oneHot = ops.oneHot(labels([0, 2]), 3);
    expectTensor(crossEntropy(logits(), oneHot, { labelSmoothing: 0.1, reduction: 'none' }), expected);
  });

  it('weighs classes and divides by the weights', () => {
    const classWeights = tensor([1, 2, 3]);
    expectTensor(crossEntropy(logits(), labels([0, 2]), { classWeights }), (first + 3 * second) / 4);
    expect(errorOf(() => crossEntropy(logits(), labels([0, 2]), { classWeights: zeros([2]) }))).toMatchObject(
      { op: 'crossEntropy', code: 'shape' },
    );
  });

  it('leaves ignored labels out of the sum and of the mean', () => {
    const options = { ignoreIndex: -100 };
    expectTensor(crossEntropy(logits(), labels([-100, 2]), options), second);
    expectTensor(crossEntropy(logits(), labels([-100, 2]), { ...options, reduction: 'none' }), [0, second]);
    const gradient = grad((x: ops.Tensor) => crossEntropy(x, labels([-100, 1]), options))(logits());
    expectTensor(ops.at(gradient, 0), [0, 0, 0]);
  });

  it('stays finite for huge scores', () => {
    expectTensor(crossEntropy(tensor([[1000, -1000]]), labels([1])), 2000);
  });

  it('has the gradient (softmax − one-hot) / n', () => {
    const gradient = grad((x: ops.Tensor) => crossEntropy(x, labels([0, 2])))(logits());
    const expected = ops.div(ops.sub(ops.softmax(logits()), ops.oneHot(labels([0, 2]), 3)), 2);
    expect(ops.allClose(gradient, expected, { absolute: 1e-6 })).toBe(true);
  });

  it('names a label that is not a class', () => {
    const error = errorOf(() => crossEntropy(zeros([2, 10]), labels([3, 12])));
    expect(error).toMatchObject({ op: 'crossEntropy', code: 'index' });
    expect(error.message).toContain('label 12 at place 1 is not one of the 10 classes (0 to 9)');
    expect(errorOf(() => crossEntropy(zeros([1, 10]), labels([-1]))).message).toContain('label -1');
  });

  it('refuses float labels and shapes that do not fit', () => {
    expect(errorOf(() => crossEntropy(logits(), tensor([0, 2])))).toMatchObject({
      op: 'crossEntropy',
      code: 'dtype',
    });
    expect(errorOf(() => crossEntropy(logits(), labels([[0], [2]]))).message).toContain(
      'squeeze(targets, -1)',
    );
    expect(errorOf(() => crossEntropy(logits(), labels([0]))).code).toBe('shape');
    expect(errorOf(() => crossEntropy(logits(), labels([0, 1]), { labelSmoothing: 2 })).code).toBe('value');
    expect(errorOf(() => crossEntropy(logits(), labels([0, 1]), { reduction: 'avg' as never })).code).toBe(
      'value',
    );
    expect(errorOf(() => crossEntropy(ops.cast(logits(), 'int32'), labels([0, 1]))).code).toBe('dtype');
  });
});

describe('binary cross-entropy', () => {
  it('agrees between probabilities and scores', () => {
    const x = tensor([-2, 0, 3]);
    const t = tensor([0, 1, 0.5]);
    const expected = ops.binaryCrossEntropyWithLogits(x, t, { reduction: 'none' });
    expectTensor(expected, [0.126928, Math.LN2, 1.548587]);
    expect(
      ops.allClose(ops.binaryCrossEntropy(ops.sigmoid(x), t, { reduction: 'none' }), expected, {
        absolute: 1e-5,
      }),
    ).toBe(true);
    expectTensor(
      ops.binaryCrossEntropyWithLogits(x, t, { positiveWeight: 2, reduction: 'none' }),
      [0.126928, 1.386294, 1.572881],
    );
  });

  it('has the gradient sigmoid(x) − t, also at 0 and for huge scores', () => {
    const gradient = grad((x: ops.Tensor) =>
      ops.binaryCrossEntropyWithLogits(x, tensor([1, 0, 1]), { reduction: 'sum' }),
    )(tensor([0, 500, -500]));
    expectTensor(gradient, [-0.5, 1, -1]);
  });

  it('stays finite for certain but wrong probabilities', () => {
    const losses = ops.binaryCrossEntropy(tensor([0, 1]), tensor([1, 0]), { reduction: 'none' });
    expect((losses.toArray() as number[]).every((loss) => loss === 100)).toBe(true);
  });

  it('takes boolean targets', () => {
    expectTensor(ops.binaryCrossEntropyWithLogits(tensor([0]), tensor([true])), Math.LN2);
  });
});

describe('regression losses', () => {
  const [p, t] = [() => tensor([[1], [4]]), () => tensor([[0], [1]])];
  it('follow their formulas', () => {
    expectTensor(ops.meanSquaredError(p(), t()), 5);
    expectTensor(ops.meanAbsoluteError(p(), t()), 2);
    expectTensor(ops.huberLoss(p(), t(), { delta: 2, reduction: 'none' }), [[0.5], [4]]);
    expectTensor(ops.meanSquaredError(p(), t(), { reduction: 'sum' }), 10);
    expectTensor(ops.meanSquaredError(p(), ops.cast(t(), 'int32')), 5);
  });

  it('never broadcast', () => {
    const error = errorOf(() => ops.meanSquaredError(p(), tensor([0, 1])));
    expect(error).toMatchObject({ op: 'meanSquaredError', code: 'shape', shapes: [[2, 1], [2]] });
    expect(error.message).toContain('reshape(targets, [2, 1])');
    expect(errorOf(() => ops.huberLoss(p(), t(), { delta: 0 })).code).toBe('value');
  });
});

describe('targets that are NaN', () => {
  const broken = () => tensor([[0.5, Number.NaN]]);

  it.each([
    ['crossEntropy', () => crossEntropy(zeros([1, 2]), broken())],
    ['binaryCrossEntropy', () => ops.binaryCrossEntropy(tensor([[0.5, 0.5]]), broken())],
    ['binaryCrossEntropyWithLogits', () => ops.binaryCrossEntropyWithLogits(zeros([1, 2]), broken())],
    ['meanSquaredError', () => ops.meanSquaredError(zeros([1, 2]), broken())],
  ])('are refused by %s, instead of poisoning the model', (op, run) => {
    expect(errorOf(run)).toMatchObject({
      op,
      code: 'value',
      message: expect.stringMatching(/a target is NaN/),
    });
  });
});
