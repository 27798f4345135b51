import { grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { sum, tensor } = ops;
type Activation = (x: ops.Tensor) => ops.Tensor;

beforeAll(useCpu);

const slopeAt = (f: Activation, xs: number[]) => grad((x: ops.Tensor) => sum(f(x)))(tensor(xs));

describe('activations', () => {
  const cases: readonly [string, Activation, (x: number) => number][] = [
    ['gelu', ops.gelu, (x) => ({ '-1': -0.15865525, '0.5': 0.34573123, '2': 1.95449974 })[x]!],
    [
      'gelu tanh',
      (x) => ops.gelu(x, { approximate: 'tanh' }),
      (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    ],
    ['silu', ops.silu, (x) => x / (1 + Math.exp(-x))],
    ['mish', ops.mish, (x) => x * Math.tanh(Math.log1p(Math.exp(x)))],
    ['softsign', ops.softsign, (x) => x / (1 + Math.abs(x))],
    ['logSigmoid', ops.logSigmoid, (x) => -Math.log1p(Math.exp(-x))],
    ['elu', (x) => ops.elu(x, 0.5), (x) => (x > 0 ? x : 0.5 * Math.expm1(x))],
    ['celu', (x) => ops.celu(x, 2), (x) => (x > 0 ? x : 2 * Math.expm1(x / 2))],
    ['selu', ops.selu, (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))],
    ['hardSigmoid', ops.hardSigmoid, (x) => Math.min(1, Math.max(0, x / 6 + 0.5))],
    ['hardSwish', ops.hardSwish, (x) => x * Math.min(1, Math.max(0, x / 6 + 0.5))],
    [
      'softplus',
      (x) => ops.softplus(x, { beta: 3, threshold: 4 }),
      (x) => (x > 4 / 3 ? x : Math.log1p(Math.exp(3 * x)) / 3),
    ],
    ['softShrink', ops.softShrink, (x) => (Math.abs(x) <= 0.5 ? 0 : x - Math.sign(x) * 0.5)],
    ['hardShrink', (x) => ops.hardShrink(x, 0.75), (x) => (Math.abs(x) <= 0.75 ? 0 : x)],
    ['tanhShrink', ops.tanhShrink, (x) => x - Math.tanh(x)],
    ['relu6', ops.relu6, (x) => Math.min(6, Math.max(0, x))],
  ];
  it.each(cases)('%s follows its formula', (_name, f, reference) => {
    const xs = [-1, 0.5, 2];
    expectTensor(f(tensor(xs)), xs.map(reference));
  });

  it.each(cases)('%s lets NaN through and refuses integers by its own name', (name, f) => {
    expectTensor(f(tensor([Number.NaN])), [Number.NaN]);
    if (name !== 'relu6')
      expect(errorOf(() => f(tensor([1], { dtype: 'int32' }))).op).toBe(name.split(' ')[0]);
  });

  it('threshold replaces what is not above', () => {
    expectTensor(ops.threshold(tensor([-1, 1, 2, Number.NaN]), 1, -7), [-7, -7, 2, Number.NaN]);
  });

  it('shrinkage passes no gradient at its corners', () => {
    expectTensor(slopeAt(ops.softShrink, [-0.5, 0.5, 1]), [0, 0, 1]);
    expectTensor(slopeAt(ops.hardShrink, [-0.5, 0.5, 1]), [0, 0, 1]);
  });

  it('glu gates along any axis', () => {
    const x = tensor([
      [2, 3],
      [0, Math.log(3)],
    ]);
    expectTensor(ops.glu(x, 0), [[1, 2.25]]);
  });

  it('softmin prefers the smallest', () => {
    expectTensor(ops.softmin(tensor([[0], [Math.log(3)]]), 0), [[0.75], [0.25]]);
  });

  it('refuse options that make no sense', () => {
    expect(errorOf(() => ops.softplus(tensor([1]), { beta: 0 }))).toMatchObject({ code: 'value' });
    expect(errorOf(() => ops.softShrink(tensor([1]), -1))).toMatchObject({ code: 'value', op: 'softShrink' });
    expect(errorOf(() => ops.hardShrink(tensor([1]), Number.NaN))).toMatchObject({ code: 'value' });
    expect(errorOf(() => ops.glu(tensor([1, 2, 3])))).toMatchObject({ code: 'shape', op: 'glu' });
    expect(errorOf(() => ops.softmin(tensor([1]), 1))).toMatchObject({ code: 'axis', op: 'softmin' });
  });

  it('saturate without NaN at infinity', () => {
    const ends = tensor([-Infinity, Infinity]);
    expectTensor(ops.sigmoid(ends), [0, 1]);
    expectTensor(ops.logSigmoid(ends), [-Infinity, 0]);
    expectTensor(ops.softplus(ends), [0, Infinity]);
    expectTensor(ops.hardSigmoid(ends), [0, 1]);
  });

  it('prelu takes one slope a channel', () => {
    expectTensor(
      ops.prelu(
        tensor([
          [-1, -1],
          [2, 2],
        ]),
        tensor([0.1, 0.2]),
      ),
      [
        [-0.1, -0.2],
        [2, 2],
      ],
    );
  });
});

describe('gradients at corners', () => {
  it('vanish at both ends of relu6, hardTanh and hardSigmoid', () => {
    expectTensor(slopeAt(ops.relu6, [0, 3, 6]), [0, 1, 0]);
    expectTensor(
      slopeAt((x) => ops.hardTanh(x), [-1, 0, 1]),
      [0, 1, 0],
    );
    expectTensor(slopeAt(ops.hardSigmoid, [-3, 0, 3]), [0, 1 / 6, 0]);
    expectTensor(slopeAt(ops.hardSwish, [-3, 0, 3]), [0, 0.5, 1]);
  });

  it('come from the left in elu, celu and selu', () => {
    expectTensor(
      slopeAt((x) => ops.elu(x, 0.5), [0]),
      [0.5],
    );
    expectTensor(
      slopeAt((x) => ops.celu(x, 2), [0]),
      [1],
    );
    expectTensor(slopeAt(ops.selu, [0]), [1.0507009873554805 * 1.6732632423543772]);
  });

  it('of prelu stay finite beside an infinite input', () => {
    const slope = grad((s: ops.Tensor) => sum(ops.prelu(tensor([Infinity, -2]), s)))(tensor(0.5));
    expectTensor(slope, -2);
  });
});

describe('softmax', () => {
  it('sums to one along any axis, also for strided input and huge scores', () => {
    const x = ops.transpose(
      tensor([
        [1000, 0],
        [1000, 1],
      ]),
    );
    expectTensor(ops.softmax(x, 0), [
      [1, 1],
      [0, 0],
    ]);
    expectTensor(
      sum(
        ops.softmax(
          tensor([
            [1, 2, 3],
            [4, 5, 7],
          ]),
        ),
        1,
      ),
      [1, 1],
    );
  });

  it('agrees with the numbers of the course', () => {
    expectTensor(ops.softmax(tensor([5, 2, -1, 3])), [0.842034, 0.041922, 0.002087, 0.113957]);
  });

  it('keeps its logarithm finite where it underflows', () => {
    expectTensor(ops.logSoftmax(tensor([0, -1000])), [0, -1000]);
  });

  it('refuses an axis that is not there', () => {
    expect(errorOf(() => ops.softmax(tensor([1]), 1))).toMatchObject({ op: 'softmax', code: 'axis' });
    expect(errorOf(() => ops.softmax(tensor(1)))).toMatchObject({ op: 'softmax', code: 'axis' });
  });
});
