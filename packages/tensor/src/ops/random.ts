// Random tensors. All numbers come from a counter-based generator: the same seed gives the same numbers everywhere.

import type { DType } from '../dtype.ts';
import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { checkShape } from '../layout.ts';
import { defaultGenerator, type Generator } from '../random/generator.ts';
import type { Tensor } from '../tensor.ts';
import { add, clamp, div, minimum, mod, mul, sub } from './arithmetic.ts';
import { greater, less, lessEqual, where } from './compare.ts';
import { asTensor, castTo, type TensorLike, toFloating } from './lift.ts';
import { abs, log, neg } from './math.ts';
import { cumsum } from './scan.ts';
import { broadcastTo } from './shape.ts';
import { sliceAxis } from './slice.ts';
import { argsort, searchSorted } from './sort.ts';

/** Options of all random functions. */
export interface RandomOptions {
  /** Where the numbers come from; the default generator, which `seed` sets, unless given. */
  readonly generator?: Generator;
}

/** Options of random functions with a floating result. */
export interface FloatingRandomOptions extends RandomOptions {
  /** `float32` (default) or `float64`. */
  readonly dtype?: DType;
}

/** Options of {@link uniform}. */
export interface UniformOptions extends FloatingRandomOptions {
  /** Least value; 0 unless given. */
  readonly low?: number;
  /** Upper bound; 1 unless given. */
  readonly high?: number;
}

/** Options of {@link normal} and {@link truncatedNormal}. */
export interface NormalOptions extends FloatingRandomOptions {
  /** Centre; 0 unless given. */
  readonly mean?: number;
  /** Standard deviation; 1 unless given. */
  readonly std?: number;
}

/** Options of {@link multinomial}. */
export interface MultinomialOptions extends RandomOptions {
  /** Whether a class can be drawn again; it cannot unless told so. */
  readonly replacement?: boolean;
}

function draw(
  op: 'randomUniform' | 'randomNormal',
  shape: readonly number[],
  options: FloatingRandomOptions,
): Tensor {
  const { dtype = 'float32', generator = defaultGenerator() } = options;
  return generator.draw((state) => execute(op, [state], { shape: [...shape], dtype }));
}

function drawBits(shape: readonly number[], options: RandomOptions): Tensor {
  const { generator = defaultGenerator() } = options;
  return generator.draw((state) => execute('randomBits', [state], { shape: [...shape] }));
}

/**
 * Numbers spread evenly over `[low, high)`. (Rounding may give `high` itself where the interval is not [0, 1).)
 *
 * @throws TensorError `value` if the bounds are not finite or `low > high`, `shape` for an impossible shape
 * @example
 * ```ts
 * uniform([2, 3], { low: -1, high: 1 }).shape; // [2, 3]
 * ```
 */
export function uniform(shape: readonly number[], options: UniformOptions = {}): Tensor {
  const { low = 0, high = 1 } = options;
  if (!(Number.isFinite(high - low) && low <= high))
    throw new TensorError('uniform', 'value', `takes finite bounds with low ≤ high, got ${low} and ${high}.`);
  checkShape('uniform', shape);
  const sample = draw('randomUniform', shape, options);
  return low === 0 && high === 1 ? sample : affine(sample, high - low, low);
}

/**
 * Normally distributed numbers.
 *
 * @throws TensorError `value` if `std` is negative or a parameter is not finite, `shape` for an impossible shape
 * @see Wichura, "Algorithm AS 241" (1988)
 * @example
 * ```ts
 * normal([2, 3], { std: 0.02 }).shape; // [2, 3]
 * ```
 */
export function normal(shape: readonly number[], options: NormalOptions = {}): Tensor {
  const { mean, std } = checkNormal('normal', shape, options);
  return affine(draw('randomNormal', shape, options), std, mean);
}

/**
 * Normally distributed numbers, but none further than two standard deviations from the mean.
 *
 * What falls outside is drawn again, six times; one in two billion then still does and is moved to the bound.
 *
 * @throws TensorError `value` if `std` is negative or a parameter is not finite, `shape` for an impossible shape
 * @example
 * ```ts
 * truncatedNormal([2, 3], { std: 0.02 }).shape; // [2, 3]
 * ```
 */
export function truncatedNormal(shape: readonly number[], options: NormalOptions = {}): Tensor {
  const { mean, std } = checkNormal('truncatedNormal', shape, options);
  let sample = draw('randomNormal', shape, options);
  for (let i = 0; i < 6; i++)
    sample = where(lessEqual(abs(sample), 2), sample, draw('randomNormal', shape, options));
  return affine(clamp(sample, -2, 2), std, mean);
}

function checkNormal(
  op: string,
  shape: readonly number[],
  options: NormalOptions,
): { mean: number; std: number } {
  const { mean = 0, std = 1 } = options;
  if (!Number.isFinite(mean) || !Number.isFinite(std) || std < 0) {
    throw new TensorError(op, 'value', `takes a finite mean and std ≥ 0, got ${mean} and ${std}.`);
  }
  checkShape(op, shape);
  return { mean, std };
}

function affine(sample: Tensor, scale: number, shift: number): Tensor {
  const scaled = scale === 1 ? sample : mul(sample, scale);
  return shift === 0 ? scaled : add(scaled, shift);
}

/**
 * Booleans that are true with a given probability.
 *
 * @param probability in [0, 1]; a number, or a tensor with one for each element
 * @param shape of the result; the shape of `probability` unless given
 * @returns bool
 * @throws TensorError `value` if a JavaScript number lies outside of [0, 1], `shape` if the probability does not broadcast
 * @example
 * ```ts
 * bernoulli(0.5, [4]).dtype; // "bool"
 * ```
 */
export function bernoulli(
  probability: TensorLike,
  shape?: readonly number[],
  options: RandomOptions = {},
): Tensor {
  if (typeof probability === 'number' && !(probability >= 0 && probability <= 1)) {
    throw new TensorError('bernoulli', 'value', `probability must lie in [0, 1], got ${probability}.`);
  }
  const chance = toFloating(asTensor(probability, 'bernoulli'));
  const target = shape ?? chance.shape;
  checkShape('bernoulli', target);
  return less(draw('randomUniform', target, options), broadcastTo(castTo(chance, 'float32'), target));
}

/**
 * Whole numbers spread evenly over `low, …, high − 1`. (Of a range of n, some come more often than others by a share of
 * up to n / 2³².)
 *
 * @param low least value, an int32
 * @param high upper bound, exclusive
 * @returns int32
 * @throws TensorError `value` if the range is empty or leaves int32, `shape` for an impossible shape
 * @example
 * ```ts
 * randomInteger(1, 7, [10]).dtype; // "int32"
 * ```
 */
export function randomInteger(
  low: number,
  high: number,
  shape: readonly number[],
  options: RandomOptions = {},
): Tensor {
  const range = high - low;
  const isValid =
    Number.isInteger(low) &&
    Number.isInteger(high) &&
    range >= 1 &&
    range < 2 ** 31 &&
    low >= -(2 ** 31) &&
    high <= 2 ** 31;
  if (!isValid)
    throw new TensorError(
      'randomInteger',
      'value',
      `takes integers low < high inside int32, at most 2^31 − 1 apart, got ${low} and ${high}.`,
    );
  checkShape('randomInteger', shape);
  return add(mod(drawBits(shape, options), range), low);
}

/**
 * The numbers from 0 to `n − 1` in random order.
 *
 * @returns int32 `[n]`
 * @throws TensorError `shape` if `n` is not an integer ≥ 0
 * @example
 * ```ts
 * sort(permutation(4)).values; // [0, 1, 2, 3]
 * ```
 */
export function permutation(n: number, options: RandomOptions = {}): Tensor {
  checkShape('permutation', [n]);
  return argsort(drawBits([n], options));
}

/**
 * Classes drawn with given probabilities, which need not add up to 1.
 *
 * @param probabilities `[..., classes]`, ≥ 0
 * @param count how many to draw from each row
 * @returns int32 `[..., count]`
 * @throws TensorError `value` if more classes are to be drawn without replacement than there are
 * @see Efraimidis, Spirakis, "Weighted random sampling with a reservoir" (2006)
 * @example
 * ```ts
 * multinomial(tensor([0, 1, 0]), 2, { replacement: true }); // [1, 1]
 * ```
 */
export function multinomial(
  probabilities: TensorLike,
  count: number,
  options: MultinomialOptions = {},
): Tensor {
  const chances = castTo(asTensor(probabilities, 'multinomial'), 'float32');
  const classes = chances.shape.at(-1) ?? 0;
  checkShape('multinomial', [count]);
  if (classes === 0)
    throw new TensorError(
      'multinomial',
      'shape',
      `takes [..., classes], got ${formatShape(chances.shape)}.`,
      { shapes: [chances.shape] },
    );
  const lead = chances.shape.slice(0, -1);
  if (options.replacement === true) return drawAgain(chances, [...lead, count], options);
  if (count > classes) {
    throw new TensorError(
      'multinomial',
      'value',
      `cannot draw ${count} of ${classes} classes without replacement. Did you mean { replacement: true }?`,
      {
        shapes: [chances.shape],
      },
    );
  }
  return sliceAxis(argsort(arrivals(chances, [...lead, classes], options)), lead.length, 0, count);
}

/** Draws that do not depend on each other: the class in whose stretch of the whole length a random place falls. */
function drawAgain(chances: Tensor, shape: readonly number[], options: RandomOptions): Tensor {
  const ends = cumsum(chances, -1);
  const places = mul(
    draw('randomUniform', shape, options),
    sliceAxis(ends, ends.rank - 1, ends.shape.at(-1)! - 1, 1),
  );
  // A class without a chance has no length: no place lies before its end and not before that of its neighbour.
  return minimum(searchSorted(ends, places, { side: 'right' }), ends.shape.at(-1)! - 1);
}

/** Waiting times of independent events with the given rates: which comes first is distributed as the rates are. */
function arrivals(rates: Tensor, shape: readonly number[], options: RandomOptions): Tensor {
  const waiting = neg(log(sub(1, draw('randomUniform', shape, options))));
  const isPossible = greater(rates, 0);
  return where(isPossible, div(waiting, where(isPossible, rates, 1)), Number.POSITIVE_INFINITY);
}
