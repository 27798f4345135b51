// Input normalisation: statistics of the training set, applied to every set.

import { add, div, formatShape, mul, State, scope, sub, type Tensor, TensorError } from '@cambium/tensor';
import { sizeOf } from '@cambium/tensor/backend';
import { describe, type HostSource, hostArray } from './host-array.ts';
import { type Moments, momentsOf } from './moments.ts';
import { toTensor } from './to-tensor.ts';

/** Options of {@link Normalizer.fit}. */
export interface NormalizerOptions {
  /** The axes to average over: 0 for one mean a feature (the default), [0, 1, 2] for one a channel of NHWC images. */
  readonly axis?: number | readonly number[];
  /** A feature that varies by no more than `epsilon` times its size counts as constant and is only centred. 1e-8 unless given. */
  readonly epsilon?: number;
}

/** What {@link Normalizer.toJSON} gives. */
export interface NormalizerState {
  /** Shape of `mean` and `std`. */
  readonly shape: readonly number[];
  /** Means, row-major. */
  readonly mean: readonly number[];
  /** Standard deviations, row-major. */
  readonly std: readonly number[];
  /** Values that each mean was computed from. */
  readonly count: number;
}

/**
 * Brings features to mean 0 and standard deviation 1: `(x − mean) / std`.
 *
 * Fit it on the training set and use the same statistics for the test set and in use: a model must see all its inputs on
 * one scale. The statistics are {@link State} cells; kept in a field of a model they are saved with it.
 *
 * @see course part 3.3
 * @example
 * ```ts
 * const normalizer = Normalizer.fit(train.fields.x);
 * for await (const { x, y } of loader) step(normalizer.transform(x), y);
 * model.forward(normalizer.transform(testImages));   // with the training statistics
 * ```
 */
export class Normalizer {
  /** What is taken away. */
  readonly mean: State;
  /** What the rest is divided by. */
  readonly std: State;
  /** Values that each mean was computed from; 0 before fitting. */
  readonly count: State;
  #isFitted = false;

  /** @param shape of the statistics, for instance `[features]`; for a model whose state is loaded later */
  constructor(shape: readonly number[]) {
    const size = sizeOf(shape);
    [this.mean, this.std, this.count] = scope(() => [
      new State(toTensor({ data: new Float32Array(size), shape, dtype: 'float32' })),
      new State(toTensor({ data: new Float32Array(size).fill(1), shape, dtype: 'float32' })),
      new State(toTensor({ data: new Int32Array(1), shape: [], dtype: 'int32' })),
    ]);
  }

  /** A new normalizer with the statistics of the training set. */
  static fit(train: HostSource, options: NormalizerOptions = {}): Normalizer {
    const moments = momentsOf('Normalizer.fit', hostArray(train, 'the training set'), options.axis ?? 0);
    const normalizer = new Normalizer(moments.shape);
    normalizer.#assign(withoutZeros(moments, options.epsilon));
    return normalizer;
  }

  /** Restores what {@link toJSON} gave. */
  static fromJSON(state: NormalizerState): Normalizer {
    const { shape, mean, std, count } = checkState(state);
    const normalizer = new Normalizer(shape);
    normalizer.#assign({ shape, mean: Float64Array.from(mean), std: Float64Array.from(std), count });
    return normalizer;
  }

  /** Whether it has statistics, computed or loaded. */
  get isFitted(): boolean {
    // Once fitted, always fitted: the cell, which a checkpoint may have filled, is read until then only.
    this.#isFitted ||= this.count.value.dataSync()[0]! > 0;
    return this.#isFitted;
  }

  /**
   * Computes the statistics of the training set, once.
   *
   * @throws TensorError `state` if it is fitted already: fitting on the test set is the mistake to avoid
   */
  fit(train: HostSource, options: NormalizerOptions = {}): this {
    if (this.isFitted) {
      const hint =
        'The test set takes the statistics of the training set: call transform. For other data make a new Normalizer';
      throw new TensorError('Normalizer.fit', 'state', `has been fitted already. ${hint}.`);
    }
    const moments = momentsOf('Normalizer.fit', hostArray(train, 'the training set'), options.axis ?? 0);
    if (formatShape(moments.shape) !== formatShape(this.mean.shape)) {
      const both = `the data gives statistics of shape ${formatShape(moments.shape)}, made for ${formatShape(this.mean.shape)}`;
      throw new TensorError('Normalizer.fit', 'shape', `${both}.`, {
        shapes: [moments.shape, this.mean.shape],
      });
    }
    this.#assign(withoutZeros(moments, options.epsilon));
    return this;
  }

  /** `(x − mean) / std`. Any number of leading dimensions. */
  transform(x: Tensor): Tensor {
    this.#check('transform', x);
    return div(sub(x, this.mean), this.std);
  }

  /** Undoes {@link transform}: `x · std + mean`. */
  inverse(x: Tensor): Tensor {
    this.#check('inverse', x);
    return add(mul(x, this.std), this.mean);
  }

  /** Plain JSON, for saving apart from a model. */
  toJSON(): NormalizerState {
    const [mean, std] = [this.mean, this.std].map((cell) => Array.from(cell.value.dataSync()));
    return { shape: this.mean.shape, mean: mean!, std: std!, count: this.count.value.dataSync()[0]! };
  }

  #assign({ shape, mean, std, count }: Moments): void {
    scope(() => {
      this.mean.assign(toTensor({ data: Float32Array.from(mean), shape, dtype: 'float32' }));
      this.std.assign(toTensor({ data: Float32Array.from(std), shape, dtype: 'float32' }));
      this.count.assign(Math.min(count, 2 ** 31 - 1));
    });
    this.#isFitted = true;
  }

  #check(method: string, x: Tensor): void {
    const op = `Normalizer.${method}`;
    if (!this.isFitted) {
      throw new TensorError(
        op,
        'state',
        'has no statistics yet. Fit it on the training set, or load the state of its model.',
      );
    }
    const shape = this.mean.shape;
    const tail = x.shape.slice(x.rank - shape.length);
    if (x.rank < shape.length || shape.some((length, i) => length !== 1 && length !== tail[i])) {
      const reason = `x is ${formatShape(x.shape)}, its last dimensions do not match the statistics, ${formatShape(shape)}.`;
      throw new TensorError(op, 'shape', reason, { shapes: [x.shape, shape] });
    }
  }
}

/** Constant features get the divisor 1, so that they become 0 and not infinite. */
function withoutZeros(moments: Moments, epsilon = 1e-8): Moments {
  if (!(epsilon >= 0 && epsilon < Infinity)) {
    throw new TensorError(
      'Normalizer.fit',
      'value',
      `epsilon is a finite number ≥ 0, got ${String(epsilon)}.`,
    );
  }
  const isConstant = (std: number, i: number): boolean =>
    std <= epsilon * Math.max(1, Math.abs(moments.mean[i]!));
  return { ...moments, std: moments.std.map((std, i) => (isConstant(std, i) ? 1 : std)) };
}

function checkState(state: NormalizerState): NormalizerState {
  const { shape, mean, std, count } = state ?? {};
  const isList = (list: unknown): list is readonly number[] =>
    Array.isArray(list) && list.every(Number.isFinite);
  const fits =
    isList(shape) &&
    isList(mean) &&
    isList(std) &&
    mean.length === sizeOf(shape) &&
    std.length === mean.length;
  if (!fits || !(Number.isInteger(count) && count > 0) || std.some((each) => !(each > 0))) {
    const expected = 'what toJSON() gave: shape, mean and std of that shape, std > 0, count > 0';
    throw new TensorError(
      'Normalizer.fromJSON',
      'format',
      `takes ${expected}; got ${describe(state)} that is not.`,
    );
  }
  return { shape, mean, std, count };
}
