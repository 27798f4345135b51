// Where random ops take their numbers from: a key and a counter in a cell, so that a recorded step keeps counting.

import type { Backend } from '../backend/types.ts';
import { Cell, State } from '../cell.ts';
import { TensorError } from '../errors.ts';
import { currentBackend, currentInterpreter, execute, unobserved } from '../execute.ts';
import type { Tensor } from '../tensor.ts';

/**
 * A stream of random numbers. Two generators with one seed give the same numbers, on every backend.
 *
 * @example
 * ```ts
 * const generator = new Generator(42);
 * uniform([3], { generator });
 * ```
 */
export class Generator {
  /** Four int32 words: the seed (low, high), the number of draws so far (low, high). Saved in checkpoints. */
  readonly state: State;
  readonly #step: Cell;

  /** @param seed a non-negative safe integer */
  constructor(seed: number, backend: Backend = currentBackend()) {
    this.state = new State(words(backend, seedWords(seed)));
    this.#step = new Cell(words(backend, [0, 0, 1, 0]));
  }

  /** Starts the stream of a seed from its beginning. */
  seed(seed: number): void {
    this.state.assign(words(this.state.value.storage.backend, seedWords(seed)));
  }

  /** The state for one draw; moves on to the next. */
  draw<T>(use: (state: Tensor) => T): T {
    const result = use(this.state.value);
    this.state.assign(execute('add', [this.state.value, this.#step.value], {}));
    return result;
  }
}

function seedWords(seed: number): [number, number, number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new TensorError('seed', 'value', `takes an integer from 0 to 2^53 − 1, got ${seed}.`);
  }
  return [seed | 0, Math.floor(seed / 2 ** 32) | 0, 0, 0];
}

function words(backend: Backend, values: readonly [number, number, number, number]): Tensor {
  const bytes = new Uint8Array(Int32Array.from(values).buffer);
  return unobserved(() =>
    currentInterpreter().constant(bytes, { shape: [4], dtype: 'int32' }, backend, 'seed'),
  );
}

/** The seed, and how often it was given: a backend's generator starts anew when it is next asked for. */
const defaults = { seed: 0, times: 0 };
const generators = new WeakMap<Backend, { readonly generator: Generator; times: number }>();

/**
 * The generator that random ops use unless they are given one: each backend has its own, with the same seed.
 *
 * @example
 * ```ts
 * const a = uniform([2], { generator: defaultGenerator() });   // the same as uniform([2])
 * ```
 */
export function defaultGenerator(backend: Backend = currentBackend()): Generator {
  const { seed, times } = defaults;
  let entry = generators.get(backend);
  if (entry === undefined) {
    entry = { generator: new Generator(seed, backend), times };
    generators.set(backend, entry);
  } else if (entry.times !== times) {
    entry.generator.seed(seed);
    entry.times = times;
  }
  return entry.generator;
}

/**
 * Makes everything random reproducible: initial weights, shuffling, dropout, augmentation. Without a call the seed is 0.
 *
 * @param seed a non-negative safe integer
 * @example
 * ```ts
 * seed(7);
 * const a = normal([2]).toArray();
 * seed(7);
 * normal([2]).toArray();   // the same as a
 * ```
 */
export function seed(seed: number): void {
  seedWords(seed);
  defaults.seed = seed;
  defaults.times++;
}

/**
 * The seed last given to {@link seed}, 0 before the first call; for things that keep a stream of their own.
 *
 * @example
 * ```ts
 * seed(7);
 * currentSeed();   // 7
 * ```
 */
export function currentSeed(): number {
  return defaults.seed;
}
