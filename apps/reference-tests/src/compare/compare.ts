// Carries out one comparison: the same inputs on both sides, outputs and gradients within the tolerance of the op.

import * as tf from '@tensorflow/tfjs';
import { opRecord, sameShape, scope, sizeOf, type Tolerance } from 'cambium';
import type { Setting } from '../setting.ts';
import { Call, once, type Result } from './call.ts';
import type { Comparison } from './comparison.ts';
import { type Deviation, deviationOf } from './deviation.ts';
import { numberCode, valuesOf } from './inputs.ts';
import type { Outcome } from './outcome.ts';
import { rightGradients, rightValue } from './reference.ts';
import { type Shown, snippetOf } from './snippet.ts';
import { streamOf } from './stream.ts';

/** One result to judge. */
interface Trial {
  readonly pass: Outcome['pass'];
  readonly tolerance: Tolerance;
  readonly reason: string | undefined;
  readonly gradient?: Shown['gradient'];
  readonly mine: () => Result;
  readonly theirs: () => Result;
  /** What decides where theirs does not count. */
  readonly reference: () => Result;
  /** Whether −0 and 0 differ: where each operation is rounded correctly, they do. */
  readonly signedZero?: boolean;
}

/** Compares outputs, and gradients by every floating input. `number` tells apart comparisons of one subject. */
export function compare(comparison: Comparison, number: number, setting: Setting): Outcome[] {
  const uniform = streamOf(comparison.subject, number);
  const values = comparison.inputs.map((spec) => valuesOf(spec, uniform));
  return scope(() =>
    collected(() => {
      const call = new Call(comparison, values);
      const shown = { comparison, setting, values };
      const output = judge(shown, forward(comparison, call));
      const isSound = output.failure === null && comparison.gradientBy.length > 0;
      return isSound
        ? [output, ...gradients(comparison, call, uniform).map((each) => judge(shown, each))]
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

function forward(comparison: Comparison, call: Call): Trial {
  const { fault } = comparison;
  return {
    pass: 'forward',
    tolerance: toleranceOf(comparison),
    reason: fault?.reason,
    mine: call.ours,
    theirs: call.theirs,
    reference: () => rightValue(call, fault!),
    signedZero: comparison.tolerance.relative <= correctlyRounded,
  };
}

function gradients(comparison: Comparison, call: Call, uniform: () => number): Trial[] {
  const { gradientBy: places, gradientFault } = comparison;
  const tolerance = toleranceOf(comparison);
  const { shape, values } = call.ours();
  const weights: Result = { shape, values: Float32Array.from(values, () => 2 * uniform() - 1) };
  const mine = once(() => call.ourGradients(places, weights));
  const theirs = once(() => call.theirGradients(places, weights));
  const reference = once(() => rightGradients(call, places, weights, gradientFault, uniform));
  return places.map((place, i) => ({
    pass: 'gradient',
    tolerance: forGradient(tolerance, sizeOf(comparison.inputs[place]!.shape) < values.length),
    reason: gradientFault?.reason,
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
  const { pass, gradient } = trial;
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
    const { error, ulp, place } = distance(mine, theirs, trial);
    const declared = trial.reason === undefined ? {} : { reason: trial.reason };
    if (error <= 1) return { ...outcome, error, ulp, decidedBy: 'tfjs', ...declared, failure: null };
    if (trial.reason === undefined)
      return failed(difference(mine, theirs, place, 'TensorFlow.js'), { error, ulp });
  }
  // TensorFlow.js has no gradient for some ops; outputs that it refuses have to be named.
  const refusal =
    theirs instanceof Error && pass === 'gradient' ? `it throws: ${firstLine(theirs)}` : undefined;
  const reason = trial.reason ?? refusal;
  if (reason === undefined) return failed(`TensorFlow.js throws: ${(theirs as Error).message}`);
  const right = attempt(trial.reference);
  if (right instanceof Error) return failed(`the reference throws: ${right.message}`);
  const { error, ulp, place } = distance(mine, right, trial);
  const failure = error <= 1 ? null : explain(difference(mine, right, place, 'the reference'));
  return { ...outcome, error, ulp, decidedBy: 'reference', reason, failure };
}

/** Up to this relative error an op is a few correctly rounded operations. */
const correctlyRounded = 1e-6;
const immeasurable = { error: Number.POSITIVE_INFINITY, ulp: Number.POSITIVE_INFINITY };

function distance(mine: Result, right: Result, { tolerance, signedZero }: Trial): Deviation {
  if (!sameShape(mine.shape, right.shape)) return { ...immeasurable, place: 0 };
  return deviationOf(mine.values, right.values, tolerance, signedZero);
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
