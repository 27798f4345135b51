// The schedule that looks at results: the rate falls when they stop getting better.

import {
  type Cell,
  loadCells,
  State,
  type StateDict,
  scope,
  stateDictOf,
  TensorError,
  tensor,
} from '@cambium/tensor';
import { checkNotNegative } from './check.ts';

/** Options of {@link PlateauDecay}. */
export interface PlateauOptions {
  /** Factor of the rates, default 0.1. */
  factor?: number;
  /** How many results without progress are let pass, default 10. */
  patience?: number;
  /** Least progress, default 1e-4. */
  threshold?: number;
  /** Whether the threshold is a share of the best result or a difference, default `relative`. */
  thresholdMode?: 'relative' | 'absolute';
  /** How many results after a fall do not count, default 0. */
  cooldown?: number;
  /** Least rate, default 0. */
  minimum?: number;
  /** Whether small or great results are good, default `min`. */
  mode?: 'min' | 'max';
}

/** What has rates to change: an optimizer without a schedule. */
export interface HasLearningRates {
  /** One rate for each group of parameters. */
  readonly learningRates: readonly State[];
}

const defaults = {
  factor: 0.1,
  patience: 10,
  threshold: 1e-4,
  thresholdMode: 'relative' as const,
  cooldown: 0,
  minimum: 0,
  mode: 'min' as const,
};
/** Changes of a rate that are not worth making. */
const leastChange = 1e-8;

/**
 * Multiplies the learning rates by `factor` after more than `patience` results without progress.
 *
 * @see PyTorch's `ReduceLROnPlateau`
 * @example
 * ```ts
 * const optimizer = new Adam(model, { learningRate: 1e-3 });
 * const plateau = new PlateauDecay(optimizer, { patience: 2 });
 * plateau.step(0.5); // the loss on the validation set, once an epoch
 * ```
 */
export class PlateauDecay {
  readonly #rates: readonly State[];
  readonly #options: Required<PlateauOptions>;
  /** The best result so far, results without progress since, results that still do not count. */
  readonly #state: State;

  constructor(optimizer: HasLearningRates, options: PlateauOptions = {}) {
    const { factor, ...others } = { ...defaults, ...options };
    const { patience, threshold, cooldown, minimum } = others;
    checkNotNegative('PlateauDecay', { factor, patience, threshold, cooldown, minimum });
    if (factor >= 1)
      throw new TensorError('PlateauDecay', 'value', `factor is a number below 1, got ${factor}.`);
    this.#rates = optimizer.learningRates;
    this.#options = { factor, ...others };
    const worst = others.mode === 'min' ? Infinity : -Infinity;
    this.#state = scope(() => new State(tensor([worst, 0, 0], { dtype: 'float64' })));
  }

  /** Takes a result into account, and lowers the rates if it is time. */
  step(result: number): void {
    if (Number.isNaN(result)) throw new TensorError('PlateauDecay', 'value', 'the result is NaN.');
    let [best, bad, cooling] = this.#state.value.dataSync() as unknown as [number, number, number];
    if (this.#isBetter(result, best)) [best, bad] = [result, 0];
    else bad++;
    if (cooling > 0) [cooling, bad] = [cooling - 1, 0];
    if (bad > this.#options.patience) {
      this.#lower();
      [cooling, bad] = [this.#options.cooldown, 0];
    }
    scope(() => void this.#state.assign(tensor([best, bad, cooling], { dtype: 'float64' })));
  }

  /** What it remembers, by name. */
  get cells(): ReadonlyMap<string, Cell> {
    return new Map([['progress', this.#state]]);
  }

  /** Values of the cells by name. */
  stateDict(): StateDict {
    return stateDictOf(this.cells);
  }

  /** Takes over a saved state. */
  loadStateDict(saved: Readonly<StateDict>): this {
    loadCells('PlateauDecay', this.cells, saved);
    return this;
  }

  #isBetter(result: number, best: number): boolean {
    const { mode, threshold, thresholdMode } = this.#options;
    const sign = mode === 'min' ? -1 : 1;
    if (!Number.isFinite(best)) return sign * result > sign * best;
    const limit = thresholdMode === 'relative' ? best * (1 + sign * threshold) : best + sign * threshold;
    return sign * result > sign * limit;
  }

  #lower(): void {
    const { factor, minimum } = this.#options;
    for (const rate of this.#rates) {
      const before = rate.value.dataSync()[0]!;
      const after = Math.max(before * factor, minimum);
      if (before - after > leastChange) rate.assign(after);
    }
  }
}
