// Functions that JavaScript's Math lacks, to the precision of a double.

import { normalQuantile } from '@cambium/tensor/backend';

/** Rounds to the nearest integer, halves to the even one. */
export function roundHalfEven(x: number): number {
  const up = Math.round(x);
  return up - x === 0.5 && up % 2 !== 0 ? up - 1 : up;
}

/** `1 / (1 + e⁻ˣ)`, without overflow on either side. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

// Coefficients, highest power first, of x² for |x| ≤ 0.46875, of x up to 4, and of 1/x² beyond.
const innerNumerator = [
  0.18577770618460315, 3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694,
];
const innerDenominator = [1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171];
const middleNumerator = [
  2.1531153547440383e-8, 0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001,
  881.952221241769, 1712.0476126340707, 2051.0783778260716, 1230.3393547979972,
];
const middleDenominator = [
  1, 15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
];
const outerNumerator = [
  0.016315387137302097, 0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275,
  0.0006587491615298378,
];
const outerDenominator = [
  1, 2.568520192289822, 1.8729528499234604, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
];
const inverseRootPi = 0.5641895835477563;

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

/** `erfc(x)` for x > 0.46875. */
function tail(x: number): number {
  if (x > 27.3) return 0;
  let scaled: number;
  if (x <= 4) {
    scaled = polynomial(middleNumerator, x) / polynomial(middleDenominator, x);
  } else {
    const z = 1 / (x * x);
    scaled = (inverseRootPi - (z * polynomial(outerNumerator, z)) / polynomial(outerDenominator, z)) / x;
  }
  // e^(-x²) with x² split into a part that squares exactly and a small rest, which keeps the relative error small.
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head)) * scaled;
}

function innerErf(x: number): number {
  const square = x * x;
  return (x * polynomial(innerNumerator, square)) / polynomial(innerDenominator, square);
}

/**
 * The error function, to about 1e-15 relative.
 *
 * @see Cody, "Rational Chebyshev approximations for the error function", Mathematics of Computation 23 (1969)
 */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude > 0.46875)) return innerErf(x);
  return x < 0 ? tail(magnitude) - 1 : 1 - tail(magnitude);
}

/** `1 - erf(x)`, precise also where erf is close to 1. The source is that of {@link erf}. */
export function erfc(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude > 0.46875)) return 1 - innerErf(x);
  return x < 0 ? 2 - tail(magnitude) : tail(magnitude);
}

/** The y with `erf(y) = x`: the normal quantile in other units. */
export function erfInv(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 1)) return magnitude === 1 ? x * Infinity : Number.NaN;
  return normalQuantile(x / 2, (1 - magnitude) / 2) * Math.SQRT1_2;
}
