// Files that make no sense, and what is said of them.

import { createCpuBackend } from '@cambium/backend-cpu';
import { setBackend, TensorError } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import {
  called,
  functional,
  type Json,
  layer,
  load,
  loadBytes,
  modelFile,
  sequential,
  weight,
} from './files.ts';

setBackend(createCpuBackend());

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const none = new Uint8Array(0);

async function refusalOf(loading: Promise<unknown>): Promise<TensorError> {
  const error: unknown = await loading.then(
    () => 'loaded',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TensorError);
  return error as TensorError;
}

const input = called('InputLayer', 'x', [], { batch_input_shape: [null, 2] });

describe('model files', () => {
  it.each([
    ['nothing', none, /model\.json is not JSON in UTF-8; it has 0 bytes/],
    ['a page', encode('<!doctype html><title>404</title>'), /begins with "<!doctype html>/],
    ['a piece of JSON', encode('{"modelTopology": {'), /is not JSON in UTF-8/],
    ['other bytes', Uint8Array.of(0xff, 0xfe, 0), /is not JSON in UTF-8; it has 3 bytes/],
    ['a list', encode('[]'), /model\.json is \[\], expected an object/],
    ['null', encode('null'), /model\.json is null, expected an object/],
    ['no topology', encode('{}'), /model_topology of model\.json is undefined, expected an object/],
    [
      'a graph model',
      encode('{"format": "graph-model"}'),
      /its format is "graph-model"\. Only layers models/,
    ],
    [
      'an unknown model',
      encode('{"modelTopology": {"class_name": "Net", "config": {}}}'),
      /"Net" is no model/,
    ],
    [
      'a broken manifest',
      encode('{"modelTopology": {"class_name": "Sequential", "config": []}, "weightsManifest": 7}'),
      /weightsManifest of model\.json is 7, expected an array/,
    ],
  ])('of %s', async (_name, bytes, message) => {
    const refusal = await refusalOf(loadBytes(bytes, none));
    expect(refusal).toMatchObject({
      op: 'loadTfjsModel',
      code: 'format',
      message: expect.stringMatching(message),
    });
  });

  it('with an unknown layer name it, its place, and what is known', async () => {
    const refusal = await refusalOf(
      load(modelFile(sequential(layer('ReLU', 'first'), layer('Lambda', 'magic')))),
    );
    expect(refusal.message).toMatch(
      /layer 1 'magic' \(Lambda\) of model\.json is of a class that is not supported\. Give it as options\.layers\.Lambda, or use one of Activation, Add, .*Conv2D/,
    );
  });

  it.each([['constructor'], ['__proto__'], ['toString']])(
    'do not take %s for a layer class',
    async (name) => {
      const text = JSON.stringify(modelFile(sequential(layer('Odd', 'odd'))).model).replace(
        '"Odd"',
        `"${name}"`,
      );
      const refusal = await refusalOf(loadBytes(encode(text), none));
      expect(refusal.message).toMatch(/is of a class that is not supported/);
    },
  );

  it('with layers of the same name', async () => {
    const refusal = await refusalOf(load(modelFile(sequential(layer('ReLU', 'r'), layer('ReLU', 'r')))));
    expect(refusal.message).toMatch(/layer 1 .*another layer is called "r", too/);
  });

  it('nested without end', async () => {
    const depth = 50_000;
    const open = '{"class_name":"Sequential","config":{"name":"s","layers":[';
    const text = `{"modelTopology":${open.repeat(depth)}${']}}'.repeat(depth)}}`;
    const refusal = await refusalOf(loadBytes(encode(text), none));
    expect(refusal.message).toMatch(/nested more than 32 deep/);
  });

  it('with wrappers nested without end', async () => {
    const depth = 5000;
    const open = '{"class_name":"TimeDistributed","config":{"name":"t","layer":';
    const text = `{"modelTopology":{"class_name":"Sequential","config":[${open.repeat(depth)}{}${'}}'.repeat(depth)}]}}`;
    const refusal = await refusalOf(loadBytes(encode(text), none));
    expect(refusal.message).toMatch(/nested more than 32 deep/);
  });
});

describe('graphs', () => {
  it('with a cycle name its layers', async () => {
    const layers = [
      input,
      called('Add', 'a', [['x', 'c']]),
      called('ReLU', 'b', [['a']]),
      called('ReLU', 'c', [['b']]),
    ];
    const refusal = await refusalOf(load(modelFile(functional(layers, ['x'], ['c']))));
    expect(refusal.message).toMatch(/has a cycle: 'c' ← 'b' ← 'a' ← 'c'/);
  });

  it('of a layer that takes itself', async () => {
    const refusal = await refusalOf(
      load(modelFile(functional([input, called('ReLU', 'r', [['r']])], ['x'], ['r']))),
    );
    expect(refusal.message).toMatch(/has a cycle: 'r' ← 'r'/);
  });

  it.each<[string, Json[], string[], string[], RegExp]>([
    [
      'a missing layer',
      [input, called('ReLU', 'r', [['nobody']])],
      ['x'],
      ['r'],
      /takes an output of call 0 of layer "nobody"/,
    ],
    ['a missing output', [input], ['x'], ['y'], /takes an output of call 0 of layer "y"/],
    ['no outputs', [input], ['x'], [], /output_layers of .* is empty/],
    [
      'an input that is none',
      [input, called('ReLU', 'r', [['x']])],
      ['x', 'r'],
      ['r'],
      /layer 1 'r' .* stands in input_layers, but is no InputLayer/,
    ],
    [
      'an input that is not listed',
      [input, called('ReLU', 'r', [['x']])],
      [],
      ['r'],
      /'x' .* is needed, but input_layers/,
    ],
    [
      'a call without inputs',
      [input, called('ReLU', 'r', [[]])],
      ['x'],
      ['r'],
      /call 0 of layer 1 'r' .* has no inputs/,
    ],
  ])('with %s', async (_name, layers, inputs, outputs, message) => {
    const refusal = await refusalOf(load(modelFile(functional(layers, inputs, outputs))));
    expect(refusal.message).toMatch(message);
  });

  it('that ask for an output that a layer does not have', async () => {
    const odd = { ...called('ReLU', 'r', []), inbound_nodes: [[['x', 0, 3, {}]]] };
    const refusal = await refusalOf(load(modelFile(functional([input, odd], ['x'], ['r']))));
    expect(refusal.message).toMatch(/asks for output 3 of layer 'x', which gives 1/);
  });

  it('of Keras 3', async () => {
    const odd = { ...called('ReLU', 'r', []), inbound_nodes: [{ args: [], kwargs: {} }] };
    const refusal = await refusalOf(load(modelFile(functional([input, odd], ['x'], ['r']))));
    expect(refusal.message).toMatch(/expected a list of \[layer, call, output\]|Keras 3/);
  });

  it('of a hundred thousand inputs are read', async () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `x${i}`);
    const inputs = names.map((name) => called('InputLayer', name, []));
    const sum = called('Add', 'sum', [names]);
    const model = await load(modelFile(functional([...inputs, sum], names, ['sum'])));
    expect(model.inputs).toHaveLength(names.length);
  });

  it('of a hundred thousand layers are read', async () => {
    const count = 100_000;
    const chain = Array.from({ length: count }, (_, i) =>
      called('ReLU', `r${i}`, [[i === 0 ? 'x' : `r${i - 1}`]]),
    );
    const model = await load(modelFile(functional([input, ...chain], ['x'], [`r${count - 1}`])));
    expect(Object.keys(model.layers)).toHaveLength(count);
  });
});

describe('layers', () => {
  it.each<[string, Json, [string, number[]][], RegExp]>([
    [
      'a missing weight',
      layer('Dense', 'fc'),
      [],
      /layer 0 'fc' \(Dense\) of model\.json has no weight 'kernel'/,
    ],
    [
      'a kernel of another rank',
      layer('Dense', 'fc'),
      [['fc/kernel', [2, 2, 2]]],
      /"fc\/kernel" has shape \[2, 2, 2\], expected 2 lengths ≥ 1/,
    ],
    ['an empty kernel', layer('Dense', 'fc'), [['fc/kernel', [0, 2]]], /expected 2 lengths ≥ 1/],
    [
      'other units',
      layer('Dense', 'fc', { units: 3, use_bias: false }),
      [['fc/kernel', [2, 2]]],
      /units is 3, the kernel has 2/,
    ],
    [
      'a bias of another length',
      layer('Dense', 'fc'),
      [
        ['fc/kernel', [2, 3]],
        ['fc/bias', [2]],
      ],
      /"fc\/bias" has shape \[2\], expected \[3\]/,
    ],
    [
      'an unknown activation',
      layer('Activation', 'a', { activation: 'wiggle' }),
      [],
      /there is no activation "wiggle"; there are elu, /,
    ],
    [
      'an activation from the prototype',
      layer('Activation', 'a', { activation: 'constructor' }),
      [],
      /there is no activation/,
    ],
    [
      'channels first',
      layer('Conv2D', 'c', { data_format: 'channels_first' }),
      [['c/kernel', [1, 1, 1, 1]]],
      /data_format 'channels_first' is not supported/,
    ],
    [
      'another kernel size',
      layer('Conv2D', 'c', { kernel_size: [3, 3] }),
      [['c/kernel', [2, 2, 1, 1]]],
      /kernel_size is \[3,3\], the weight has \[2,2\]/,
    ],
    [
      'a stride of 0',
      layer('Conv2D', 'c', { strides: 0 }),
      [['c/kernel', [2, 2, 1, 1]]],
      /strides is 0, expected an integer ≥ 1, or 2 of them/,
    ],
    [
      'other filters',
      layer('Conv1D', 'c', { filters: 5 }),
      [['c/kernel', [2, 1, 1]]],
      /filters is 5, the weight has 1/,
    ],
    [
      'groups that do not divide',
      layer('Conv2D', 'c', { groups: 2, use_bias: false }),
      [['c/kernel', [1, 1, 2, 3]]],
      /layer 0 'c' .* do not divide into 2 groups/,
    ],
    [
      'output padding',
      layer('Conv2DTranspose', 'c', { output_padding: 1 }),
      [['c/kernel', [1, 1, 1, 1]]],
      /output_padding is not supported/,
    ],
    [
      'weights that do not belong together',
      layer('SeparableConv2D', 's'),
      [
        ['s/depthwise_kernel', [1, 1, 2, 1]],
        ['s/pointwise_kernel', [1, 1, 3, 1]],
      ],
      /\[1, 1, 2, 1\] and \[1, 1, 3, 1\] do not fit together/,
    ],
    ['a rate of 1', layer('Dropout', 'd', { rate: 1 }), [], /rate is 1, expected a number in \[0, 1\)/],
    [
      'a noise shape',
      layer('Dropout', 'd', { rate: 0.5, noise_shape: [1] }),
      [],
      /noise_shape is not supported/,
    ],
    [
      'a target that is no shape',
      layer('Reshape', 'r', { target_shape: [-1, -1] }),
      [],
      /target_shape \[-1,-1\] is no shape/,
    ],
    [
      'an order that is none',
      layer('Permute', 'p', { dims: [1, 1] }),
      [],
      /dims \[1,1\] is no order of the axes 1 to 2/,
    ],
    [
      'negative borders',
      layer('ZeroPadding2D', 'p', {
        padding: [
          [-1, 0],
          [0, 0],
        ],
      }),
      [],
      /padding is \[\[-1,0\],\[0,0\]\], expected widths ≥ 0 of 2 axes/,
    ],
    ['a stateful layer', layer('LSTM', 'l', { stateful: true }), [], /stateful layers are not supported/],
    ['time in front', layer('LSTM', 'l', { time_major: true }), [], /time_major is not supported/],
    [
      'a kernel without whole gates',
      layer('LSTM', 'l'),
      [['l/kernel', [2, 6]]],
      /its kernel has 6 columns, not a multiple of 4/,
    ],
    [
      'reset_after with other functions',
      layer('GRU', 'g', { activation: 'relu', reset_after: true }),
      [
        ['g/kernel', [1, 3]],
        ['g/recurrent_kernel', [1, 3]],
      ],
      /reset_after needs the activations tanh and sigmoid/,
    ],
    [
      'a wrapper around something else',
      layer('Bidirectional', 'b', { layer: layer('ReLU', 'r') }),
      [],
      /Bidirectional wraps SimpleRNN, LSTM or GRU only/,
    ],
    [
      'a negative epsilon',
      layer('BatchNormalization', 'b', { epsilon: -1, scale: false, center: false }),
      [
        ['b/moving_mean', [1]],
        ['b/moving_variance', [1]],
      ],
      /epsilon is -1, expected a number ≥ 0/,
    ],
    [
      'normalization without weights',
      layer('LayerNormalization', 'l', { scale: false, center: false }),
      [],
      /has neither scale nor center/,
    ],
    [
      'the batch as an axis',
      layer('Dot', 'd', { axes: 0 }),
      [],
      /axes is one axis or two, and never the batch/,
    ],
    [
      'a shape that is none',
      layer('InputLayer', 'i', { batch_input_shape: [null, 1.5] }),
      [],
      /batch_input_shape is \[null,1\.5\], expected lengths or null/,
    ],
  ])('with %s', async (_name, spec, weights, message) => {
    const file = modelFile(
      sequential(spec),
      weights.map(([name, shape]) => weight(name, shape)),
    );
    const refusal = await refusalOf(load(file));
    expect(refusal.op).toBe('loadTfjsModel');
    expect(refusal.message).toMatch(message);
  });
});
