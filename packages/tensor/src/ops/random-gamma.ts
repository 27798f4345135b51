// Gamma-distributed numbers, in ops: candidates are drawn for all elements, and drawn again where they are refused.

import { TensorError } from '../errors.ts';
import { checkShape } from '../layout.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul, pow, sub } from './arithmetic.ts';
import { greater, less, logicalAnd, where } from './compare.ts';
import { log, square } from './math.ts';
import { type FloatingRandomOptions, normal, uniform } from './random.ts';

/** Options of {@link randomGamma}. */
export interface RandomGammaOptions extends FloatingRandomOptions {
  /** Inverse scale β; 1 unless given. */
  readonly rate?: number;
}

/**
 * Numbers from the gamma distribution, with density `βᵅ xᵅ⁻¹ e^(−βx) / Γ(α)`: mean α/β, variance α/β².
 *
 * @param shape the result's shape
 * @param alpha the form α > 0; 1 gives the exponential distribution
 * @throws TensorError `value` if α or β is not a number > 0, `shape` if a dimension is not an integer ≥ 0
 * @see Marsaglia and Tsang, "A simple method for generating gamma variables" (2000)
 * @example
 * ```ts
 * randomGamma([2, 3], 2).shape; // [2, 3]
 * ```
 */
export function randomGamma(
  shape: readonly number[],
  alpha: number,
  options: RandomGammaOptions = {},
): Tensor {
  const { rate = 1 } = options;
  if (!(alpha > 0 && rate > 0 && Number.isFinite(alpha) && Number.isFinite(rate)))
    throw new TensorError('randomGamma', 'value', `takes α > 0 and rate > 0, got ${alpha} and ${rate}.`);
  checkShape('randomGamma', shape);
  // Below 1 the method does not hold: a draw with α + 1 times U^(1/α) has the distribution of α.
  const form = alpha < 1 ? alpha + 1 : alpha;
  const [d, c] = [form - 1 / 3, 1 / Math.sqrt(9 * (form - 1 / 3))];
  let [cube, isTaken] = candidates(shape, d, c, options);
  // At least 95 % are taken at once: what is left after eight more rounds is less than one in 10¹¹.
  for (let round = 0; round < 8; round++) {
    const [again, isGood] = candidates(shape, d, c, options);
    [cube, isTaken] = [where(isTaken, cube, again), where(isTaken, isTaken, isGood)];
  }
  const sample = mul(where(isTaken, cube, 1), d / rate);
  if (alpha >= 1) return sample;
  return mul(sample, pow(sub(1, uniform(shape, sampling(options))), 1 / alpha));
}

/** Values of v = (1 + c x)³ for normal x, and whether they are taken. */
function candidates(
  shape: readonly number[],
  d: number,
  c: number,
  options: FloatingRandomOptions,
): [Tensor, Tensor] {
  const x = normal(shape, sampling(options));
  const base = add(mul(x, c), 1);
  const isPositive = greater(base, 0);
  const cube = pow(where(isPositive, base, 1), 3);
  const bound = add(mul(square(x), 0.5), mul(add(sub(1, cube), log(cube)), d));
  const chance = log(sub(1, uniform(shape, sampling(options))));
  return [cube, logicalAnd(isPositive, less(chance, bound))];
}

/** Only what the samplers share: the rate is no scale of theirs. */
function sampling({ dtype, generator }: FloatingRandomOptions): FloatingRandomOptions {
  return { ...(dtype === undefined ? {} : { dtype }), ...(generator === undefined ? {} : { generator }) };
}
