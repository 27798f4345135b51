// Bias or variance? Where a model loses against what is possible, and what to do about it.

import { TensorError } from '@cambium/tensor';
import { adviceFor, type Problem } from './advice.ts';
import { type ModelErrors, modelErrors, type ReadableHistory, type SetErrors } from './errors.ts';

/** Options of {@link diagnose}. */
export interface DiagnoseOptions {
  /** Error of people, or the least that is possible, in the measure of the other errors; default 0. */
  humanError?: number;
  /** Error on the test set. */
  testError?: number;
  /** Error on samples like the training set's that were not learned from, where validation data is of another kind. */
  trainingLikeError?: number;
  /** Name of the metric to compare: a loss, or a share of which more is better, such as an accuracy. Default `accuracy` where it is measured, else `loss`. */
  metric?: string;
  /** Differences up to this one do not matter; default 0.01 for shares, 5 % of the validation error for losses. */
  tolerance?: number;
}

/** One thing that is wrong. */
export interface Finding {
  /** Which of the errors is large. */
  readonly problem: Problem;
  /** By how much the error grows through it. */
  readonly size: number;
  /** What was seen, in a sentence. */
  readonly observation: string;
  /** What to try, the most promising first. */
  readonly advice: readonly string[];
}

/** What {@link diagnose} finds. */
export interface Diagnosis extends SetErrors {
  /** What a human gets wrong: the error that cannot be avoided, as far as is known. */
  readonly humanError: number;
  /** What the errors are: `1 − accuracy`, `loss` … */
  readonly measure: string;
  /** Training error less human error: what a better fit to the training set would win. Not below 0. */
  readonly avoidableBias: number;
  /** What generalising better from the training set would win. Not below 0. */
  readonly variance: number;
  /** What is worth working on, the greatest first; empty if all is well. */
  readonly findings: readonly Finding[];
  /** The whole as text. */
  toString(): string;
}

/**
 * Splits the error of a model into what it does not fit (avoidable bias: training less human error), what it does not
 * generalise (variance: validation less training error), and, where those errors are given, data mismatch and an
 * overfitted validation set; and says what helps against each. The greatest part comes first: work on that.
 *
 * Takes the history of `fit` with a validation set, in which it looks at the last epoch, or at the one whose weights were
 * restored; or the errors themselves.
 *
 * @throws TensorError `value` if errors are missing, negative or no numbers
 * @see course part 3.1; Ng, "Machine learning yearning" (2018), chapters 20 to 27 and 40
 * @example
 * ```ts
 * const history = await fit(model, { train, validation, loss: crossEntropy, optimizer, epochs: 9, metrics: [accuracy()] });
 * console.log(String(diagnose(history, { humanError: 0.01 })));
 *
 * diagnose({ train: 0.01, validation: 0.11 }).findings[0]!.problem;   // 'variance'
 * ```
 */
export function diagnose(source: ReadableHistory | SetErrors, options: DiagnoseOptions = {}): Diagnosis {
  const run = 'epochs' in source ? modelErrors(source, options.metric) : null;
  const errors = withOptions(run?.errors ?? (source as SetErrors), options);
  const { humanError = 0 } = options;
  const measure = run?.measure ?? 'error';
  checkErrors({ ...errors, humanError });
  const tolerance = options.tolerance ?? (run === null || run.isShare ? 0.01 : 0.05 * errors.validation);
  const inText = (error: number): string =>
    run === null || run.isShare ? `${(100 * error).toFixed(2)} %` : error.toPrecision(4);

  const learnedLike = errors.trainingLike ?? errors.validation;
  const avoidableBias = Math.max(0, errors.train - humanError);
  const variance = Math.max(0, learnedLike - errors.train);
  const gaps: [Problem, number, string][] = [
    [
      'bias',
      avoidableBias,
      `the training error ${inText(errors.train)} is above ${inText(humanError)}, which is possible`,
    ],
    [
      'variance',
      variance,
      `the error grows from ${inText(errors.train)} to ${inText(learnedLike)} on samples that were not learned from`,
    ],
    [
      'data mismatch',
      errors.validation - learnedLike,
      `the error grows from ${inText(learnedLike)} to ${inText(errors.validation)} on data of another kind`,
    ],
    [
      'overfitted validation set',
      (errors.test ?? errors.validation) - errors.validation,
      `the error grows from ${inText(errors.validation)} on the validation set to ${inText(errors.test ?? errors.validation)} on the test set`,
    ],
  ];
  if (run !== null) gaps.push(overtraining(run, inText));
  const findings = gaps
    // a difference of exactly the tolerance may come out a bit greater
    .filter(([, size]) => size > tolerance * (1 + 1e-9))
    .sort(([, a], [, b]) => b - a)
    .map(([problem, size, observation]) => ({ problem, size, observation, advice: adviceOn(problem, run) }));
  const diagnosis = { ...errors, humanError, measure, avoidableBias, variance, findings };
  return { ...diagnosis, toString: () => inWords(diagnosis, inText) };
}

function withOptions(errors: SetErrors, { testError, trainingLikeError }: DiagnoseOptions): SetErrors {
  return {
    ...errors,
    ...(testError === undefined ? {} : { test: testError }),
    ...(trainingLikeError === undefined ? {} : { trainingLike: trainingLikeError }),
  };
}

function overtraining(
  { errors, best, bestEpoch }: ModelErrors,
  inText: (error: number) => string,
): [Problem, number, string] {
  const growth = `the validation error grew from ${inText(best.validation)} in epoch ${bestEpoch + 1} to ${inText(errors.validation)}`;
  const hasLearned = errors.train < best.train;
  return [
    'overtraining',
    hasLearned ? errors.validation - best.validation : 0,
    `${growth}, while the training error fell`,
  ];
}

/** Above this fall in its last epoch a training was not at its end. */
const worthGoingOn = 0.02;

function adviceOn(problem: Problem, run: ModelErrors | null): readonly string[] {
  const { lastFall: fall } = run ?? { lastFall: 0 };
  if (problem !== 'bias' || fall < worthGoingOn) return adviceFor[problem];
  return [
    `Train longer: the loss still fell by ${(100 * fall).toFixed(0)} % in the last epoch.`,
    ...adviceFor.bias,
  ];
}

function inWords(
  { humanError, measure, findings, ...errors }: Omit<Diagnosis, 'toString'>,
  inText: (error: number) => string,
): string {
  const { train, trainingLike, validation, test } = errors;
  const named = { possible: humanError, training: train, 'training-like': trainingLike, validation, test };
  const shown = Object.entries(named).flatMap(([name, error]) =>
    error === undefined ? [] : [`${name} ${inText(error)}`],
  );
  const header = `${measure}: ${shown.join(', ')}`;
  if (findings.length === 0) return `${header}\nNothing stands out: the model fits, and generalises.`;
  const parts = findings.map(({ problem, size, observation, advice }) =>
    [`${problem} (${inText(size)}): ${observation}.`, ...advice.map((each) => `  - ${each}`)].join('\n'),
  );
  return [header, ...parts].join('\n');
}

function checkErrors(errors: SetErrors & { humanError: number }): void {
  for (const [name, error] of Object.entries(errors)) {
    if (!(error >= 0 && Number.isFinite(error)))
      throw new TensorError('diagnose', 'value', `errors are numbers ≥ 0, got ${error} for ${name}.`);
  }
}
