import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { debug, log, relu, setBackend, sqrt, sum, type Tensor, zeros } from '@cambium/tensor';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Module, Sequential } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

class Root extends Module {
  forward(x: Tensor): Tensor {
    return sqrt(x);
  }
}

class Logarithm extends Module {
  forward(x: Tensor): Tensor {
    return log(x);
  }
}

class Net extends Module {
  body: Sequential;
  constructor(last: Module & { forward(x: Tensor): Tensor }) {
    super();
    this.body = new Sequential(relu, last);
  }
  forward(x: Tensor): Tensor {
    return sum(this.body.forward(x));
  }
}

describe('debug.detectAnomaly', () => {
  let watch: ReturnType<typeof debug.detectAnomaly> | undefined;
  afterEach(() => watch?.stop());

  it('names the op, the layer and the shapes of the first value that is not finite', () => {
    watch = debug.detectAnomaly();
    const forward = () => new Net(new Logarithm()).forward(zeros([2, 3]));
    expect(forward).toThrow(expect.objectContaining({ code: 'anomaly', op: 'log' }));
    expect(forward).toThrow(/\[log\] made -Infinity at \[0, 0\] of \[2, 3\] in Net › body › 1/);
  });

  it('names the layer of the forward pass when the gradient is not finite', () => {
    watch = debug.detectAnomaly();
    const x = zeros([4]);
    const model = new Net(new Root());
    const backward = () => valueAndGrad((input: Tensor) => model.forward(input))(x);
    expect(backward).toThrow(/made Infinity .* in Net › body › 1 › backward of sqrt/);
  });

  it('says nothing once stopped', () => {
    debug.detectAnomaly().stop();
    expect(new Net(new Logarithm()).forward(zeros([1])).toArray()).toBe(Number.NEGATIVE_INFINITY);
  });
});
