// Functions that JavaScript lacks, by the formulas of the textbook, in double precision.

/** The error function by its series without cancellation: `2/√π e^(−x²) Σ 2ⁿ x^(2n+1) / (1·3·5…(2n+1))`. */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (Number.isNaN(x) || magnitude === 0) return x;
  if (magnitude > 2.5) return Math.sign(x) * (1 - erfcTail(magnitude));
  let term = magnitude;
  let sum = 0;
  for (let n = 1; term > sum * 1e-18; n++) {
    sum += term;
    term *= (2 * magnitude * magnitude) / (2 * n + 1);
  }
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-magnitude * magnitude) * sum;
}

/** `1 − erf(x)`. */
export function erfc(x: number): number {
  // Beyond 1 the difference would lose digits.
  return x > 1 ? erfcTail(x) : 1 - erf(x);
}

/** Laplace's continued fraction, evaluated from far inside: `e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + …))))`. */
function erfcTail(x: number): number {
  if (x === Infinity) return 0;
  let fraction = x;
  for (let k = 200; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}

/** The inverse of `erf`, by Newton's steps on whichever of `erf` and `erfc` has the digits there. */
export function erfInv(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude < 1)) return magnitude === 1 ? x * Infinity : Number.NaN;
  let y = 0;
  for (let step = 0; step < 60; step++) {
    const excess = magnitude < 0.5 ? erf(y) - magnitude : 1 - magnitude - erfc(y);
    y -= (excess * Math.sqrt(Math.PI) * Math.exp(y * y)) / 2;
  }
  return x < 0 || Object.is(x, -0) ? -y : y;
}

/** The nearest whole number, of two equally near ones the even one. */
export function roundToEven(x: number): number {
  const below = Math.floor(x);
  const fraction = x - below;
  if (!Number.isFinite(x) || fraction === 0) return x;
  const isUp = fraction > 0.5 || (fraction === 0.5 && below % 2 !== 0);
  const rounded = isUp ? below + 1 : below;
  return rounded === 0 && x < 0 ? -0 : rounded;
}

/** A finite double as `numerator · 2^exponent`, exactly. */
function exactly(x: number): { numerator: bigint; exponent: number } {
  let exponent = 0;
  let scaled = x;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent--;
  }
  return { numerator: BigInt(scaled), exponent };
}

/** `⌊a / b⌋` of finite numbers without any rounding, b ≠ 0. */
export function exactFloorDiv(a: number, b: number): bigint {
  const [p, q] = [exactly(a), exactly(b)];
  const shift = p.exponent - q.exponent;
  const top = shift > 0 ? p.numerator << BigInt(shift) : p.numerator;
  const bottom = shift < 0 ? q.numerator << BigInt(-shift) : q.numerator;
  return floorDivide(top, bottom);
}

/** Quotient of whole numbers, rounded down. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
