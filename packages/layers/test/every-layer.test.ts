// What every layer has to do: shapes, gradients, saved state, errors with its path, the same numbers on each backend.

import { checkGradients, valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackendSync } from '@cambium/backend-wasm';
import {
  type Backend,
  cast,
  memory,
  normal,
  scope,
  seed,
  setBackend,
  sin,
  sum,
  type Tensor,
  TensorError,
  withBackend,
  zeros,
} from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import * as layers from '../src/index.ts';
import { type LayerCase, layerCases } from './layer-cases.ts';

const cpu = createCpuBackend();
const wasm = createWasmBackendSync();
setBackend(cpu);
beforeEach(() => seed(1));

/** A model with the layer inside. */
class Outer extends layers.Module {
  readonly inner: layers.Module;
  readonly #call: LayerCase['call'];

  constructor({ make, call }: LayerCase) {
    super();
    this.inner = make();
    this.#call = call;
  }

  forward(x: Tensor): Tensor {
    return this.#call(this.inner as never, x);
  }
}

describe.each(layerCases('float64'))('$name', (each) => {
  const inputOf = (): Tensor => cast(normal(each.input), 'float64');
  const loss = (model: Outer, x: Tensor): Tensor => sum(sin(model.forward(x)));
  const exact = { verdict: 'good', mismatches: [] };

  it('has the right output shape, also in training', () => {
    const model = new Outer(each);
    expect(model.forward(inputOf()).shape).toEqual(each.output);
    expect(model.eval().forward(inputOf()).shape).toEqual(each.output);
  });

  it('has right gradients by its input and its parameters', () => {
    const model = new Outer(each).train(each.modes !== 'random');
    const x = inputOf();
    expect(checkGradients((x: Tensor) => loss(model, x), [x])).toMatchObject(exact);
    if (model.parameters().length > 0) {
      expect(checkGradients(() => loss(model, x), model)).toMatchObject(exact);
    }
  });

  it('gives the same after its state went into another one of its kind', () => {
    const [model, other, x] = [new Outer(each).eval(), new Outer(each).eval(), inputOf()];
    other.loadStateDict(model.stateDict());
    expect(other.forward(x).toArray()).toEqual(model.forward(x).toArray());
  });

  it(each.modes === undefined ? 'does the same in training and evaluation' : 'has two modes', () => {
    const [model, x] = [new Outer(each), inputOf()];
    const training = model.train().forward(x).toArray();
    const evaluation = model.eval().forward(x).toArray();
    if (each.modes === undefined) expect(training).toEqual(evaluation);
    else expect(training).not.toEqual(evaluation);
  });

  it('leaves nothing behind', () => {
    const [model, x] = [new Outer(each), inputOf()];
    const step = valueAndGrad(model, () => loss(model, x));
    const count = (): number => {
      scope(() => void model.forward(x));
      if (model.parameters().length > 0) scope(() => void step());
      return memory().tensors;
    };
    expect(count()).toBe(count());
  });

  it('is in the summary, under its name', () => {
    const { rows } = layers.summary(new Outer(each), each.input, { dtype: 'float64' });
    const row = rows.find(({ path }) => path === 'inner');
    expect(row?.layer).toMatch(/^[A-Z][A-Za-z0-9]+/);
    expect(row?.parameters).toBe(
      each
        .make()
        .parameters()
        .reduce((sum, { size }) => sum + size, 0),
    );
  });

  const { wrong } = each;
  if (wrong !== null) {
    it('says where it was given a wrong shape', () => {
      const run = (): unknown => new Outer(each).forward(zeros(wrong, { dtype: 'float64' }));
      expect(run).toThrow(TensorError);
      expect(run).toThrow(/^at Outer\.inner/);
    });
  }
});

describe.each(layerCases('float32'))('$name on WebAssembly', (each) => {
  /** Output and gradients of a training step, and the output in evaluation after it. */
  function resultsOn(backend: Backend): number[][] {
    return withBackend(backend, () => {
      seed(3);
      return scope(() => {
        const model = new Outer(each);
        const x = normal(each.input);
        const training = model.forward(x);
        const step = valueAndGrad(model, () => sum(sin(model.forward(x))));
        const gradients = model.parameters().length > 0 ? [...step().grads.values()] : [];
        const evaluation = model.eval().forward(x);
        return [training, ...gradients, evaluation].map((result) => Array.from(result.dataSync(), Number));
      });
    });
  }

  it('gives the outputs and gradients of the reference', () => {
    const [expected, found] = [resultsOn(cpu), resultsOn(wasm)];
    expect(found.length).toBe(expected.length);
    found.forEach((values, i) => {
      const scale = Math.max(1, ...expected[i]!.map(Math.abs));
      expect(values.length).toBe(expected[i]!.length);
      values.forEach((value, place) => {
        expect(Math.abs(value - expected[i]![place]!)).toBeLessThanOrEqual(2e-5 * scale);
      });
    });
  });
});

it('No layer is left out', () => {
  const tried = new Set(layerCases('float32').map(({ make }) => make().constructor));
  // Bases of others, and what holds layers instead of being one; the models have a test of their own.
  const others = [
    'Module',
    'Sequential',
    'Recurrent',
    'RecurrentCell',
    'ResNet',
    'VGG',
    'MobileNetV2',
    'UNet',
  ];
  const missing = Object.entries(layers).filter(
    ([name, value]) =>
      typeof value === 'function' &&
      value.prototype instanceof layers.Module &&
      !tried.has(value as never) &&
      !others.includes(name),
  );
  expect(missing.map(([name]) => name)).toEqual([]);
});
