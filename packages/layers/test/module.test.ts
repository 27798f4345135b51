import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import {
  memory,
  ones,
  relu,
  scope,
  seed,
  setBackend,
  sum,
  type Tensor,
  TensorError,
  tensor,
  zeros,
} from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  BatchNorm,
  Conv2d,
  Dropout,
  Linear,
  Module,
  observeLayers,
  Residual,
  Sequential,
  summary,
} from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

class Block extends Module {
  norm = new BatchNorm(4);
  branches = [new Linear(4, 4), { deep: new Linear(4, 4, { bias: false }) }] as const;
  drop = new Dropout(0.5);
  forward(x: Tensor): Tensor {
    return this.drop.forward(this.branches[1].deep.forward(this.branches[0].forward(this.norm.forward(x))));
  }
}

class Net extends Module {
  blocks = new Sequential(new Block(), relu, new Block());
  head = new Linear(4, 2);
  forward(x: Tensor): Tensor {
    return this.head.forward(this.blocks.forward(x));
  }
}

describe('Module', () => {
  it('finds cells in fields, arrays and objects and names them by their path', () => {
    expect([...new Block().namedParameters().keys()]).toEqual([
      'norm.scale',
      'norm.shift',
      'branches.0.weight',
      'branches.0.bias',
      'branches.1.deep.weight',
    ]);
    expect(Object.keys(new Block().stateDict())).toContain('norm.runningMean');
    expect([...new Net().namedModules().keys()]).toEqual(
      expect.arrayContaining(['', 'blocks', 'blocks.0', 'blocks.2.branches.1.deep', 'head']),
    );
  });

  it('switches all modules inside between training and evaluation', () => {
    const net = new Net();
    expect([...net.eval().namedModules().values()].every((module) => !module.isTraining)).toBe(true);
    expect([...net.train().namedModules().values()].every((module) => module.isTraining)).toBe(true);
  });

  it('keeps frozen parameters out of the gradients', () => {
    const net = new Sequential(new Linear(2, 2).freeze(), new Linear(2, 1));
    const { grads } = valueAndGrad(net, (x: Tensor) => sum(net.forward(x)))(ones([1, 2]));
    expect([...grads.keys()]).toEqual(
      [...net.namedParameters()].filter(([name]) => name.startsWith('1.')).map(([, p]) => p),
    );
    net.freeze(false);
    expect(valueAndGrad(net, (x: Tensor) => sum(net.forward(x)))(ones([1, 2])).grads.size).toBe(4);
  });

  it('carries all values over with a state dict', () => {
    const [a, b] = [new Net(), new Net()];
    b.loadStateDict(a.stateDict());
    const x = ones([3, 4]);
    expect(b.eval().forward(x).toArray()).toEqual(a.eval().forward(x).toArray());
  });

  it('lists every missing, extra and mis-shaped name in one error and changes nothing', () => {
    const layer = new Linear(2, 3);
    const before = layer.weight.value.toArray();
    const load = () => layer.loadStateDict({ weight: ones([3, 2]), other: ones([1]) });
    expect(load).toThrow(expect.objectContaining({ code: 'state' }));
    expect(load).toThrow(
      /missing: bias \[3\][\s\S]*mis-shaped: weight is float32 \[3, 2\], expected float32 \[2, 3\]|mis-shaped[\s\S]*missing/,
    );
    expect(load).toThrow(/extra: other/);
    expect(layer.weight.value.toArray()).toEqual(before);
  });

  it('accepts part of a state when it need not be strict', () => {
    const layer = new Linear(2, 1);
    layer.loadStateDict({ bias: tensor([7]) }, { strict: false });
    expect(layer.bias!.value.toArray()).toEqual([7]);
  });

  it('names the layer in errors from inside it', () => {
    const net = new Net();
    let error: unknown;
    try {
      net.head.forward(zeros([1, 4]));
      net.forward(zeros([2, 3]));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(TensorError);
    expect((error as TensorError).layerPath).toEqual(['Net', 'blocks', '0', 'norm (BatchNorm 4)']);
    expect((error as TensorError).message).toMatch(/^at Net\.blocks\.0\.norm \(BatchNorm 4\): \[batchNorm\]/);
  });

  it('makes nothing that outlives a forward pass but its result', () => {
    const net = new Net().eval();
    const x = ones([2, 4]);
    const before = memory().tensors;
    scope(() => void net.forward(x));
    expect(memory().tensors).toBe(before);
  });

  it('makes the same weights from the same seed', () => {
    seed(3);
    const first = new Linear(3, 2).weight.value.toArray();
    seed(3);
    expect(new Linear(3, 2).weight.value.toArray()).toEqual(first);
  });
});

describe('toString', () => {
  it('shows a model as a tree of its layers and functions', () => {
    class Model extends Module {
      body = new Residual(new Sequential(new Linear(4, 4), relu));
      heads = [new Linear(4, 2)];
      forward(x: Tensor): Tensor {
        return this.heads[0]!.forward(this.body.forward(x));
      }
    }
    expect(String(new Model())).toBe(
      [
        'Model',
        '  body: Residual',
        '    block: Sequential',
        '      0: Linear 4→4',
        '      1: relu',
        '  heads.0: Linear 4→2',
      ].join('\n'),
    );
  });
});

describe('summary', () => {
  it('lists layers with output shapes and parameter counts without changing the model', () => {
    const net = new Sequential(
      new Conv2d({ inChannels: 3, outChannels: 8, kernelSize: 5, padding: 'same' }),
      new BatchNorm(8),
      new Dropout(0.5),
    );
    const { rows, parameters } = summary(net, [1, 8, 8, 3]);
    expect(
      rows.map(({ path, layer, outputShape, parameters: own }) => [path, layer, outputShape, own]),
    ).toEqual([
      ['0', 'Conv2d 5×5, 3→8', [1, 8, 8, 8], 608],
      ['1', 'BatchNorm 8', [1, 8, 8, 8], 16],
      ['2', 'Dropout 0.5', [1, 8, 8, 8], 0],
      ['', 'Sequential', [1, 8, 8, 8], 624],
    ]);
    expect(parameters).toBe(624);
    expect(net.isTraining).toBe(true);
  });

  it('prints a table with a total', () => {
    expect(String(summary(new Sequential(new Linear(4, 16)), [1, 4]))).toMatch(
      /0 +Linear 4→16 +\[1, 16\] +80[\s\S]*80 parameters/,
    );
  });
});

describe('observeLayers', () => {
  it('tells of each layer when it ends, with its depth and output, inside of the call alone', () => {
    const inner = new Linear(3, 2);
    const net = new Sequential(inner, relu);
    const seen: [object, number, unknown][] = [];
    const output = observeLayers(
      (...told) => void seen.push(told),
      () => net.forward(ones([1, 3])),
    );
    net.forward(ones([1, 3]));
    expect(seen.map(([layer, depth]) => [layer, depth])).toEqual([
      [inner, 2],
      [net, 1],
    ]);
    expect(seen[1]![2]).toBe(output);
  });
});
