// Which points of a space are tried, and with how much effort: round after round, each chosen by the results before.

import { HostRandom } from '@cambium/data';
import { TensorError } from '@cambium/tensor';
import { drawPoint, gridPoints, type ParametersOf, type Space } from './space.ts';

/** One piece of work: a point to try. */
export interface Trial<S extends Space = Space> {
  /** Number of the point, from 0. */
  readonly trial: number;
  /** The values to try, by name. */
  readonly parameters: ParametersOf<S>;
  /** How much effort to spend, for example epochs. */
  readonly budget: number;
  /** For everything random in the trial; the same for each budget. */
  readonly seed: number;
}

/** A trial with its result. */
export interface Evaluation<S extends Space = Space> extends Trial<S> {
  /** What the objective gave; NaN if it failed. */
  readonly value: number;
  /** Why it failed, or `null`. */
  readonly error: string | null;
}

/** Hands out rounds of trials, and is given the results of each, best first, failed ones left out. */
export type Rounds<S extends Space> = Generator<Trial<S>[], void, Evaluation<S>[]>;

/** A way to search. */
export interface Strategy {
  /** Name and numbers, by which a journal knows its search. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The rounds; a pure function of space, seed and results. */
  rounds<S extends Space>(space: S, seed: number): Rounds<S>;
}

/** Streams of random numbers, apart from each other. */
const streams = { parameters: 0, seeds: 1 } as const;

/** More points than this are a mistake. */
const greatestGrid = 100_000;

/**
 * Tries all combinations: each option of each list, and evenly spaced numbers of each range, ends included.
 *
 * @param options.points numbers of each range, or for each by name (3 where it is not named); default 3
 * @param options.budget what each trial is given, default 1
 * @throws TensorError `value` for a number of points below 1, or at the start for a grid of more than 100,000
 * @example
 * ```ts
 * gridSearch({ points: { learningRate: 5, keep: 3 } });
 * ```
 */
export function gridSearch(
  options: { points?: number | Readonly<Record<string, number>>; budget?: number } = {},
): Strategy {
  const { points = 3, budget = 1 } = options;
  for (const count of typeof points === 'number' ? [points] : Object.values(points))
    checkCount('gridSearch', 'points', count);
  checkBudget('gridSearch', 'budget', budget);
  return {
    settings: { strategy: 'grid', points, budget },
    *rounds(space, seed) {
      const grid = gridPoints(space, points);
      if (grid.length > greatestGrid)
        throw new TensorError(
          'gridSearch',
          'value',
          `the grid has ${grid.length} points. Take fewer, or randomSearch.`,
        );
      yield grid.map((parameters, trial) => ({ trial, parameters, budget, seed: seedOf(seed, trial) }));
    },
  };
}

/**
 * Tries points at random: it finds what matters sooner than a grid, which repeats each value of what does not matter.
 *
 * @param options.trials number of points
 * @param options.budget what each trial is given, default 1
 * @throws TensorError `value` unless `trials` is an integer ≥ 1 and `budget` a number > 0
 * @see Bergstra and Bengio, "Random search for hyper-parameter optimization" (2012)
 * @example
 * ```ts
 * randomSearch({ trials: 30, budget: 5 });
 * ```
 */
export function randomSearch(options: { trials: number; budget?: number }): Strategy {
  const { trials, budget = 1 } = options;
  checkCount('randomSearch', 'trials', trials);
  checkBudget('randomSearch', 'budget', budget);
  return {
    settings: { strategy: 'random', trials, budget },
    *rounds(space, seed) {
      yield drawTrials(space, seed, trials, budget);
    },
  };
}

/** Options of {@link successiveHalving}. */
export interface SuccessiveHalvingOptions {
  /** Points of the first round. */
  trials: number;
  /** Budget of the first round. */
  minBudget: number;
  /** Budget that is never exceeded. */
  maxBudget: number;
  /** By which the budget grows and the number of points falls from round to round, default 3. */
  factor?: number;
}

/**
 * Tries many points at random with a small budget, and the best third again with three times the budget, until one is left
 * or the budget is the greatest: most of the effort goes to good points.
 *
 * @throws TensorError `value` for numbers that make no sense
 * @see Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization" (2016)
 * @example
 * ```ts
 * successiveHalving({ trials: 27, minBudget: 1, maxBudget: 27 });   // 27 × 1, 9 × 3, 3 × 9, 1 × 27 epochs
 * ```
 */
export function successiveHalving(options: SuccessiveHalvingOptions): Strategy {
  const { trials, minBudget, maxBudget, factor = 3 } = options;
  checkCount('successiveHalving', 'trials', trials);
  checkBudget('successiveHalving', 'minBudget', minBudget);
  if (!(maxBudget >= minBudget && Number.isFinite(maxBudget)))
    throw new TensorError(
      'successiveHalving',
      'value',
      `maxBudget is at least minBudget ${minBudget}, got ${maxBudget}.`,
    );
  if (!(factor > 1 && Number.isFinite(factor)))
    throw new TensorError('successiveHalving', 'value', `factor is a number > 1, got ${factor}.`);
  return {
    settings: { strategy: 'successiveHalving', trials, minBudget, maxBudget, factor },
    *rounds(space, seed) {
      let round = drawTrials(space, seed, trials, minBudget);
      for (let budget = minBudget; ; ) {
        const results = yield round;
        const kept = results.slice(0, Math.floor(round.length / factor));
        if (kept.length === 0 || budget === maxBudget) return;
        budget = Math.min(maxBudget, budget * factor);
        round = kept.map(({ trial, parameters, seed: own }) => ({ trial, parameters, budget, seed: own }));
      }
    },
  };
}

function drawTrials<S extends Space>(space: S, seed: number, trials: number, budget: number): Trial<S>[] {
  return Array.from({ length: trials }, (_, trial) => ({
    trial,
    parameters: drawPoint(space, new HostRandom(seed).fork(streams.parameters, trial)),
    budget,
    seed: seedOf(seed, trial),
  }));
}

function seedOf(seed: number, trial: number): number {
  return new HostRandom(seed).fork(streams.seeds, trial).integer(2 ** 32);
}

function checkCount(op: string, name: string, count: number): void {
  if (Number.isInteger(count) && count >= 1) return;
  throw new TensorError(op, 'value', `${name} is an integer ≥ 1, got ${count}.`);
}

function checkBudget(op: string, name: string, budget: number): void {
  if (budget > 0 && Number.isFinite(budget)) return;
  throw new TensorError(op, 'value', `${name} is a number > 0, got ${budget}.`);
}
