// In which order an epoch visits the samples: a pure function of the seed and the epoch, so that it can be resumed.

import { TensorError } from '@cambium/tensor';
import { checkCount, countTo, HostRandom } from './host-random.ts';
import { checkLabels, type Labels, spreadClasses } from './stratify.ts';

/**
 * Chooses the samples of an epoch and their order. Keeps no state: called again with the same numbers it gives the same order.
 *
 * @example
 * ```ts
 * const everySecond: Sampler = { length: 50, order: () => Int32Array.from({ length: 50 }, (_, i) => 2 * i) };
 * new DataLoader(dataset, { batchSize: 10, sampler: everySecond });
 * ```
 */
export interface Sampler {
  /** Number of samples in an epoch. */
  readonly length: number;
  /** The sample numbers of an epoch in their order. */
  order(epoch: number, seed: number): Int32Array;
}

/**
 * Every sample once, in its place.
 *
 * @example
 * ```ts
 * new SequentialSampler(3).order(0, 0);   // [0, 1, 2]
 * ```
 */
export class SequentialSampler implements Sampler {
  readonly length: number;

  /** @param length number of samples */
  constructor(length: number) {
    checkCount('SequentialSampler', 'length', length);
    this.length = length;
  }

  order(): Int32Array {
    return countTo(this.length);
  }
}

/**
 * Every sample once, in an order drawn anew for each epoch.
 *
 * @example
 * ```ts
 * new RandomSampler(4).order(0, 7);   // the order of epoch 0 under seed 7, today and tomorrow
 * ```
 */
export class RandomSampler implements Sampler {
  readonly length: number;

  /** @param length number of samples */
  constructor(length: number) {
    checkCount('RandomSampler', 'length', length);
    this.length = length;
  }

  order(epoch: number, seed: number): Int32Array {
    return new HostRandom(seed).fork(0, epoch).permutation(this.length);
  }
}

/**
 * Samples drawn with replacement, each as often as its weight says; evens out rare classes.
 *
 * @example
 * ```ts
 * const weights = Array.from(labels, (label) => 1 / countOf[label]);
 * new DataLoader(dataset, { batchSize: 32, sampler: new WeightedSampler(weights) });
 * ```
 */
export class WeightedSampler implements Sampler {
  readonly length: number;
  readonly #cumulative: Float64Array;

  /**
   * @param weights one number ≥ 0 for each sample of the dataset
   * @param length samples to draw in an epoch; as many as there are weights unless given
   */
  constructor(weights: ArrayLike<number>, length: number = weights.length) {
    checkCount('WeightedSampler', 'length', length);
    this.length = length;
    this.#cumulative = new Float64Array(weights.length);
    let sum = 0;
    for (let i = 0; i < weights.length; i++) {
      const weight = weights[i]!;
      if (!(weight >= 0 && weight < Infinity)) {
        throw new TensorError(
          'WeightedSampler',
          'value',
          `weights are finite numbers ≥ 0, got ${weight} for sample ${i}.`,
        );
      }
      sum += weight;
      this.#cumulative[i] = sum;
    }
    if (!(sum > 0 && sum < Infinity)) {
      throw new TensorError(
        'WeightedSampler',
        'value',
        `weights add up to ${sum}; at least one must be positive.`,
      );
    }
  }

  order(epoch: number, seed: number): Int32Array {
    const random = new HostRandom(seed).fork(0, epoch);
    const total = this.#cumulative.at(-1)!;
    return Int32Array.from({ length: this.length }, () => this.#find(random.uniform() * total));
  }

  /** The first sample whose cumulative weight exceeds `target`, by bisection. */
  #find(target: number): number {
    let low = 0;
    let high = this.#cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#cumulative[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/**
 * Every sample once, in an order drawn anew for each epoch in which the classes are spread evenly: each batch holds about
 * the shares of the classes that the dataset has. Steadies training with few samples or small batches.
 *
 * @example
 * ```ts
 * const spam = Int32Array.from({ length: 100 }, (_, i) => (i < 90 ? 0 : 1));
 * const sampler = new StratifiedSampler(spam);   // one or two of class 1 in a batch of 10
 * sampler.length;                                // 100
 * ```
 */
export class StratifiedSampler implements Sampler {
  readonly length: number;
  readonly #labels: Labels;

  /** @param labels the class of each sample, as a number or a name */
  constructor(labels: Labels) {
    checkLabels('StratifiedSampler', labels);
    this.length = labels.length;
    this.#labels = labels;
  }

  order(epoch: number, seed: number): Int32Array {
    return spreadClasses(this.#labels, new HostRandom(seed).fork(0, epoch));
  }
}
