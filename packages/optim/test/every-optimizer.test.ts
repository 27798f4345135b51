import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackend } from '@cambium/backend-wasm';
import {
  type Backend,
  type Interpreter,
  normal,
  observe,
  Parameter,
  seed,
  setBackend,
  swapInterpreter,
  type Tensor,
  tensor,
  withBackend,
} from '@cambium/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  chained,
  constant,
  cosineDecay,
  cosineRestarts,
  cyclic,
  exponentialDecay,
  inverseRootDecay,
  inverseTimeDecay,
  LAMB,
  Lion,
  linearRamp,
  Muon,
  multiStepDecay,
  NAdam,
  type Optimizer,
  type OptimizerOptions,
  oneCycle,
  PlateauDecay,
  piecewise,
  polynomialDecay,
  RAdam,
  RMSprop,
  Rprop,
  type Schedule,
  SGD,
  sequential,
  stepDecay,
  WeightAverage,
  warmUp,
} from '../src/index.ts';

type Any = Optimizer<string, OptimizerOptions, string>;
type Make = (target: object) => Any;

const weightDecay = 0.02;
const elementwise: readonly (readonly [name: string, make: Make])[] = [
  ['SGD', (target) => new SGD(target)],
  ['SGD with dampening', (target) => new SGD(target, { momentum: 0.9, dampening: 0.3, weightDecay })],
  ['SGD with Nesterov', (target) => new SGD(target, { momentum: 0.9, nesterov: true, maximize: true })],
  ['Adam', (target) => new Adam(target, { weightDecay })],
  ['AMSGrad', (target) => new Adam(target, { amsgrad: true })],
  ['AdamW', (target) => new AdamW(target)],
  ['Adamax', (target) => new Adamax(target)],
  ['NAdam', (target) => new NAdam(target, { weightDecay, decoupledWeightDecay: true })],
  ['RAdam', (target) => new RAdam(target, { beta2: 0.9 })],
  ['RMSprop', (target) => new RMSprop(target)],
  ['RMSprop, centred', (target) => new RMSprop(target, { centered: true, momentum: 0.5 })],
  ['Adagrad', (target) => new Adagrad(target, { learningRateDecay: 0.1, initialSum: 0.1 })],
  ['Adadelta', (target) => new Adadelta(target)],
  ['Rprop', (target) => new Rprop(target)],
  ['ASGD', (target) => new ASGD(target, { averageFrom: 2 })],
  ['Lion', (target) => new Lion(target, { weightDecay })],
];
const others: readonly (readonly [name: string, make: Make])[] = [
  ['LAMB', (target) => new LAMB(target, { weightDecay })],
  ['Adafactor', (target) => new Adafactor(target, { weightDecay })],
  ['Muon', (target) => new Muon(target)],
];
const all = [...elementwise, ...others];

const schedules: readonly (readonly [name: string, schedule: Schedule])[] = [
  ['constant', constant(0.1)],
  ['inverseTimeDecay', inverseTimeDecay({ initial: 0.1, rate: 1 })],
  ['inverseRootDecay', inverseRootDecay({ initial: 0.1 })],
  ['exponentialDecay', exponentialDecay({ initial: 0.1, factor: 0.9 })],
  ['stepDecay', stepDecay({ initial: 0.1, factor: 0.5, every: 2 })],
  ['multiStepDecay', multiStepDecay({ initial: 0.1, factor: 0.5, milestones: [2, 5] })],
  ['piecewise', piecewise({ boundaries: [3], values: [0.1, 0.2] })],
  ['polynomialDecay', polynomialDecay({ initial: 0.1, duration: 6, power: 2 })],
  ['linearRamp', linearRamp({ initial: 0.1, final: 0.2, duration: 6 })],
  ['cosineDecay', cosineDecay({ initial: 0.1, duration: 6 })],
  ['cosineRestarts', cosineRestarts({ initial: 0.1, duration: 2, growth: 2 })],
  ['oneCycle', oneCycle({ maximum: 0.1, duration: 10 })],
  ['cyclic', cyclic({ low: 0.1, high: 0.2, rise: 2, cycleFactor: 0.5 })],
  ['warmUp', warmUp(constant(0.1), { duration: 4 })],
  ['sequential', sequential([constant(0.1), exponentialDecay({ initial: 0.2, factor: 0.9 })], [3])],
  ['chained', chained(constant(0.1), exponentialDecay({ initial: 1, factor: 0.9 }))],
];

/** Two parameters and the gradients of six steps, of which one misses the second parameter. */
function problem(dtype: 'float32' | 'float64', size = 5) {
  seed(3);
  const make = () => [normal([size, 4], { dtype }), normal([7, 2], { dtype })] as const;
  const first = make();
  const steps = Array.from({ length: 6 }, make);
  const parameters = () => first.map((value) => new Parameter(value));
  const step = (optimizer: Any, [a, b]: readonly Parameter[], at: number): void => {
    const gradients = new Map<Parameter, Tensor>([[a!, copy(steps[at]![0])]]);
    if (at !== 2) gradients.set(b!, copy(steps[at]![1]));
    optimizer.step(gradients);
  };
  return { parameters, step };
}

/** The optimizer frees gradients. */
function copy(x: Tensor): Tensor {
  return tensor(x.dataSync(), { shape: x.shape, dtype: x.dtype });
}

function bitsOf(parameters: readonly Parameter[]) {
  return parameters.map((parameter) => parameter.value.dataSync());
}

beforeAll(() => void setBackend(createCpuBackend()));

describe.each(all)('%s', (_name, make) => {
  it.each(['float32', 'float64'] as const)('goes on from a checkpoint of %s to the same bits', (dtype) => {
    const { parameters, step } = problem(dtype);
    const [whole, halves] = [parameters(), parameters()];
    const [one, two] = [make(whole), make(halves)];
    for (let at = 0; at < 6; at++) step(one, whole, at);
    for (let at = 0; at < 3; at++) step(two, halves, at);
    const rest = halves.map((parameter) => new Parameter(parameter));
    const resumed = make(rest).loadStateDict(two.stateDict());
    for (let at = 3; at < 6; at++) step(resumed, rest, at);
    expect(bitsOf(rest)).toEqual(bitsOf(whole));
    expect(bitsOf(rest)).not.toEqual(bitsOf(halves));
  });

  it('refuses numbers that make no sense', () => {
    const { parameters } = problem('float32');
    const Class = make(parameters()).constructor as new (target: object, options: object) => Any;
    for (const options of [
      { weightDecay: -1 },
      { learningRate: Number.NaN },
      { epsilon: -1 },
      { beta1: 1 },
    ]) {
      expect(() => new Class(parameters(), options)).toThrow(expect.objectContaining({ code: 'value' }));
    }
  });
});

describe.each(elementwise)('%s', (_name, make) => {
  it('is one op for each parameter from the second step on', () => {
    const { parameters, step } = problem('float32');
    const model = parameters();
    const optimizer = make(model);
    step(optimizer, model, 0);
    expect(opsOf(() => step(optimizer, model, 1))).toEqual(['elementwise', 'elementwise', 'elementwise']);
  });
});

/** The ops that a function runs. Observers would see the parts. */
function opsOf(fn: () => void): string[] {
  const names: string[] = [];
  const counting: Interpreter = {
    run: (name, ...rest) => {
      names.push(name);
      return eager.run(name, ...rest);
    },
    constant: (...given) => eager.constant(...given),
  };
  const eager = swapInterpreter(counting)!;
  try {
    fn();
  } finally {
    swapInterpreter(eager);
  }
  return names;
}

describe.each([
  ['the CPU', async () => createCpuBackend()],
  ['WebAssembly', () => createWasmBackend({ threads: 1 })],
  ['two threads', () => createWasmBackend({ threads: 2 })],
] as const)('on %s', (_device, create) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await create();
  });
  afterAll(() => backend.dispose());

  it.each(all)('%s gives the same bits as op by op', (_name, make) => {
    withBackend(backend, () => {
      for (const [dtype, size] of [
        ['float32', 259],
        ['float32', 6000],
        ['float64', 5],
      ] as const) {
        if (size > 300 && make([new Parameter(tensor([[1]]))]) instanceof Muon) continue;
        const { parameters, step } = problem(dtype, size);
        const [fused, watched] = [parameters(), parameters()];
        const [one, two] = [make(fused), make(watched)];
        for (let at = 0; at < 4; at++) {
          step(one, fused, at);
          const stop = observe(() => {});
          step(two, watched, at);
          stop();
        }
        expect(bitsOf(fused)).toEqual(bitsOf(watched));
        for (const [path, cell] of one.cells) {
          expect(cell.value.dataSync(), path).toEqual(two.cells.get(path)!.value.dataSync());
        }
      }
    });
  });
});

describe.each(schedules)('%s', (_name, schedule) => {
  it('goes on from a checkpoint to the same bits', () => {
    const make: Make = (target) => new SGD(target, { learningRate: schedule });
    const { parameters, step } = problem('float64');
    const [whole, halves] = [parameters(), parameters()];
    const [one, two] = [make(whole), make(halves)];
    for (let at = 0; at < 6; at++) step(one, whole, at);
    for (let at = 0; at < 3; at++) step(two, halves, at);
    const resumed = make(halves).loadStateDict(two.stateDict());
    for (let at = 3; at < 6; at++) step(resumed, halves, at);
    expect(bitsOf(halves)).toEqual(bitsOf(whole));
    expect(resumed.learningRate.value.toArray()).toEqual(one.learningRate.value.toArray());
  });
});

describe('PlateauDecay', () => {
  const results = [3, 2, 2, 2, 2, 2, 1, 1, 1, 1];
  const start = () => {
    const optimizer = new SGD([new Parameter(tensor([1]))], { learningRate: 1 });
    return { optimizer, plateau: new PlateauDecay(optimizer, { factor: 0.5, patience: 1, cooldown: 1 }) };
  };

  it('goes on from a checkpoint to the same rates', () => {
    const [whole, first, second] = [start(), start(), start()];
    for (const result of results) whole.plateau.step(result);
    for (const result of results.slice(0, 4)) first.plateau.step(result);
    second.optimizer.loadStateDict(first.optimizer.stateDict());
    second.plateau.loadStateDict(first.plateau.stateDict());
    for (const result of results.slice(4)) second.plateau.step(result);
    expect(second.optimizer.learningRate.value.toArray()).toBe(whole.optimizer.learningRate.value.toArray());
    expect(whole.optimizer.learningRate.value.toArray()).toBeLessThan(1);
  });

  it('refuses results and factors that make no sense', () => {
    const { optimizer, plateau } = start();
    expect(() => plateau.step(Number.NaN)).toThrow(expect.objectContaining({ code: 'value' }));
    expect(() => new PlateauDecay(optimizer, { factor: 1 })).toThrow(
      expect.objectContaining({ code: 'value' }),
    );
  });
});

describe('WeightAverage', () => {
  const weights = [1, 2, 4, 8];
  const run = (average: WeightAverage, parameter: Parameter, values: readonly number[]): void => {
    for (const value of values) {
      parameter.assign(tensor([value], { dtype: 'float64' }));
      average.update();
    }
  };
  const start = (decay: number | null) => {
    const parameter = new Parameter(tensor([0], { dtype: 'float64' }));
    return { parameter, average: new WeightAverage(parameter, { decay }) };
  };
  const read = ({ parameter, average }: ReturnType<typeof start>) =>
    average.use(() => parameter.value.toArray());

  it('is the mean of all weights, or follows them exponentially', () => {
    const [alike, exponential] = [start(null), start(0.5)];
    for (const each of [alike, exponential]) run(each.average, each.parameter, weights);
    expect(read(alike)).toEqual([3.75]);
    expect(read(exponential)).toEqual([0.125 * 1 + 0.125 * 2 + 0.25 * 4 + 0.5 * 8]);
    expect(alike.parameter.value.toArray()).toEqual([8]);
  });

  it.each([null, 0.9])('goes on from a checkpoint to the same bits, decay %s', (decay) => {
    const [whole, first, second] = [start(decay), start(decay), start(decay)];
    run(whole.average, whole.parameter, weights);
    run(first.average, first.parameter, weights.slice(0, 2));
    second.average.loadStateDict(first.average.stateDict());
    run(second.average, second.parameter, weights.slice(2));
    expect(read(second)).toEqual(read(whole));
  });
});
