// tf.train on @cambium/optim: `minimize` and `applyGradients` over named variables.

import type { Parameter, Tensor } from 'cambium';
import * as cambium from 'cambium';
import { FacadeVariable, scalar } from './create.ts';
import { variableGrads } from './gradients.ts';
import { freeAtEnd, hidden, variables } from './memory.ts';
import type { FacadeTensor } from './tensor.ts';

type Config = Readonly<Record<string, unknown>>;
type CambiumOptimizer = {
  step(gradients: ReadonlyMap<Parameter, Tensor>): void;
  readonly cells: ReadonlyMap<string, cambium.Cell>;
};

/** Gradients by the name of the variable. */
type Named =
  | Readonly<Record<string, FacadeTensor>>
  | readonly { readonly name: string; readonly tensor: FacadeTensor }[];

/** One optimizer of TensorFlow.js; ours is made when the variables are known. */
class FacadeOptimizer {
  static className = 'Optimizer';
  protected config: Record<string, unknown>;
  iterations = 0;
  readonly #slots: number;
  readonly #own: number;
  readonly #make: (target: readonly Parameter[]) => CambiumOptimizer;
  readonly #inner = new Map<Parameter, CambiumOptimizer>();

  /** Takes the numbers of tensors that TensorFlow.js keeps, for each variable and for itself. */
  constructor(
    config: Config,
    [slots, own]: readonly [slots: number, own: number],
    make: (target: readonly Parameter[]) => CambiumOptimizer,
  ) {
    this.config = { ...config };
    this.#slots = slots;
    this.#own = own;
    this.#make = make;
    hidden.tensors -= own;
    freeAtEnd(() => this.dispose());
    if (config.learningRate === undefined || config.learningRate === null)
      throw new Error(`learningRate for ${this.constructor.name} must be defined.`);
  }

  minimize(
    f: () => FacadeTensor,
    returnCost = false,
    varList?: readonly FacadeVariable[],
  ): FacadeTensor | null {
    const { value, grads } = variableGrads(f, varList);
    this.applyGradients(
      varList === undefined ? grads : varList.map((each) => ({ name: each.name, tensor: grads[each.name]! })),
    );
    for (const gradient of Object.values(grads)) gradient.dispose();
    if (returnCost) return value;
    value.dispose();
    return null;
  }

  computeGradients(f: () => FacadeTensor, varList?: readonly FacadeVariable[]) {
    return variableGrads(f, varList);
  }

  applyGradients(given: Named): void {
    const entries = Array.isArray(given)
      ? given.map(({ name, tensor }): [string, FacadeTensor] => [name, tensor])
      : Object.entries(given as Readonly<Record<string, FacadeTensor>>);
    for (const [name, gradient] of entries) {
      const variable = [...variables].find((each) => each instanceof FacadeVariable && each.name === name);
      if (!(variable instanceof FacadeVariable) || gradient === undefined) continue;
      let inner = this.#inner.get(variable.cell);
      if (inner === undefined) {
        inner = this.#make([variable.cell]);
        this.#inner.set(variable.cell, inner);
        // Ours count steps and keep the learning rate on the device, too.
        hidden.tensors += inner.cells.size - this.#slots;
      }
      // The optimizer frees the gradients of its last step: it gets a copy.
      inner.step(new Map([[variable.cell, cambium.contiguous(gradient.inner)]]));
    }
    this.iterations++;
  }

  getConfig(): Record<string, unknown> {
    return { ...this.config };
  }

  getClassName(): string {
    return (this.constructor as typeof FacadeOptimizer).className;
  }

  setLearningRate(learningRate: number): void {
    this.config = { ...this.config, learningRate };
  }

  dispose(): void {
    for (const { cells } of this.#inner.values()) {
      for (const cell of cells.values()) cell.value.dispose();
      hidden.tensors -= cells.size - this.#slots;
    }
    hidden.tensors += this.#own;
    this.#inner.clear();
  }

  async getWeights(): Promise<{ name: string; tensor: FacadeTensor }[]> {
    return [{ name: 'iter', tensor: scalar(this.iterations, 'int32') }];
  }

  static fromConfig<T>(
    this: new (
      ...args: never[]
    ) => T,
    cls: new (...args: unknown[]) => T,
    config: Config,
  ): T {
    return new cls(...Object.values(config));
  }
}

export { FacadeOptimizer as Optimizer };

export class SGDOptimizer extends FacadeOptimizer {
  static override className = 'SGD';
  constructor(learningRate: number) {
    super({ learningRate }, [0, 0], (target) => new cambium.SGD(target, { learningRate }));
  }
}

export class MomentumOptimizer extends FacadeOptimizer {
  static override className = 'Momentum';
  constructor(learningRate: number, momentum: number, useNesterov = false) {
    super(
      { learningRate, momentum, useNesterov },
      [1, 1],
      (target) => new cambium.SGD(target, { learningRate, momentum, nesterov: useNesterov }),
    );
  }
}

export class RMSPropOptimizer extends FacadeOptimizer {
  static override className = 'RMSProp';
  constructor(
    learningRate: number,
    decay = 0.9,
    momentum = 0,
    epsilon: number | null = null,
    centered = false,
  ) {
    super(
      { learningRate, decay, momentum, epsilon: epsilon ?? 1e-7, centered },
      [centered ? 3 : 2, 0],
      (target) =>
        new cambium.RMSprop(target, { learningRate, decay, momentum, epsilon: epsilon ?? 1e-7, centered }),
    );
  }
}

export class AdamOptimizer extends FacadeOptimizer {
  static override className = 'Adam';
  constructor(learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon: number | null = null) {
    super(
      { learningRate, beta1, beta2, epsilon: epsilon ?? 1e-7 },
      [2, 0],
      (target) => new cambium.Adam(target, { learningRate, beta1, beta2, epsilon: epsilon ?? 1e-7 }),
    );
  }
}

/** η / (1 + decay · steps). */
function decaying(learningRate: number, decay: number): number | cambium.Schedule {
  return decay === 0 ? learningRate : cambium.inverseTimeDecay({ initial: learningRate, rate: decay });
}

export class AdamaxOptimizer extends FacadeOptimizer {
  static override className = 'Adamax';
  constructor(learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon: number | null = null, decay = 0) {
    super(
      { learningRate, beta1, beta2, epsilon: epsilon ?? 1e-7, decay },
      [2, 0],
      (target) =>
        new cambium.Adamax(target, {
          learningRate: decaying(learningRate, decay),
          beta1,
          beta2,
          epsilon: epsilon ?? 1e-7,
        }),
    );
  }
}

export class AdadeltaOptimizer extends FacadeOptimizer {
  static override className = 'Adadelta';
  constructor(learningRate = 0.001, rho = 0.95, epsilon: number | null = null) {
    super(
      { learningRate, rho, epsilon: epsilon ?? 1e-7 },
      [2, 0],
      (target) => new cambium.Adadelta(target, { learningRate, decay: rho, epsilon: epsilon ?? 1e-7 }),
    );
  }
}

export class AdagradOptimizer extends FacadeOptimizer {
  static override className = 'Adagrad';
  constructor(learningRate: number, initialAccumulatorValue = 0.1) {
    super(
      { learningRate, initialAccumulatorValue },
      [1, 0],
      (target) =>
        new cambium.Adagrad(target, { learningRate, initialSum: initialAccumulatorValue, epsilon: 1e-7 }),
    );
  }
}

/** tf.train. */
export const train = {
  sgd: (learningRate: number) => new SGDOptimizer(learningRate),
  momentum: (learningRate: number, momentum: number, useNesterov = false) =>
    new MomentumOptimizer(learningRate, momentum, useNesterov),
  rmsprop: (
    learningRate: number,
    decay = 0.9,
    momentum = 0,
    epsilon: number | null = null,
    centered = false,
  ) => new RMSPropOptimizer(learningRate, decay, momentum, epsilon, centered),
  adam: (learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon: number | null = null) =>
    new AdamOptimizer(learningRate, beta1, beta2, epsilon),
  adamax: (learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon: number | null = null, decay = 0) =>
    new AdamaxOptimizer(learningRate, beta1, beta2, epsilon, decay),
  adadelta: (learningRate = 0.001, rho = 0.95, epsilon: number | null = null) =>
    new AdadeltaOptimizer(learningRate, rho, epsilon),
  adagrad: (learningRate: number, initialAccumulatorValue = 0.1) =>
    new AdagradOptimizer(learningRate, initialAccumulatorValue),
};
