// The normal distribution by its quantile function, in +, −, ×, ÷ and √ alone, so that every device gives the same bits.

const bits = new DataView(new ArrayBuffer(8));

/** Natural logarithm of a positive normal number in basic arithmetic (error below 2 ulp). */
function portableLog(x: number): number {
  bits.setFloat64(0, x);
  const high = bits.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  // log m = 2·artanh(s) with s = (m − 1)/(m + 1), |s| ≤ 0.172: the series needs eleven terms.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let k = 21; k >= 1; k -= 2) series = series * square + 1 / k;
  return exponent * Math.LN2 + 2 * s * series;
}

const centreNumerator = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const centreDenominator = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const middleNumerator = [
  7.745450142783414e-4, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const middleDenominator = [
  1.0507500716444169e-9, 5.475938084995345e-4, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const tailNumerator = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const tailDenominator = [
  2.0442631033899397e-15, 1.4215117583164459e-7, 1.8463183175100548e-5, 7.868691311456133e-4,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
];

function horner(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

/**
 * The number below which a standard normal variable falls with probability `uniform`.
 *
 * @param uniform strictly between 0 and 1
 * @see Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (1988)
 * @example
 * ```ts
 * standardNormal(0.5);     // 0
 * standardNormal(0.975);   // 1.95996
 * ```
 */
export function standardNormal(uniform: number): number {
  return normalQuantile(uniform - 0.5, uniform < 0.5 ? uniform : 1 - uniform);
}

/**
 * The quantile of the standard normal distribution, for a probability given from its middle and from its nearer end,
 * so that none of its digits is lost in either place.
 *
 * @param centred the probability minus one half
 * @param end the smaller of the probability and of what it leaves to 1, greater than 0
 * @example
 * ```ts
 * normalQuantile(0.475, 0.025);   // 1.95996
 * ```
 */
export function normalQuantile(centred: number, end: number): number {
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (centred * horner(centreNumerator, r)) / horner(centreDenominator, r);
  }
  const tail = Math.sqrt(-portableLog(end));
  const magnitude =
    tail <= 5
      ? horner(middleNumerator, tail - 1.6) / horner(middleDenominator, tail - 1.6)
      : horner(tailNumerator, tail - 5) / horner(tailDenominator, tail - 5);
  return centred < 0 ? -magnitude : magnitude;
}
