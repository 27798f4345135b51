// What an imported model is: a module to call, to train further, and to look into.

import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { SGD } from '@cambium/optim';
import { meanSquaredError, memory, scope, setBackend, type Tensor, tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { Linear, summary } from '../../src/index.ts';
import { called, functional, layer, load, modelFile, sequential, weight } from './files.ts';

setBackend(createCpuBackend());

const layers = [
  layer('Dense', 'hidden', { units: 3, activation: 'tanh', batch_input_shape: [null, 2] }),
  layer('Dropout', 'drop', { rate: 0.5 }),
  layer('Dense', 'output', { units: 1, trainable: false }),
];
const weights = [
  weight('hidden/kernel', [2, 3]),
  weight('hidden/bias', [3]),
  weight('output/kernel', [3, 1]),
  weight('output/bias', [1]),
];
const file = modelFile(sequential(...layers), weights);
const x = tensor([
  [1, 2],
  [3, 4],
]);

describe('an imported model', () => {
  it('names its layers and weights as the file does', async () => {
    const model = await load(file);
    expect(model.layers.hidden).toBeInstanceOf(Linear);
    expect([...model.namedParameters().keys()]).toEqual([
      'layers.hidden.weight',
      'layers.hidden.bias',
      'layers.output.weight',
      'layers.output.bias',
    ]);
    expect(String(model)).toBe(
      'TfjsModel test\n  hidden: Linear 2→3\n  drop: Dropout 0.5\n  output: Linear 3→1',
    );
    expect(model.inputs).toEqual([{ name: 'hidden', shape: [null, 2] }]);
    expect(summary(model, [1, 2]).parameters).toBe(13);
  });

  it('comes in evaluation mode', async () => {
    const model = await load(file);
    expect([...model.namedModules().values()].some(({ isTraining }) => isTraining)).toBe(false);
    expect(model.forward(x).toArray()).toEqual(model.forward(x).toArray());
  });

  it('trains further, and leaves alone what the file froze', async () => {
    const model = (await load(file)).train();
    const before = Object.fromEntries(
      Object.entries(model.stateDict()).map(([name, value]) => [name, value.toArray()]),
    );
    const step = valueAndGrad(model, (input: Tensor) =>
      meanSquaredError(model.forward(input), tensor([[1], [-1]])),
    );
    const optimizer = new SGD(model, { learningRate: 0.1 });
    scope(() => optimizer.step(step(x).grads));
    const changed = Object.entries(model.stateDict()).filter(
      ([name, value]) => String(value.toArray()) !== String(before[name]),
    );
    expect(changed.map(([name]) => name)).toEqual(['layers.hidden.weight', 'layers.hidden.bias']);
  });

  it('leaves no tensors behind when it is called in a scope', async () => {
    const model = await load(file);
    const before = memory().bytes;
    scope(() => void model.forward(x));
    expect(memory().bytes).toBe(before);
  });

  it.each([
    [[], /'test' takes 1 inputs \(hidden\), got 0/],
    [[x, x], /'test' takes 1 inputs \(hidden\), got 2/],
    [
      [tensor([1, 2])],
      /input 'hidden' of 'test' is \[any, 2\], got \[2\]\. Did you mean expandDims\(x, 0\)\?/,
    ],
    [[tensor([[1, 2, 3]])], /input 'hidden' of 'test' is \[any, 2\], got \[1, 3\]/],
  ])('refuses inputs that do not fit', async (inputs, message) => {
    const model = await load(file);
    expect(() => model.forward(...inputs)).toThrow(message);
  });

  it('gives several outputs by outputsOf only', async () => {
    const branches = [
      called('ReLU', 'a', [['x']]),
      called('Activation', 'b', [['x']], { activation: 'linear' }),
    ];
    const model = await load(
      modelFile(functional([called('InputLayer', 'x', []), ...branches], ['x'], ['a', 'b'])),
    );
    expect(model.outputsOf(tensor([[-1]])).map((output) => output.toArray())).toEqual([[[0]], [[-1]]]);
    expect(() => model.forward(tensor([[-1]]))).toThrow(/'test' has 2 outputs\. Call model\.outputsOf/);
  });

  it('tells in which layer something went wrong', async () => {
    const inner = {
      class_name: 'Sequential',
      config: { name: 'inner', layers: [layer('Dense', 'fc', { use_bias: false })] },
    };
    const model = await load(modelFile(sequential(inner), [weight('fc/kernel', [3, 1])]));
    expect(() => model.forward(x)).toThrow(
      /at TfjsModel\.layers\.inner\.layers\.fc \(Linear 3→1\): .*last dimension of x is 2/,
    );
  });
});
