// Functions that JavaScript's Math lacks, to the precision of a double.

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
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2,
  3.20937758913846947e3,
];
const innerDenominator = [
  1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
];
const middleNumerator = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
  2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
  1.23033935479799725e3,
];
const middleDenominator = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];
const outerNumerator = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
];
const outerDenominator = [
  1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
];
const inverseRootPi = 5.6418958354775628695e-1;

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
