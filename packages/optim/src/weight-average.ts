// A model's weights, averaged over training: exponentially (EMA), or all alike (SWA).

import {
  add,
  type Cell,
  cast,
  div,
  execute,
  greater,
  lerp,
  loadCells,
  mul,
  namedCells,
  Parameter,
  State,
  type StateDict,
  scope,
  stateDictOf,
  TensorError,
} from '@cambium/tensor';
import { scalarState, toScalar } from './scalar.ts';
import { Traced } from './traced.ts';

/** Options of {@link WeightAverage}. */
export interface WeightAverageOptions {
  /** Share of the old average that an update keeps; `null`, the default, weighs all updates alike. */
  decay?: number | null;
}

/**
 * Keeps an average `a` of each parameter: `a ← decay · a + (1 − decay) · w`, or, without a decay, the mean of the weights
 * at all updates. The first update copies the weights.
 *
 * @see Izmailov et al., "Averaging weights leads to wider optima and better generalization" (2018); course part 4.1
 * @example
 * ```ts
 * const average = new WeightAverage(model, { decay: 0.999 });
 * average.update(); // after each step
 * average.use(() => model.forward(zeros([1, 4]))); // with the averaged weights
 * ```
 */
export class WeightAverage {
  /** Number of updates. */
  readonly updates: State;
  readonly #pairs: readonly (readonly [Parameter, State])[];
  readonly #cells: ReadonlyMap<string, Cell>;
  readonly #rule: Traced<never>;

  constructor(model: object, { decay = null }: WeightAverageOptions = {}) {
    if (decay !== null && !(decay >= 0 && decay < 1)) {
      throw new TensorError(
        'WeightAverage',
        'value',
        `decay is a number from 0 up to 1, below it, got ${decay}.`,
      );
    }
    const parameters = [...namedCells(model)].filter(
      (entry): entry is [string, Parameter] => entry[1] instanceof Parameter,
    );
    if (parameters.length === 0)
      throw new TensorError('WeightAverage', 'value', 'there are no parameters to average.');
    this.updates = scalarState(0);
    const named = parameters.map(([path, parameter]) => [path, parameter, new State(parameter)] as const);
    this.#pairs = named.map(([, parameter, average]) => [parameter, average] as const);
    this.#cells = new Map<string, Cell>([
      ['updates', this.updates],
      ...named.map(([path, , average]) => [`averages.${path}`, average] as const),
    ]);
    this.#rule = new Traced(() => this.#update(decay));
  }

  /** Takes the present weights into the average. */
  update(): void {
    this.#rule.run();
  }

  /** Runs a function with the averages in the place of the weights, and puts the weights back. */
  use<T>(fn: () => T): T {
    this.#exchange();
    try {
      return fn();
    } finally {
      this.#exchange();
    }
  }

  /** The count and the averages, by path. */
  get cells(): ReadonlyMap<string, Cell> {
    return this.#cells;
  }

  /** Values of the cells by path. */
  stateDict(): StateDict {
    return stateDictOf(this.#cells);
  }

  /** Takes over a saved state. */
  loadStateDict(saved: Readonly<StateDict>): this {
    loadCells('WeightAverage', this.#cells, saved);
    return this;
  }

  #update(decay: number | null): void {
    for (const [parameter, average] of this.#pairs) {
      // Old shares, counted from the parameter: the first update leaves nothing of what was there.
      const kept = decay === null ? div(this.updates, add(this.updates, 1)) : this.#keptBy(decay);
      average.assign(lerp(parameter, average, cast(kept, parameter.dtype)));
    }
    this.updates.assign(add(this.updates, 1));
  }

  /** The decay, and 0 at the first update. */
  #keptBy(decay: number) {
    return mul(toScalar(greater(this.updates, 0)), decay);
  }

  #exchange(): void {
    scope(() => {
      for (const [parameter, average] of this.#pairs) {
        const weights = execute('contiguous', [parameter.value], {}); // a copy, always
        parameter.assign(average);
        average.assign(weights);
      }
    });
  }
}
