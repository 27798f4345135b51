// Carries out one comparison: the same inputs on both sides, outputs and gradients within the tolerance of the op.

import * as tf from '@tensorflow/tfjs';
import {
  type Backend,
  createCpuBackend,
  opRecord,
  sameShape,
  scope,
  sizeOf,
  type Tensor,
  type Tolerance,
  tensor,
  withBackend,
} from 'cambium';
import type { Setting } from '../setting.ts';
import type { Comparison, Fault } from './comparison.ts';
import { type Deviation, deviationOf } from './deviation.ts';
import { numberCode, ourInput, theirInput, valuesOf } from './inputs.ts';
import type { Outcome } from './outcome.ts';
import { type Shown, snippetOf } from './snippet.ts';
import { streamOf } from './stream.ts';

/** Numbers and their shape, from either side. */
interface Result {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** One result to judge. */
interface Trial {
  readonly pass: Outcome['pass'];
  readonly tolerance: Tolerance;
  readonly fault: Fault | undefined;
  readonly gradient?: Shown['gradient'];
  readonly mine: () => Result;
  readonly theirs: () => Result;
  /** What decides where theirs does not count. */
  readonly reference: () => Result;
}

let cpu: Backend | null = null;

/** Compares outputs, and gradients by every floating input. `number` tells apart comparisons of one subject. */
export function compare(comparison: Comparison, number: number, setting: Setting): Outcome[] {
  const uniform = streamOf(comparison.subject, number);
  const values = comparison.inputs.map((spec) => valuesOf(spec, uniform));
  return scope(() =>
    collected(() => {
      const sides = new Sides(comparison, values);
      const shown = { comparison, setting, values };
      const output = judge(shown, forward(comparison, sides));
      const isSound = output.failure === null && comparison.gradientBy.length > 0;
      return isSound
        ? [output, ...gradients(comparison, sides, uniform).map((each) => judge(shown, each))]
        : [output];
    }),
  );
}

/** `tf.tidy` for a function that returns no tensor. */
function collected<T extends object>(fn: () => T): T {
  const kept: { result?: T } = {};
  tf.tidy(() => {
    kept.result = fn();
  });
  return kept.result!;
}

/** The inputs of a comparison on both sides and in float64; results are computed when first asked for. */
class Sides {
  readonly comparison: Comparison;
  readonly values: readonly number[][];
  readonly #ours: () => readonly Tensor[];
  readonly #theirs: () => readonly tf.Tensor[];

  constructor(comparison: Comparison, values: readonly number[][]) {
    this.comparison = comparison;
    this.values = values;
    this.#ours = once(() => comparison.inputs.map((spec, i) => ourInput(spec, values[i]!)));
    this.#theirs = once(() => comparison.inputs.map((spec, i) => theirInput(spec, values[i]!)));
  }

  ours = once(() => ofOurs(this.comparison.ours.value(this.#ours())));
  theirs = once(() => ofTheirs(this.comparison.theirs.value(this.#theirs())));

  /** The output in float64, on the backend that is written to be read. */
  exact(): Result {
    return inFloat64(() => ofOurs(this.comparison.ours.value(this.#doubles())));
  }

  ourGradients(places: readonly number[], { values, shape }: Result): readonly Result[] {
    const weights = tensor([...Array.from(values)], { shape, dtype: 'float32' });
    return this.comparison.ours.gradients(this.#ours(), places, weights).map(ofOurs);
  }

  theirGradients(places: readonly number[], { values, shape }: Result): readonly Result[] {
    const weights = tf.tensor(Array.from(values), [...shape], 'float32');
    return this.comparison.theirs.gradients(this.#theirs(), places, weights).map(ofTheirs);
  }

  exactGradients(places: readonly number[], { values, shape }: Result): readonly Result[] {
    return inFloat64(() => {
      const weights = tensor([...Array.from(values)], { shape, dtype: 'float64' });
      return this.comparison.ours.gradients(this.#doubles(), places, weights).map(ofOurs);
    });
  }

  #doubles(): Tensor[] {
    return this.comparison.inputs.map((spec, i) => {
      const { dtype = 'float32' } = spec;
      return ourInput(spec, this.values[i]!, dtype === 'float32' ? 'float64' : dtype);
    });
  }
}

function forward(comparison: Comparison, sides: Sides): Trial {
  const { fault } = comparison;
  const formula = fault?.values;
  const reference = (): Result =>
    formula === undefined
      ? sides.exact()
      : {
          shape: sides.ours().shape,
          values: rounded(formula(sides.values, sides.ours().values.length), sides.ours()),
        };
  return {
    pass: 'forward',
    tolerance: toleranceOf(comparison),
    fault,
    mine: sides.ours,
    theirs: sides.theirs,
    reference,
  };
}

function gradients(comparison: Comparison, sides: Sides, uniform: () => number): Trial[] {
  const { gradientBy: places, gradientFault } = comparison;
  const tolerance = toleranceOf(comparison);
  const { shape, values } = sides.ours();
  const weights: Result = { shape, values: Float32Array.from(values, () => 2 * uniform() - 1) };
  const mine = once(() => sides.ourGradients(places, weights));
  const theirs = once(() => sides.theirGradients(places, weights));
  const reference = once(() => sides.exactGradients(places, weights));
  return places.map((place, i) => ({
    pass: 'gradient',
    tolerance: forGradient(tolerance, sizeOf(comparison.inputs[place]!.shape) < values.length),
    fault: gradientFault,
    gradient: { place, weights: Array.from(weights.values), shape },
    mine: () => mine()[i]!,
    theirs: () => theirs()[i]!,
    reference: () => reference()[i]!,
  }));
}

function toleranceOf({ tolerance: { relative, absolute }, terms = 1 }: Comparison): Tolerance {
  const growth = Math.sqrt(terms);
  return { relative: relative * growth, absolute: absolute * growth };
}

/** Gradients multiply, also where the op itself only moves elements; that of an input that is stretched is a sum. */
function forGradient({ relative, absolute }: Tolerance, isStretched: boolean): Tolerance {
  const least = opRecord(isStretched ? 'sum' : 'mul').tolerance;
  return { relative: Math.max(relative, least.relative), absolute: Math.max(absolute, least.absolute) };
}

function judge(shown: Omit<Shown, 'gradient'>, trial: Trial): Outcome {
  const { group, subject } = shown.comparison;
  const { pass, fault, gradient } = trial;
  const outcome = { group, subject, pass };
  const explain = (what: string) => {
    const snippet = snippetOf(gradient === undefined ? shown : { ...shown, gradient });
    return `${subject}, ${pass}${gradient === undefined ? '' : ` by input ${gradient.place}`}: ${what}\n${snippet}`;
  };
  const failed = (what: string, { error, ulp }: Omit<Deviation, 'place'> = immeasurable): Outcome => ({
    ...outcome,
    error,
    ulp,
    decidedBy: 'tfjs',
    failure: explain(what),
  });
  const mine = attempt(trial.mine);
  if (mine instanceof Error) return failed(`Cambium throws: ${mine.message}`);
  const theirs = attempt(trial.theirs);
  if (!(theirs instanceof Error)) {
    const { error, ulp, place } = distance(mine, theirs, trial.tolerance);
    const declared = fault === undefined ? {} : { reason: fault.reason };
    if (error <= 1) return { ...outcome, error, ulp, decidedBy: 'tfjs', ...declared, failure: null };
    if (fault === undefined) return failed(difference(mine, theirs, place, 'TensorFlow.js'), { error, ulp });
  }
  // TensorFlow.js has no gradient for some ops; outputs that it refuses have to be named.
  const refusal =
    theirs instanceof Error && pass === 'gradient' ? `it throws: ${firstLine(theirs)}` : undefined;
  const reason = fault?.reason ?? refusal;
  if (reason === undefined) return failed(`TensorFlow.js throws: ${(theirs as Error).message}`);
  const right = attempt(trial.reference);
  if (right instanceof Error) return failed(`the reference throws: ${right.message}`);
  const { error, ulp, place } = distance(mine, right, trial.tolerance);
  const failure = error <= 1 ? null : explain(difference(mine, right, place, 'the float64 reference'));
  return { ...outcome, error, ulp, decidedBy: 'reference', reason, failure };
}

const immeasurable = { error: Number.POSITIVE_INFINITY, ulp: Number.POSITIVE_INFINITY };

function distance(mine: Result, right: Result, tolerance: Tolerance): Deviation {
  if (!sameShape(mine.shape, right.shape)) return { ...immeasurable, place: 0 };
  return deviationOf(mine.values, right.values, tolerance);
}

function difference(mine: Result, right: Result, place: number, name: string): string {
  const [ours, theirs] = [mine, right].map(({ shape, values }) => ({
    shape: `[${shape.join(', ')}]`,
    value: numberCode(values[place] ?? Number.NaN),
  }));
  if (ours!.shape !== theirs!.shape) return `the shape is ${ours!.shape}, ${name} gives ${theirs!.shape}`;
  return `element ${place} of ${ours!.shape} is ${ours!.value}, ${name} gives ${theirs!.value}`;
}

function attempt(fn: () => Result): Result | Error {
  try {
    return fn();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The message without the shapes of this call, so that all calls of an op have one reason. */
function firstLine({ message }: Error): string {
  return message.split(/\n|['(]?\d/)[0]!.trim();
}

function ofOurs(x: Tensor): Result {
  return { shape: x.shape, values: toNumbers(x.dataSync()) };
}

function ofTheirs(x: tf.Tensor): Result {
  return { shape: x.shape, values: toNumbers(x.dataSync()) };
}

/** A formula's numbers as the type of a result holds them. */
function rounded(numbers: readonly number[], { values }: Result): ArrayLike<number> {
  return values instanceof Float32Array ? Float32Array.from(numbers) : numbers;
}

/** Float32 results as they are; everything else rounded to float32, in which integers of these cases are exact. */
function toNumbers(data: ArrayLike<number | boolean>): ArrayLike<number> {
  return data instanceof Float64Array ? Float32Array.from(data) : (data as ArrayLike<number>);
}

function inFloat64<T>(fn: () => T): T {
  cpu ??= createCpuBackend();
  return withBackend(cpu, fn);
}

function once<T>(fn: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: fn() };
    return made.value;
  };
}
