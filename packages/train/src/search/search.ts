// The search for good hyper-parameters.

import { currentSeed, TensorError } from '@cambium/tensor';
import { Journal } from './journal.ts';
import { type Objective, type ObjectiveRunner, objectiveRunner } from './objective.ts';
import type { Space } from './space.ts';
import type { Evaluation, Strategy, Trial } from './strategy.ts';

/** Options of {@link search}. */
export interface SearchOptions<S extends Space> {
  /**
   * What is made small (or great): the address (or path) of a module whose default export it is, which then runs in worker threads,
   * or a function, which runs in this thread.
   */
  objective: URL | string | Objective<S>;
  /** What is varied. */
  space: S;
  /** `gridSearch`, `randomSearch` or `successiveHalving`. */
  strategy: Strategy;
  /** The same seed gives the same trials; the seed given to `seed(n)` unless set here. */
  seed?: number;
  /** Whether small (`min`, the default) or great values are good. */
  mode?: 'min' | 'max';
  /** Worker threads for a module, as many as there are processors unless given. */
  threads?: number;
  /** File that keeps results: a search that was killed goes on from it, and ends with the same result. */
  journal?: string;
  /** Is told of each result, in the order in which trials end; not of those that the journal had. */
  onEvaluation?: (evaluation: Evaluation<S>) => void;
  /** Ends the search early: it throws the reason of the signal, and goes on from its journal later. */
  signal?: AbortSignal;
}

/** What {@link search} found. */
export interface SearchResult<S extends Space> {
  /** The best of the trials with the greatest budget; the first of equals. */
  readonly best: Evaluation<S>;
  /** All results, round by round, in the order of the trials. */
  readonly evaluations: readonly Evaluation<S>[];
}

/**
 * Searches a space of hyper-parameters for the point with the best value. The result depends on space, strategy, seed and
 * objective alone: not on the number of threads, nor on how often the search was killed and started again.
 *
 * A trial that throws, or gives no finite number, counts as failed and is out of the race. Remove the journal when you
 * change the objective: it cannot know.
 *
 * @throws TensorError `value` if options make no sense or all trials failed, `state` if the journal is of another search
 * @see course part 3: train and tune on separate sets; Bergstra and Bengio 2012
 * @example
 * ```ts
 * // objective.js
 * export default async ({ parameters, budget, seed: own }) => {
 *   seed(own);
 *   const model = makeModel(parameters);
 *   const optimizer = new Adam(model, { learningRate: parameters.learningRate });
 *   const history = await fit(model, { train, validation, loss: crossEntropy, optimizer, epochs: budget, progress: null });
 *   return history.epochs.at(-1).validationLoss;
 * };
 *
 * // search.js
 * const { best } = await search({
 *   objective: new URL('./objective.js', import.meta.url),
 *   space: { learningRate: real(1e-5, 1, { scale: 'log' }), units: integer(8, 128, { scale: 'log' }) },
 *   strategy: successiveHalving({ trials: 27, minBudget: 1, maxBudget: 9 }),
 *   seed: 1,
 *   journal: 'search.jsonl',
 * });
 * best.parameters;   // { learningRate: 0.0093, units: 57 }, for example
 * ```
 */
export async function search<const S extends Space>(options: SearchOptions<S>): Promise<SearchResult<S>> {
  const { objective, space, strategy, seed = currentSeed(), mode = 'min', threads } = options;
  options.signal?.throwIfAborted();
  // Stops the trials that still run when the search ends with an error.
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const run = objectiveRunner(objective, { threads, signal });
  const rounds = strategy.rounds(space, seed);
  const journal = await Journal.open(options.journal ?? null, { space, ...strategy.settings, seed, mode });
  const evaluations: Evaluation<S>[] = [];
  const better = byValue(mode);
  const evaluate = async (trial: Trial<S>): Promise<Evaluation<S>> => {
    const known = journal.valueOf(trial.trial, trial.budget);
    if (known !== undefined) return { ...trial, value: known, error: null };
    const evaluation = await attempt(trial, run, signal);
    await journal.note(evaluation);
    options.onEvaluation?.(evaluation);
    return evaluation;
  };
  try {
    for (let next = rounds.next(); next.done !== true; ) {
      const results = await Promise.all(next.value.map(evaluate));
      evaluations.push(...results);
      next = rounds.next(results.filter(({ error }) => error === null).sort(better));
    }
  } finally {
    over.abort();
  }
  const [best] = evaluations
    .filter(({ error }) => error === null)
    .sort((a, b) => b.budget - a.budget || better(a, b));
  if (best !== undefined) return { best, evaluations };
  const [first] = evaluations;
  throw new TensorError(
    'search',
    'value',
    `all ${evaluations.length} trials failed, the first with: ${first?.error}`,
  );
}

async function attempt<S extends Space>(
  trial: Trial<S>,
  run: ObjectiveRunner<S>,
  signal: AbortSignal,
): Promise<Evaluation<S>> {
  const failed = (error: string): Evaluation<S> => ({ ...trial, value: Number.NaN, error });
  try {
    const value = await run(trial);
    if (typeof value === 'number' && Number.isFinite(value)) return { ...trial, value, error: null };
    return failed(`the objective gives a finite number, got ${String(value)}`);
  } catch (error) {
    signal.throwIfAborted();
    return failed(error instanceof Error ? error.message : String(error));
  }
}

/** Best first, and the first trial of equals. */
function byValue(mode: 'min' | 'max'): (a: Evaluation, b: Evaluation) => number {
  const sign = mode === 'min' ? 1 : -1;
  return (a, b) => sign * (a.value - b.value) || a.trial - b.trial;
}
