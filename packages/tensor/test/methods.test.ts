// Each method of Tensor is a function of the same name with the tensor as first argument.

import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { useCpu } from './support.ts';

const { Tensor, tensor } = ops;

beforeAll(useCpu);

const x = () =>
  tensor([
    [0.5, 0.25],
    [0.75, 1],
  ]);
const flags = () =>
  tensor([
    [true, false],
    [true, true],
  ]);
const places = () =>
  tensor(
    [
      [1, 0],
      [0, 1],
    ],
    { dtype: 'int32' },
  );

/** Arguments of the methods that need some, and receivers of those that do not take floats. */
const calls: Record<string, { self?: () => ops.Tensor; args?: () => unknown[] }> = {
  ...Object.fromEntries(
    [
      'add',
      'sub',
      'mul',
      'div',
      'mod',
      'pow',
      'maximum',
      'minimum',
      'equal',
      'notEqual',
      'less',
      'lessEqual',
      'greater',
      'greaterEqual',
      'matmul',
    ].map((name) => [name, { args: () => [x()] }]),
  ),
  logicalAnd: { self: flags, args: () => [flags()] },
  logicalOr: { self: flags, args: () => [flags()] },
  any: { self: flags, args: () => [0] },
  all: { self: flags, args: () => [1, { keepDims: true }] },
  sum: { args: () => [0, { keepDims: true }] },
  variance: { args: () => [1, { correction: 1 }] },
  argMax: { args: () => [0] },
  norm: { args: () => [{ ord: 1, axis: 0 }] },
  cumsum: { args: () => [1, { reverse: true }] },
  sort: { args: () => [0, { descending: true }] },
  topK: { args: () => [1, 0] },
  clamp: { args: () => [0.3, 0.6] },
  maskedFill: { args: () => [flags(), 9] },
  softmax: { args: () => [0] },
  dot: { self: () => tensor([1, 2]), args: () => [tensor([3, 4])] },
  reshape: { args: () => [[4]] },
  flatten: { args: () => [0] },
  squeeze: { self: () => ops.reshape(x(), [1, 4]), args: () => [0] },
  expandDims: { args: () => [1] },
  swapAxes: { args: () => [0, 1] },
  broadcastTo: { args: () => [[3, 2, 2]] },
  slice: { args: () => [[1, 2], null] },
  at: { args: () => [1, 0] },
  split: { args: () => [2, 1] },
  flip: { args: () => [1] },
  pad: {
    args: () => [
      [
        [1, 0],
        [0, 1],
      ],
      { value: 7 },
    ],
  },
  cast: { args: () => ['int32'] },
  gather: { args: () => [places(), 1] },
  takeAlongAxis: { args: () => [places(), 1] },
};

const own = new Set(['constructor', 'data', 'dataSync', 'item', 'toArray', 'to', 'keep', 'toString']);
const methods = Object.getOwnPropertyNames(Tensor.prototype).filter((name) => !own.has(name));
type Call = (...values: unknown[]) => unknown;

function plain(value: unknown): unknown {
  if (value instanceof Tensor) return { dtype: value.dtype, values: value.toArray() };
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, plain(each)]));
}

describe('methods', () => {
  it('are about sixty', () => {
    expect(methods.length).toBeGreaterThan(55);
    expect(methods.length).toBeLessThan(75);
  });

  it.each(methods)('%s equals its function', (name) => {
    const { self = x, args = () => [] } = calls[name] ?? {};
    const receiver = self();
    const method = Reflect.get(receiver, name) as Call;
    const definition = Reflect.get(ops, name) as Call;
    expect(plain(method.call(receiver, ...args()))).toEqual(plain(definition(self(), ...args())));
  });
});
