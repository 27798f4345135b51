// Repeatable numbers to feed ops with: random ones that suit the dtype, and the special ones of IEEE 754.

import { type Domain, type DType, type OpName, opRecord } from '@cambium/tensor';
import { toTypedArray } from './host.ts';

/** A repeatable stream of numbers in [0, 1) (mulberry32). */
export function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Where the op table says that an input of an op is differentiable, if it is. */
export function domainOf(op: OpName, input: number): Domain {
  const domain = opRecord(op).gradDomain;
  if (domain === null) return null;
  const [first, second] = domain;
  if (typeof first === 'number' && typeof second === 'number') return [first, second];
  return (domain as readonly Domain[])[input] ?? null;
}

/** Numbers that suit a dtype, of both signs where it has them: half from the op's domain, half from all around. */
export function sample(dtype: DType, count: number, seed: number, domain: Domain = null): number[] {
  const next = stream(seed);
  const draw = (i: number): number => {
    const unit = next();
    if (dtype === 'bool') return unit < 0.5 ? 0 : 1;
    if (dtype === 'uint8') return Math.floor(unit * 256);
    if (dtype === 'int32') return Math.floor(unit * 41) - 20;
    const [low, high] = i % 2 === 0 && domain !== null ? domain : [-4, 4];
    return low + unit * (high - low);
  };
  return [
    ...toTypedArray(
      Array.from({ length: count }, (_, i) => draw(i)),
      dtype,
    ),
  ];
}

/** Numbers of a domain, none close to another, in random order; those of different inputs keep apart as well. */
export function spread(count: number, seed: number, domain: Domain, input: number): number[] {
  const [low, high] = domain ?? [-2, 2];
  const next = stream(seed);
  const places = Array.from({ length: count }, (_, i) => ({ i, key: next() })).sort((a, b) => a.key - b.key);
  const shift = [0.31, 0.73, 0.52][input % 3]!;
  return places.map(({ i }) => low + ((i + shift) / count) * (high - low));
}

const everyday = [
  1, -1, 0.5, -0.5, 1.5, -1.5, 2.5, -2.5, 0.1, 3, -3, 4.25, -4.25, 20.5, -20.5, 88, -88, 1000, -1000,
];
const limits = [Number.NaN, Infinity, -Infinity, 0, -0];

/** The numbers on which implementations differ: NaN, infinities, both zeros, the largest, and (unless left out) subnormals. */
export function specials(dtype: DType, subnormals = true): number[] {
  if (dtype === 'bool') return [0, 1];
  if (dtype === 'uint8') return [0, 1, 2, 3, 127, 128, 254, 255];
  if (dtype === 'int32') {
    return [0, 1, -1, 2, -2, 3, -3, 255, 256, 46341, 65536, -65536, 2147483647, -2147483647, -2147483648];
  }
  const huge = dtype === 'float32' ? [1e30, 3.4028234663852886e38] : [1e200, Number.MAX_VALUE];
  const normal = dtype === 'float32' ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
  const tiny = dtype === 'float32' ? [1e-40, 1.401298464324817e-45] : [1e-310, 5e-324];
  const magnitudes = [...huge, normal, ...(subnormals ? tiny : [])];
  const signed = magnitudes.flatMap((value) => [value, -value]);
  return [...toTypedArray([...limits, ...everyday, ...signed], dtype)];
}
