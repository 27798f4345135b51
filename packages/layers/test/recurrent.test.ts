import { checkGradients, grad, valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import {
  abs,
  add,
  allClose,
  at,
  cast,
  matmul,
  max,
  mul,
  normal,
  ones,
  seed,
  setBackend,
  sigmoid,
  sin,
  slice,
  split,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  TensorError,
  tanh,
  tensor,
  zeros,
} from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { GRU, GRUCell, LSTM, LSTMCell, RNN, RNNCell } from '../src/index.ts';

setBackend(createCpuBackend());
beforeEach(() => seed(1));

const dtype = 'float64';
const sizes = { inputSize: 3, hiddenSize: 2, dtype } as const;
const random = (...shape: number[]) => cast(normal(shape), dtype);
const last = (outputs: Tensor) => at(outputs.transpose([1, 0, 2]), -1);
const mask = tensor([
  [true, true, true, true],
  [true, true, false, false],
]);

type Layer = LSTM | GRU | RNN;
type Options = { numLayers?: number; bidirectional?: boolean; dropout?: number };

const kinds: [string, (options?: Options) => Layer][] = [
  ['LSTM', (options) => new LSTM({ ...sizes, ...options })],
  ['GRU', (options) => new GRU({ ...sizes, ...options })],
  ['RNN', (options) => new RNN({ ...sizes, ...options })],
];

describe.each(kinds)('%s', (name, make) => {
  it('gives the outputs of all steps and the last states', () => {
    const { outputs, state } = make().forward(random(5, 4, 3));
    expect(outputs.shape).toEqual([5, 4, 2]);
    for (const each of Object.values(state)) expect(each.shape).toEqual([1, 5, 2]);
    expect(at(state.hidden, 0).toArray()).toEqual(last(outputs).toArray());
  });

  it('stacks layers and directions', () => {
    const { outputs, state } = make({ numLayers: 2, bidirectional: true }).forward(random(5, 4, 3));
    expect(outputs.shape).toEqual([5, 4, 4]);
    expect(state.hidden.shape).toEqual([4, 5, 2]);
  });

  it('goes on from a state', () => {
    const layer = make({ numLayers: 2 });
    const x = random(2, 6, 3);
    const whole = layer.forward(x);
    const first = layer.forward(slice(x, null, [0, 4]));
    // Each layer takes the states that it gives.
    const second = layer.forward(slice(x, null, [4, 6]), { initialState: first.state as never });
    expect(allClose(second.outputs, slice(whole.outputs, null, [4, 6]))).toBe(true);
  });

  it('reads a masked sequence as a shorter one', () => {
    const layer = make({ bidirectional: true });
    const x = random(2, 4, 3);
    const masked = layer.forward(x, { mask });
    const shorter = layer.forward(slice(x, [1, 2], [0, 2]));
    expect(allClose(slice(masked.outputs, [1, 2], [0, 2]), shorter.outputs)).toBe(true);
    expect(allClose(slice(masked.state.hidden, null, [1, 2]), shorter.state.hidden)).toBe(true);
    expect(slice(masked.outputs, [1, 2], [2, 4]).toArray()).toEqual(zeros([1, 2, 4]).toArray());
  });

  it('has right gradients by its parameters and its input', () => {
    const layer = make({ numLayers: 2, bidirectional: true });
    const x = random(2, 3, 3);
    const loss = (input: Tensor) => {
      const { outputs, state } = layer.forward(input, { mask: slice(mask, null, [0, 3]) });
      return add(sum(sin(outputs)), sum(sin(Object.values(state).at(-1)!)));
    };
    expect(checkGradients(() => loss(x), layer)).toMatchObject({ verdict: 'good', mismatches: [] });
    expect(checkGradients(loss, [x])).toMatchObject({ verdict: 'good', mismatches: [] });
  });

  it('has right gradients without a mask, by its parameters, its input and its first state', () => {
    const layer = make({ bidirectional: true });
    const x = random(2, 3, 3);
    const { state } = layer.forward(random(2, 1, 3));
    const loss = (input: Tensor, ...states: Tensor[]) => {
      const names = Object.keys(state);
      const initialState = Object.fromEntries(states.map((each, i) => [names[i]!, each])) as never;
      const { outputs, state: end } = layer.forward(input, { initialState });
      return add(sum(sin(outputs)), sum(sin(Object.values(end).at(-1)!)));
    };
    const states = Object.values(state) as Tensor[];
    expect(checkGradients(() => loss(x, ...states), layer)).toMatchObject({
      verdict: 'good',
      mismatches: [],
    });
    expect(checkGradients(loss, [x, ...states])).toMatchObject({ verdict: 'good', mismatches: [] });
  });

  it('computes all steps at once as one by one, and their gradients of both orders', () => {
    const layer = make({ numLayers: 2, bidirectional: true });
    const x = random(2, 4, 3);
    // With a mask the steps are taken one by one.
    const every = ones([2, 4], { dtype: 'bool' });
    const results = [{}, { mask: every }].map((options) => {
      const slope = grad((input: Tensor) => sum(sin(layer.forward(input, options).outputs)));
      const { outputs, state } = layer.forward(x, options);
      return [outputs, ...Object.values(state), slope(x), grad((y: Tensor) => sum(square(slope(y))))(x)];
    }) as [Tensor[], Tensor[]];
    const [atOnce, oneByOne] = results;
    for (const [i, each] of atOnce.entries()) expect(allClose(each, oneByOne[i]!)).toBe(true);
  });

  it('takes a batch of nothing', () => {
    const layer = make();
    const { value, grads } = valueAndGrad(layer, () =>
      sum(layer.forward(zeros([0, 3, 3], { dtype })).outputs),
    )();
    expect(value.toArray()).toBe(0);
    for (const each of Object.values(grads)) expect(max(abs(each)).toArray()).toBe(0);
  });

  it('comes back from its state dict', () => {
    const [layer, other] = [make({ numLayers: 2 }), make({ numLayers: 2 })];
    const x = random(2, 3, 3);
    const expected = layer.forward(x).outputs.toArray();
    expect(other.forward(x).outputs.toArray()).not.toEqual(expected);
    other.loadStateDict(layer.stateDict());
    expect(other.forward(x).outputs.toArray()).toEqual(expected);
    expect(Object.keys(layer.stateDict())).toContain('cells.1.hiddenWeight');
  });

  it('drops features between layers in training alone', () => {
    const layer = make({ numLayers: 2, dropout: 0.5 });
    const x = random(2, 3, 3);
    const outputs = () => layer.forward(x).outputs.toArray();
    expect(outputs()).not.toEqual(outputs());
    layer.eval();
    expect(outputs()).toEqual(outputs());
  });

  it.each([
    ['an input of other features', () => make().forward(zeros([2, 3, 4])), 'takes [batch, time ≥ 1, 3]'],
    ['a sequence without steps', () => make().forward(zeros([2, 0, 3])), 'time ≥ 1'],
    [
      'a mask of another shape',
      () => make().forward(zeros([2, 3, 3]), { mask }),
      'mask is [2, 4], expected [2, 3]',
    ],
    [
      'states of another shape',
      () => make().forward(zeros([2, 3, 3]), { initialState: { hidden: zeros([2, 2]) } as never }),
      'initialState.hidden is [2, 2], expected [1, 2, 2]',
    ],
    ['no layers', () => make({ numLayers: 0 }), 'numLayers is 0'],
    ['a dropout of 1', () => make({ dropout: 1 }), 'dropout is in [0, 1)'],
  ])('refuses %s, by name', (_what, act, reason) => {
    const error = (() => {
      try {
        act();
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(TensorError);
    expect(String(error)).toContain(reason);
    expect(String(error)).toContain(name);
  });
});

describe('a step as written in the books', () => {
  const x = () => random(4, 3);

  it('of LSTMCell', () => {
    const cell = new LSTMCell(3, 2, { dtype });
    const before = { hidden: random(4, 2), cell: random(4, 2) };
    const input = x();
    const { hidden, cell: next } = cell.forward(input, before);
    const sums = add(
      add(matmul(input, cell.inputWeight), matmul(before.hidden, cell.hiddenWeight)),
      cell.bias!,
    );
    const [i, f, g, o] = split(sums, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const expected = add(mul(sigmoid(f), before.cell), mul(sigmoid(i), tanh(g)));
    expect(allClose(next, expected)).toBe(true);
    expect(allClose(hidden, mul(sigmoid(o), tanh(expected)))).toBe(true);
  });

  it('of GRUCell', () => {
    const cell = new GRUCell(3, 2, { dtype });
    const before = random(4, 2);
    const input = x();
    const { hidden } = cell.forward(input, { hidden: before });
    const a = split(add(matmul(input, cell.inputWeight), cell.bias!), 3, 1) as [Tensor, Tensor, Tensor];
    const b = split(add(matmul(before, cell.hiddenWeight), cell.hiddenBias!), 3, 1) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const r = sigmoid(add(a[0], b[0]));
    const z = sigmoid(add(a[1], b[1]));
    const n = tanh(add(a[2], mul(r, b[2])));
    expect(allClose(hidden, add(mul(sub(1, z), n), mul(z, before)))).toBe(true);
  });

  it('of RNNCell', () => {
    const cell = new RNNCell(3, 2, { dtype, bias: false });
    const before = random(4, 2);
    const input = x();
    const sums = add(matmul(input, cell.inputWeight), matmul(before, cell.hiddenWeight));
    expect(allClose(cell.forward(input, { hidden: before }).hidden, tanh(sums))).toBe(true);
  });
});

it.each([
  ['LSTM', new LSTM(sizes)],
  ['GRU', new GRU(sizes)],
  ['RNN', new RNN({ ...sizes, nonlinearity: 'relu' })],
])('%s is a loop over its cell', (_name, layer) => {
  const x = random(2, 4, 3);
  const steps: Tensor[] = [];
  let state: { hidden: Tensor } | undefined;
  for (const step of [0, 1, 2, 3]) {
    state = layer.cells[0]!.forward(at(x.transpose([1, 0, 2]), step), state as never);
    steps.push(state.hidden);
  }
  expect(allClose(layer.forward(x).outputs, stack(steps, 1))).toBe(true);
});

it('a cell with a step of its own is asked for each step', () => {
  class Doubled extends GRUCell {
    override step(projected: Tensor, state: { hidden: Tensor }) {
      return { hidden: mul(2, super.step(projected, state).hidden) };
    }
  }
  class Forgetful extends LSTMCell {
    override step(projected: Tensor, state: { hidden: Tensor; cell: Tensor }) {
      const { hidden } = super.step(projected, state);
      return { hidden, cell: zeros(state.cell.shape, { dtype }) };
    }
  }
  const projected = random(3, 2, 8);
  const forgetful = new Forgetful(3, 2, { dtype });
  expect(forgetful.steps(projected, forgetful.zeroState(2)).state.cell.toArray()).toEqual([
    [0, 0],
    [0, 0],
  ]);
  const [plain, doubled] = [new GRUCell(3, 2, { dtype }), new Doubled(3, 2, { dtype })];
  doubled.loadStateDict(plain.stateDict());
  const inputs = random(1, 2, 6);
  const [once, twice] = [plain, doubled].map((cell) => cell.steps(inputs, cell.zeroState(2)).outputs);
  expect(allClose(twice!, mul(2, once!))).toBe(true);
});

it('LSTMCell begins with a forget bias of 1, and takes another', () => {
  const forget = (cell: LSTMCell) => slice(cell.bias!, [2, 4]).toArray();
  expect(forget(new LSTMCell(3, 2))).toEqual([1, 1]);
  expect(forget(new LSTMCell(3, 2, { forgetBias: 0 }))).toEqual([0, 0]);
});
