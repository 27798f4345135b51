// Random tensors. A seed starts a generator of its own, so that equal seeds give equal numbers.

import type { DType, Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, run } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';

type Shape = readonly number[];
type Seed = number | string | null | undefined;

/** One a backend, started anew for each seed: its cells would be left to the collector. */
const generators = new WeakMap<cambium.Backend, cambium.Generator>();

function from(seed: Seed): { generator?: cambium.Generator } {
  if (seed === undefined || seed === null) return {};
  // Seeds may be fractions or words: each gives a whole number.
  const text = String(seed);
  const number = [...text].reduce((h, c) => (h * 33 + c.charCodeAt(0)) % 2 ** 31, 5);
  const backend = cambium.getBackend();
  const generator = generators.get(backend) ?? new cambium.Generator(number);
  generators.set(backend, generator);
  generator.seed(number);
  return { generator };
}

function checkType(op: string, dtype: DType | undefined, allowed: readonly DType[]): DType {
  if (dtype !== undefined && dtype !== null && !allowed.includes(dtype))
    throw new Error(`[${op}] Unsupported data type ${dtype}`);
  return dtype ?? 'float32';
}

/** Integers are the rounded (normal) or cut (uniform) values. */
function normalLike(op: string, draw: typeof cambium.normal) {
  return (shape: Shape, mean = 0, std = 1, dtype?: DType, seed?: Seed): FacadeTensor =>
    run(() => {
      const type = checkType(op, dtype, ['float32', 'int32']);
      const sample = draw(shape, { mean, std, ...from(seed) });
      return type === 'int32' ? cambium.cast(cambium.round(sample), 'int32') : sample;
    });
}

export const randomNormal = normalLike('randomNormal', cambium.normal);
export const truncatedNormal = normalLike('truncatedNormal', cambium.truncatedNormal);
export const randomStandardNormal = (shape: Shape, dtype?: DType, seed?: Seed): FacadeTensor => {
  checkType('randomStandardNormal', dtype, ['float32', 'int32']);
  return randomNormal(shape, 0, 1, dtype, seed);
};

export function randomUniform(shape: Shape, low = 0, high = 1, dtype?: DType, seed?: Seed): FacadeTensor {
  return run(() => {
    const type = checkType('randomUniform', dtype, ['float32', 'int32', 'bool']);
    const sample = cambium.uniform(shape, {
      low: Math.min(low, high),
      high: Math.max(low, high),
      ...from(seed),
    });
    return cambium.cast(sample, type);
  });
}

export function randomUniformInt(shape: Shape, low: number, high: number, seed?: Seed): FacadeTensor {
  return run(() => cambium.randomInteger(low, high, shape, from(seed)));
}

/** Values of a function on the host. */
export function rand(shape: Shape, randFunction: () => number, dtype?: DType): FacadeTensor {
  return run(() => {
    const type = checkType('rand', dtype, ['float32', 'int32', 'bool']);
    const size = shape.reduce((a, b) => a * b, 1);
    const values = Array.from({ length: size }, randFunction);
    return cambium.tensor(type === 'bool' ? values.map(Math.trunc) : values, { shape, dtype: type });
  });
}

export function multinomial(logits: Like, numSamples: number, seed?: Seed, normalized = false): FacadeTensor {
  return run(() => {
    const given = convert(logits, 'logits', 'multinomial');
    if (given.size < 2) refuse('multinomial', `you need at least 2 outcomes, but got ${given.size}.`);
    if (given.rank > 2) refuse('multinomial', `Rank of probabilities must be 1 or 2, but is ${given.rank}`);
    const chances: Tensor = normalized ? given : cambium.softmax(given);
    return cambium.multinomial(chances, numSamples, { replacement: true, ...from(seed) });
  });
}

export function randomGamma(shape: Shape, alpha: number, beta = 1, dtype?: DType, seed?: Seed): FacadeTensor {
  return run(() => {
    const type = checkType('randomGamma', dtype, ['float32', 'int32']);
    return cambium.cast(cambium.randomGamma(shape, alpha, { rate: beta ?? 1, ...from(seed) }), type);
  });
}

export function dropout(x: Like, rate: number, noiseShape?: Shape | null, seed?: Seed): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'dropout');
    if (given.dtype !== 'float32')
      refuse('dropout', `x has to be a floating point tensor, but got a ${given.dtype} tensor instead.`);
    return cambium.dropout(given, rate, { ...from(seed), noiseShape: noiseShape ?? given.shape });
  });
}
