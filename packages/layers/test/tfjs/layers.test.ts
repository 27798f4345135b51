// Layers that TensorFlow.js cannot compute or read back, against their definitions. The others are compared with it in
// apps/reference-tests.

import { createCpuBackend } from '@cambium/backend-cpu';
import {
  add,
  concat,
  conv1d,
  dropout,
  gelu,
  matmul,
  mul,
  pad,
  seed,
  separableConv2d,
  setBackend,
  type Tensor,
  TensorError,
  tanh,
  tensor,
} from '@cambium/tensor';
import { describe, expect, it, vi } from 'vitest';
import { GRUCell } from '../../src/index.ts';
import type { TfjsModel } from '../../src/tfjs/index.ts';
import {
  called,
  functional,
  type Json,
  layer,
  load,
  modelFile,
  sequential,
  type WeightFile,
  weight,
} from './files.ts';

setBackend(createCpuBackend());

const one = (
  className: string,
  config: { [key: string]: Json } = {},
  ...weights: WeightFile[]
): Promise<TfjsModel> => load(modelFile(sequential(layer(className, 'it', config)), weights));

const of = ({ values, shape }: WeightFile): Tensor => tensor([...values], { shape });
const numbers = (...shape: number[]): Tensor => of(weight('numbers', shape));

function expectClose(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const difference = actual
    .dataSync()
    .map((value, i) => Math.abs(Number(value) - Number(expected.dataSync()[i])));
  expect(Math.max(...difference)).toBeLessThan(1e-6);
}

describe('layers without weights', () => {
  it.each<[string, { [key: string]: Json }, number[], number[]]>([
    ['ReLU', {}, [-1, 0.5, 3], [0, 0.5, 3]],
    [
      'ReLU',
      { max_value: 2, negative_slope: 0.5, threshold: 1 },
      [-1, 0.5, 1, 1.5, 3],
      [-1, -0.25, 1, 1.5, 2],
    ],
    ['LeakyReLU', {}, [-1, 2], [-0.3, 2]],
    ['ELU', { alpha: 2 }, [Math.log(0.5), 1], [-1, 1]],
    ['ThresholdedReLU', { theta: 1 }, [1, 1.5], [0, 1.5]],
    ['Activation', { activation: 'hard_sigmoid' }, [-3, 0, 1, 3], [0, 0.5, 0.7, 1]],
    ['Activation', { activation: 'hardSigmoid' }, [1], [0.7]],
    ['Activation', { activation: 'leaky_relu' }, [-1], [-0.2]],
    ['Activation', { activation: { class_name: 'relu', config: {} } }, [-1, 1], [0, 1]],
    ['Activation', { activation: 'exponential' }, [0, Math.log(2)], [1, 2]],
    ['Rescaling', { scale: 2, offset: 1 }, [3], [7]],
  ])('%s %j', async (className, config, x, expected) => {
    expectClose((await one(className, config)).forward(tensor([x])), tensor([expected]));
  });

  it('gelu_new is the approximation', async () => {
    const x = numbers(2, 5);
    expectClose(
      (await one('Activation', { activation: 'gelu_new' })).forward(x),
      gelu(x, { approximate: 'tanh' }),
    );
  });

  it.each<[string, { [key: string]: Json }, unknown, unknown]>([
    ['ZeroPadding1D', { padding: [1, 2] }, [[[5]]], [[[0], [5], [0], [0]]]],
    ['ZeroPadding1D', { padding: 1 }, [[[5]]], [[[0], [5], [0]]]],
    ['ZeroPadding2D', { padding: [0, 1] }, [[[[5]]]], [[[[0], [5], [0]]]]],
    ['Cropping1D', { cropping: [1, 0] }, [[[1], [2]]], [[[2]]]],
    ['UpSampling1D', { size: 2 }, [[[1], [2]]], [[[1], [1], [2], [2]]]],
    ['Permute', { dims: [2, 1] }, [[[1, 2]]], [[[1], [2]]]],
    [
      'RepeatVector',
      { n: 2 },
      [[1, 2]],
      [
        [
          [1, 2],
          [1, 2],
        ],
      ],
    ],
    ['Reshape', { target_shape: [null, 1] }, [[1, 2]], [[[1], [2]]]],
    ['Softmax', { axis: [1] }, [[[1], [1]]], [[[0.5], [0.5]]]],
    ['GlobalMaxPooling1D', { keepdims: true }, [[[1], [2]]], [[[2]]]],
    ['SpatialDropout2D', { rate: 0.5 }, [[[[1]]]], [[[[1]]]]],
  ])('%s %j', async (className, config, x, expected) => {
    expect((await one(className, config)).forward(tensor(x as number[])).toArray()).toEqual(expected);
  });

  it('Subtract takes the second from the first', async () => {
    const inputs = ['a', 'b'].map((name) => called('InputLayer', name, []));
    const model = await load(
      modelFile(functional([...inputs, called('Subtract', 'd', [['a', 'b']])], ['a', 'b'], ['d'])),
    );
    expect(model.forward(tensor([[5, 7]]), tensor([[1, 2]])).toArray()).toEqual([[4, 5]]);
  });

  it('merges widen inputs of lower rank behind the batch', async () => {
    const inputs = ['a', 'b'].map((name) => called('InputLayer', name, []));
    const model = await load(
      modelFile(functional([...inputs, called('Add', 'd', [['a', 'b']])], ['a', 'b'], ['d'])),
    );
    expect(model.forward(tensor([[[1], [2]]]), tensor([[10]])).toArray()).toEqual([[[11], [12]]]);
  });

  it('GaussianNoise disturbs in training only', async () => {
    seed(1);
    const model = await one('GaussianNoise', { stddev: 1 });
    const x = numbers(2, 3);
    expect(model.forward(x).toArray()).toEqual(x.toArray());
    expect(model.train().forward(x).toArray()).not.toEqual(x.toArray());
  });
});

describe('layers with weights', () => {
  it('Conv1D sees no future with causal padding', async () => {
    const kernel = weight('it/kernel', [3, 2, 4]);
    const x = numbers(1, 6, 2);
    const config = { kernel_size: [3], padding: 'causal', dilation_rate: [2], use_bias: false };
    const expected = conv1d(
      pad(x, [
        [0, 0],
        [4, 0],
        [0, 0],
      ]),
      of(kernel),
      { dilation: 2 },
    );
    expectClose((await one('Conv1D', config, kernel)).forward(x), expected);
  });

  it('Conv2D has groups', async () => {
    const kernel = weight('it/kernel', [1, 1, 1, 2]);
    const [first, second] = kernel.values as [number, number];
    const model = await one('Conv2D', { groups: 2, use_bias: false }, kernel);
    expectClose(model.forward(tensor([[[[3, 5]]]])), tensor([[[[3 * first, 5 * second]]]]));
  });

  it('SeparableConv2D has several filters a channel', async () => {
    const [depthwise, pointwise] = [
      weight('it/depthwise_kernel', [2, 2, 3, 2]),
      weight('it/pointwise_kernel', [1, 1, 6, 4]),
    ];
    const x = numbers(1, 4, 4, 3);
    const model = await one('SeparableConv2D', { use_bias: false }, depthwise, pointwise);
    expectClose(model.forward(x), separableConv2d(x, of(depthwise), of(pointwise)));
  });

  it('BatchNormalization normalizes the axis that it names', async () => {
    const weights = Object.entries({ moving_mean: [1, 5], moving_variance: [1, 4] }).map(([kind, values]) => {
      return { name: `it/${kind}`, shape: [2], values };
    });
    const config = { axis: [1], epsilon: 0, scale: false, center: false };
    const x = tensor([1, 2, 3, 4, 5, 6, 7, 8], { shape: [1, 2, 2, 2] });
    const expected = tensor([0, 1, 2, 3, 0, 0.5, 1, 1.5], { shape: [1, 2, 2, 2] });
    expectClose((await one('BatchNormalization', config, ...weights)).forward(x), expected);
  });

  it('LayerNormalization refuses other axes than the last when it sees them', async () => {
    const model = await one(
      'LayerNormalization',
      { axis: [1] },
      weight('it/gamma', [2]),
      weight('it/beta', [2]),
    );
    expect(() => model.forward(numbers(2, 2, 3))).toThrow(
      /layers\.it.*normalizes the axes \[1\] of \[2, 2, 3\]; only the last/,
    );
  });

  it('Embedding takes indices as floats and as integers', async () => {
    const model = await one('Embedding', {}, { name: 'it/embeddings', shape: [3, 1], values: [5, 6, 7] });
    expect(model.forward(tensor([[2, 0]])).toArray()).toEqual([[[7], [5]]]);
    expect(model.forward(tensor([[2, 0]], { dtype: 'int32' })).toArray()).toEqual([[[7], [5]]]);
  });
});

describe('recurrent layers', () => {
  const gates = (count: number, bias: readonly number[]): WeightFile[] => [
    weight('it/kernel', [3, 2 * count]),
    weight('it/recurrent_kernel', [2, 2 * count]),
    weight('it/bias', bias),
  ];

  it('GRU with reset_after is our GRU, whose gates come in another order', async () => {
    const weights = gates(3, [2, 6]);
    const model = await one('GRU', { reset_after: true, recurrent_activation: 'sigmoid' }, ...weights);
    const cell = new GRUCell(3, 2);
    const swapped = (x: Tensor): Tensor => {
      const [z, r, n] = [0, 2, 4].map((start) => x.slice(null, [start, start + 2])) as [
        Tensor,
        Tensor,
        Tensor,
      ];
      return concat([r, z, n], 1);
    };
    const [kernel, hidden, bias] = weights.map((each) => swapped(of(each))) as [Tensor, Tensor, Tensor];
    cell.inputWeight.assign(kernel);
    cell.hiddenWeight.assign(hidden);
    cell.bias!.assign(bias.slice([0, 1]).reshape([6]));
    cell.hiddenBias!.assign(bias.slice([1, 2]).reshape([6]));
    const x = numbers(1, 2, 3);
    const first = cell.forward(x.slice(null, [0, 1]).reshape([1, 3]));
    const second = cell.forward(x.slice(null, [1, 2]).reshape([1, 3]), first);
    expectClose(model.forward(x), second.hidden);
  });

  it('begin with a state that another layer gives', async () => {
    const layers = [
      called('InputLayer', 'x', []),
      called('InputLayer', 'h', []),
      called('SimpleRNN', 'it', [['x', 'h']], { use_bias: false }),
    ];
    const [kernel, hidden] = gates(1, []).slice(0, 2) as [WeightFile, WeightFile];
    const model = await load(modelFile(functional(layers, ['x', 'h'], ['it']), [kernel, hidden]));
    const [x, h] = [numbers(1, 1, 3), numbers(1, 2)];
    const expected = tanh(add(matmul(x.reshape([1, 3]), of(kernel)), matmul(h, of(hidden))));
    expectClose(model.forward(x, h), expected);
  });

  it('repeat the output where a step does not count', async () => {
    const table = { name: 'words/embeddings', shape: [3, 1], values: [9, 0.5, -0.5] };
    const rnn = [
      { name: 'rnn/kernel', shape: [1, 1], values: [1] },
      { name: 'rnn/recurrent_kernel', shape: [1, 1], values: [1] },
    ];
    const layers = [
      layer('Embedding', 'words', { mask_zero: true }),
      layer('SimpleRNN', 'rnn', { use_bias: false, return_sequences: true, activation: 'linear' }),
    ];
    const model = await load(modelFile(sequential(...layers), [table, ...rnn]));
    expect(model.forward(tensor([[0, 1, 0, 1, 2]])).toArray()).toEqual([[[0], [0.5], [0.5], [1], [0.5]]]);
  });

  it.each([
    ['Add', {}, [[1, 0, 2, 0]]],
    ['Concatenate', { axis: 1 }, [[1, 0, 2, 0]]],
    ['Concatenate', { axis: -2 }, [[1, 0, 2, 0]]],
  ])('see the masks of what %s %j merges', async (className, config, words) => {
    const branches = ['a', 'b'].map((name) => called('Embedding', name, [['x']], { mask_zero: true }));
    const merge = called(className, 'merge', [['a', 'b']], config);
    const rnn = called('SimpleRNN', 'rnn', [['merge']], { use_bias: false, activation: 'linear' });
    const file = modelFile(
      functional([called('InputLayer', 'x', []), ...branches, merge, rnn], ['x'], ['rnn']),
      [
        { name: 'a/embeddings', shape: [3, 1], values: [100, 1, 2] },
        { name: 'b/embeddings', shape: [3, 1], values: [100, 1, 2] },
        { name: 'rnn/kernel', shape: [1, 1], values: [1] },
        { name: 'rnn/recurrent_kernel', shape: [1, 1], values: [1] },
      ],
    );
    expect((await load(file)).forward(tensor(words)).toArray()).toEqual([[6]]);
  });

  it('drop inputs in training, the same in all steps', async () => {
    const weights = gates(1, [2]);
    const config = { dropout: 0.5, activation: 'linear' };
    const model = (await one('SimpleRNN', config, ...weights)).train();
    const x = numbers(1, 1, 3);
    seed(5);
    const actual = model.forward(x);
    seed(5);
    const dropped = mul(x, dropout(tensor([[[1, 1, 1]]]), 0.5)).reshape([1, 3]);
    expectClose(actual, add(matmul(dropped, of(weights[0]!)), of(weights[2]!)));
  });

  it('do not train with dropout of the state, and say so', async () => {
    const model = await one('LSTM', { recurrent_dropout: 0.5 }, ...gates(4, [8]));
    expect(model.forward(numbers(1, 2, 3)).shape).toEqual([1, 2]);
    expect(() => model.train().forward(numbers(1, 2, 3))).toThrow(
      /asks for recurrent_dropout in training.*Call eval/,
    );
  });

  it('say what they take', async () => {
    const model = await one('LSTM', {}, ...gates(4, [8]));
    expect(() => model.forward(numbers(1, 2, 4))).toThrow(/takes \[batch, time ≥ 1, 3\], got \[1, 2, 4\]/);
  });

  it('give both directions side by side without a merge mode', async () => {
    const directions = ['forward', 'backward'].flatMap((direction) => [
      { name: `it/${direction}_rnn/kernel`, shape: [1, 1], values: [1] },
      { name: `it/${direction}_rnn/recurrent_kernel`, shape: [1, 1], values: [2] },
    ]);
    const rnn = layer('SimpleRNN', 'rnn', { use_bias: false, activation: 'linear' });
    const wrapper = called('Bidirectional', 'it', [['x']], { layer: rnn, merge_mode: null });
    const topology = functional([called('InputLayer', 'x', []), wrapper], ['x'], []);
    (topology.config as { [key: string]: Json }).output_layers = [
      ['it', 0, 0],
      ['it', 0, 1],
    ];
    const model = await load(modelFile(topology, directions));
    const [ahead, behind] = model.outputsOf(tensor([[[1], [10]]]));
    expect([ahead!.toArray(), behind!.toArray()]).toEqual([[[12]], [[21]]]);
  });
});

describe('layers of the caller', () => {
  it('are functions of their inputs or modules, and get configuration and weights', async () => {
    const file = modelFile(sequential(layer('Scaled', 'it', { plus: 1 })), [
      { name: 'it/factor', shape: [1], values: [3] },
    ]);
    const model = await load(file, {
      layers: {
        Scaled:
          ({ plus }, { factor }) =>
          (x) =>
            add(mul(x, factor!), plus as number),
      },
    });
    expect(model.forward(tensor([[2]])).toArray()).toEqual([[7]]);
  });

  it('tell weights of the same kind apart', async () => {
    const weights = ['net/it/query/kernel', 'net/it/key/kernel:0'].map((name) => weight(name, [1]));
    const make = vi.fn((_config: object, _weights: Readonly<Record<string, Tensor>>) => (x: Tensor) => x);
    await load(modelFile(sequential(layer('Attend', 'it')), weights), { layers: { Attend: make } });
    expect(Object.keys(make.mock.calls[0]![1])).toEqual(['query/kernel', 'key/kernel']);
  });

  it('go before those that are known', async () => {
    const file = modelFile(sequential(layer('ReLU', 'it')));
    const model = await load(file, { layers: { ReLU: () => (x) => mul(x, 2) } });
    expect(model.forward(tensor([[-1]])).toArray()).toEqual([[-2]]);
  });

  it('that throw say so with their place', async () => {
    const refuse = () => {
      throw new TensorError('Odd', 'value', 'no.');
    };
    const loading = load(modelFile(sequential(layer('Odd', 'it'))), { layers: { Odd: refuse } });
    await expect(loading).rejects.toThrow(/layer 0 'it' \(Odd\) of model\.json: \[Odd\] no\./);
  });
});
