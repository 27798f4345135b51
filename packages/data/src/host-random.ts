// Random numbers for the host: shuffling, splitting, augmentation. The same Philox streams as on the devices.

import { TensorError } from '@cambium/tensor';
import { philox4x32, standardNormal, uniform53 } from '@cambium/tensor/backend';

// Keys of forks are drawn from another function than the numbers, so that no stream repeats another.
const forkKey = 0x243f6a88;

/**
 * A stream of random numbers that is a pure function of its seed and the labels it was forked by.
 *
 * Forking instead of drawing from one long stream is what makes work resumable: the numbers for sample 17 of epoch 3
 * do not depend on how many were drawn before.
 *
 * @example
 * ```ts
 * const random = new HostRandom(42);
 * random.uniform();                      // in [0, 1)
 * random.fork(3, 17).integer(10);        // 0 … 9, the stream of epoch 3, sample 17
 * ```
 */
export class HostRandom {
  readonly #state: Uint32Array;
  readonly #words = new Uint32Array(4);
  #block = 0;
  #used = 4;

  /** @param seed an integer from 0 to 2^53 − 1 */
  constructor(seed: number) {
    checkSeed('HostRandom', seed);
    this.#state = Uint32Array.of(seed >>> 0, Math.floor(seed / 2 ** 32), 0, 0);
  }

  /** An independent stream named by integers ≥ 0; the same labels always give the same stream. */
  fork(...labels: number[]): HostRandom {
    const child = new HostRandom(0);
    child.#state.set(this.#state);
    for (const label of labels) {
      checkCount('fork', 'label', label);
      const key = [(child.#state[0]! ^ forkKey) >>> 0, child.#state[1]!, child.#state[2]!, child.#state[3]!];
      philox4x32(key, label, child.#state);
    }
    return child;
  }

  /** A number in [low, high), by default [0, 1), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    const high32 = this.#word();
    return low + (high - low) * uniform53(high32, this.#word());
  }

  /** A normally distributed number. */
  normal(mean = 0, standardDeviation = 1): number {
    const high32 = this.#word();
    // Never 0, whose quantile is −∞.
    return mean + standardDeviation * standardNormal(Math.max(uniform53(high32, this.#word()), 2 ** -54));
  }

  /** An integer from 0 to `n` − 1, each equally likely; `n` is at most 2^32. */
  integer(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new TensorError(
        'integer',
        'value',
        `draws below n, which is an integer from 1 to 2^32, got ${n}.`,
      );
    }
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = this.#word();
      if (word < limit) return word % n;
    }
  }

  /** Puts the elements into random order, in place (Fisher–Yates), and returns the same array. */
  shuffle<A extends { readonly length: number; [index: number]: unknown }>(array: A): A {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = array[i];
      array[i] = array[j];
      array[j] = kept;
    }
    return array;
  }

  /** The integers from 0 to `n` − 1 in random order. */
  permutation(n: number): Int32Array {
    checkCount('permutation', 'n', n);
    return this.shuffle(countTo(n));
  }

  #word(): number {
    if (this.#used === 4) {
      philox4x32(this.#state, this.#block++, this.#words);
      this.#used = 0;
    }
    return this.#words[this.#used++]!;
  }
}

/** The integers from 0 to `n` − 1. */
export function countTo(n: number): Int32Array {
  const numbers = new Int32Array(n);
  for (let i = 0; i < n; i++) numbers[i] = i;
  return numbers;
}

/** Refuses what is not a seed. */
export function checkSeed(op: string, seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new TensorError(op, 'value', `seed is an integer from 0 to 2^53 − 1, got ${String(seed)}.`);
  }
}

/** Refuses what is not an integer ≥ 0. */
export function checkCount(op: string, what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new TensorError(op, 'value', `${what} is an integer ≥ 0, got ${String(count)}.`);
  }
}
