// The call of a comparison: its inputs on both sides and in float64. Results are computed when they are first asked for.

import * as tf from '@tensorflow/tfjs';
import { type Backend, createCpuBackend, type Tensor, tensor, withBackend } from 'cambium';
import type { Comparison, Side } from './comparison.ts';
import { ourInput, theirInput } from './inputs.ts';
import { theirFunction } from './sides.ts';

/** Numbers and their shape, from either side. */
export interface Result {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

type Function<T> = Side<T>['value'];

let cpu: Backend | null = null;

/** A call of the function of a comparison. */
export class Call {
  readonly comparison: Comparison;
  readonly values: readonly (readonly number[])[];
  readonly ours: () => Result;
  readonly theirs: () => Result;
  readonly #ourInputs: () => readonly Tensor[];
  readonly #theirInputs: () => readonly tf.Tensor[];

  constructor(comparison: Comparison, values: readonly (readonly number[])[]) {
    this.comparison = comparison;
    this.values = values;
    this.#ourInputs = once(() => comparison.inputs.map((spec, i) => ourInput(spec, values[i]!)));
    this.#theirInputs = once(() => comparison.inputs.map((spec, i) => theirInput(spec, values[i]!)));
    this.ours = once(() => resultOf(comparison.ours.value(this.#ourInputs())));
    this.theirs = once(() => this.inTheirs(comparison.theirs.value));
  }

  /** Another function of theirs of the same inputs. */
  inTheirs(value: Function<tf.Tensor>): Result {
    return resultOf(value(this.#theirInputs()));
  }

  /** Our gradients by the inputs at some places, for these weights of the output. */
  ourGradients(places: readonly number[], { values, shape }: Result): readonly Result[] {
    const weights = tensor(Array.from(values), { shape, dtype: 'float32' });
    return this.comparison.ours.gradients(this.#ourInputs(), places, weights).map(resultOf);
  }

  /** Their gradients, or those of another function of theirs. */
  theirGradients(
    places: readonly number[],
    { values, shape }: Result,
    value?: Function<tf.Tensor>,
  ): readonly Result[] {
    const side = value === undefined ? this.comparison.theirs : theirFunction(value);
    const weights = tf.tensor(Array.from(values), [...shape], 'float32');
    return side.gradients(this.#theirInputs(), places, weights).map(resultOf);
  }

  /** Our gradients in float64, on the backend that is written to be read. */
  exactGradients(places: readonly number[], { values, shape }: Result): readonly Result[] {
    return inFloat64(() => {
      const weights = tensor(Array.from(values), { shape, dtype: 'float64' });
      return this.comparison.ours.gradients(this.#doubles(this.values), places, weights).map(resultOf);
    });
  }

  /** The output in float64, for other values of the inputs. */
  exactValue(inputs: readonly (readonly number[])[]): Result {
    return inFloat64(() => resultOf(this.comparison.ours.value(this.#doubles(inputs))));
  }

  #doubles(inputs: readonly (readonly number[])[]): Tensor[] {
    return this.comparison.inputs.map((spec, i) => {
      const { dtype = 'float32' } = spec;
      return ourInput(spec, inputs[i]!, dtype === 'float32' ? 'float64' : dtype);
    });
  }
}

/** A function that computes its value when it is first called. */
export function once<T>(fn: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: fn() };
    return made.value;
  };
}

function resultOf(x: Tensor | tf.Tensor): Result {
  return { shape: x.shape, values: x.dataSync() as ArrayLike<number> };
}

function inFloat64<T>(fn: () => T): T {
  cpu ??= createCpuBackend();
  return withBackend(cpu, fn);
}
