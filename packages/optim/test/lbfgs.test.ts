import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { add, at, memory, mul, Parameter, setBackend, square, sub, tensor } from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { LBFGS, type LBFGSOptions } from '../src/index.ts';

beforeAll(() => void setBackend(createCpuBackend()));

/** The valley of Rosenbrock, whose lowest place is [1, 1]. */
function valley(start: ArrayLike<number> = [-1.2, 1]) {
  const parameter = new Parameter(tensor(Float64Array.from(start)));
  const closure = valueAndGrad(parameter, () => {
    const [x, y] = [at(parameter, 0), at(parameter, 1)];
    return add(mul(square(sub(y, square(x))), 100), square(sub(1, x)));
  });
  return { parameter, closure, read: () => Array.from(parameter.value.dataSync()) };
}

describe('LBFGS', () => {
  it('finds the lowest place of a bent valley with a line search', () => {
    const { parameter, closure, read } = valley();
    const optimizer = new LBFGS(parameter, {
      lineSearch: 'strongWolfe',
      iterations: 100,
      changeTolerance: 0,
    });
    const first = optimizer.step(closure);
    expect(first).toBeCloseTo(24.2, 10);
    for (const value of read()) expect(value).toBeCloseTo(1, 6);
  });

  it.each<LBFGSOptions>([{ lineSearch: 'strongWolfe', historySize: 2 }, { learningRate: 1e-3 }])(
    'goes on from a checkpoint to the same bits: %o',
    (more) => {
      const options = { iterations: 3, ...more };
      const whole = valley();
      const one = new LBFGS(whole.parameter, options);
      for (let i = 0; i < 4; i++) one.step(whole.closure);
      const half = valley();
      const two = new LBFGS(half.parameter, options);
      for (let i = 0; i < 2; i++) two.step(half.closure);
      const rest = valley(half.read());
      const resumed = new LBFGS(rest.parameter, options).loadStateDict(two.stateDict());
      for (let i = 0; i < 2; i++) resumed.step(rest.closure);
      expect(rest.read()).toEqual(whole.read());
      expect(rest.read()).not.toEqual(half.read());
    },
  );

  it('leaves frozen parameters alone', () => {
    const { parameter, closure } = valley();
    const frozen = new Parameter(tensor([5]));
    frozen.isTrainable = false;
    new LBFGS([parameter, frozen]).step(closure);
    expect(frozen.value.toArray()).toEqual([5]);
  });

  it('keeps memory flat', () => {
    const { parameter, closure } = valley();
    const optimizer = new LBFGS(parameter, { learningRate: 1e-3 });
    const run = (): number => {
      optimizer.step(closure);
      return memory().tensors;
    };
    expect(run()).toBe(run());
  });

  it('refuses the state of another problem and keeps its own', () => {
    const { parameter } = valley();
    const optimizer = new LBFGS(parameter);
    const other = new LBFGS(new Parameter(tensor([1, 2, 3])));
    expect(() => optimizer.loadStateDict(other.stateDict())).toThrow(
      expect.objectContaining({ code: 'state' }),
    );
    expect(optimizer.stateDict().direction!.shape).toEqual([2]);
  });

  it.each<LBFGSOptions>([{ iterations: 0 }, { historySize: -1 }, { learningRate: Number.NaN }])(
    'refuses numbers that make no sense: %o',
    (options) => {
      const { parameter } = valley();
      expect(() => new LBFGS(parameter, options)).toThrow(expect.objectContaining({ code: 'value' }));
    },
  );
});
