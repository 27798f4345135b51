// The numbers on which implementations differ: NaN, infinities, both zeros, subnormals, the largest.

const everyday = [
  1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.1, 3, -3, 4.25, -4.25, 20.5, -20.5, 88, -88, 1000, -1000,
];
const limits = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0];
const magnitudes = [1e30, 3.4028234663852886e38, 1.1754943508222875e-38, 1e-40, 1.401298464324817e-45];

/** Special floats, as float32 holds them. */
export const specialFloats: readonly number[] = [
  ...limits,
  ...everyday,
  ...magnitudes.flatMap((value) => [value, -value]),
].map(Math.fround);

/** Special integers: small ones, and the ends of int32. */
export const specialIntegers: readonly number[] = [
  0, 1, -1, 2, -2, 3, -3, 255, 256, 46341, 65536, -65536, 2147483647, -2147483647, -2147483648,
];
