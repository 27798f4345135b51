// The base of all layers and models: a plain class whose fields are its registry.

import { loadCells, namedCells, Parameter, type StateDict, stateDictOf } from '@cambium/tensor';
import { treeOf } from './tree.ts';
import { childModules, runLayer } from './walk.ts';

/**
 * A layer or a model. Fields that hold parameters, states, modules, or arrays and objects of these, are found by
 * themselves; their path is their name.
 *
 * @example
 * ```ts
 * class Perceptron extends Module {
 *   hidden = new Linear(4, 16);
 *   output = new Linear(16, 3);
 *   forward(x: Tensor): Tensor {
 *     return this.output.forward(relu(this.hidden.forward(x)));
 *   }
 * }
 * [...new Perceptron().namedParameters().keys()];   // ['hidden.weight', 'hidden.bias', 'output.weight', 'output.bias']
 * ```
 */
export abstract class Module {
  /** Whether dropout drops and batch normalization uses the batch; see {@link Module.train}. */
  isTraining = true;

  constructor() {
    // Each call runs under the layer's name, so that errors and summaries can say where they are.
    const forward = this.forward;
    Object.defineProperty(this, 'forward', {
      value: (...inputs: never[]) => runLayer(this, () => forward.apply(this, inputs)),
      enumerable: false,
      writable: true,
      configurable: true,
    });
  }

  /** Computes the output. Subclasses give it their own parameters. */
  abstract forward(...inputs: never[]): unknown;

  /**
   * What the layer is. Layers say it in a line (`Linear 400→120`); a model adds a line for each module inside. Errors and
   * summaries take the first line.
   */
  toString(): string {
    const parts = childModules<Module>(this, Module).map(([path, child]) => [path, String(child)] as const);
    return treeOf(this.constructor.name, parts);
  }

  /** Trainable and frozen parameters by path. */
  namedParameters(): Map<string, Parameter> {
    const entries = [...namedCells(this)];
    return new Map(entries.filter((entry): entry is [string, Parameter] => entry[1] instanceof Parameter));
  }

  /** Trainable and frozen parameters in the order of the fields. */
  parameters(): Parameter[] {
    return [...this.namedParameters().values()];
  }

  /** The module itself and all modules inside, by path; the module's own path is empty. */
  namedModules(): Map<string, Module> {
    const found = new Map<string, Module>([['', this]]);
    for (const [path, child] of childModules<Module>(this, Module)) {
      for (const [inner, module] of child.namedModules())
        found.set(inner === '' ? path : `${path}.${inner}`, module);
    }
    return found;
  }

  /** Switches this module and all inside to training (`true`) or evaluation. Returns the module. */
  train(isTraining = true): this {
    for (const module of this.namedModules().values()) module.isTraining = isTraining;
    return this;
  }

  /** Switches to evaluation: dropout passes everything, batch normalization uses its running statistics. */
  eval(): this {
    return this.train(false);
  }

  /** Takes the parameters out of training; `freeze(false)` brings them back. Returns the module. */
  freeze(isFrozen = true): this {
    for (const parameter of this.parameters()) parameter.isTrainable = !isFrozen;
    return this;
  }

  /** All parameters and states by path. The tensors are the live ones: they see later changes. */
  stateDict(): StateDict {
    return stateDictOf(namedCells(this));
  }

  /**
   * Takes over saved values. Nothing is changed unless everything fits.
   *
   * @param options.strict `false` accepts missing and extra names
   * @throws TensorError `state` that lists every missing, extra and mis-shaped name
   */
  loadStateDict(saved: Readonly<StateDict>, options: { strict?: boolean } = {}): this {
    loadCells(this.constructor.name, namedCells(this), saved, options);
    return this;
  }
}
