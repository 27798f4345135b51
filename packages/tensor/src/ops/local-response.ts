// Normalisation of each pixel by its neighbours in the channels.

import { formatShape, TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul, pow } from './arithmetic.ts';
import { asFloating, type TensorLike } from './lift.ts';
import { square } from './math.ts';
import { pad } from './pad.ts';
import { sliceAxis } from './slice.ts';

/** Options of {@link localResponseNorm}. */
export interface LocalResponseNormOptions {
  /** Channels to either side that count; 2 unless given. */
  readonly radius?: number;
  /** Added to the sum; 1 unless given. */
  readonly bias?: number;
  /** Factor of the sum; 1e-4 unless given. */
  readonly alpha?: number;
  /** Exponent; 0.75 unless given. */
  readonly beta?: number;
}

/**
 * Local response normalisation of AlexNet: `y[c] = x[c] / (bias + alpha · Σ x[k]²)^beta`, summed over the channels `k`
 * from `c − radius` to `c + radius`.
 *
 * @param x `[…, channels]`, floating dtype
 * @returns same shape and dtype as `x`
 * @throws TensorError `shape` for a scalar, `value` if `radius` is not an integer ≥ 0
 * @see Krizhevsky et al., "ImageNet classification with deep convolutional neural networks" (2012), section 3.3
 * @example
 * ```ts
 * localResponseNorm(tensor([3, 4]), { radius: 1, alpha: 1, bias: 0, beta: 0.5 }); // [0.6, 0.8]
 * ```
 */
export function localResponseNorm(x: TensorLike, options: LocalResponseNormOptions = {}): Tensor {
  const { radius = 2, bias = 1, alpha = 1e-4, beta = 0.75 } = options;
  const op = 'localResponseNorm';
  const input = asFloating(x, op);
  if (input.rank === 0)
    throw new TensorError(op, 'shape', `takes […, channels], got ${formatShape(input.shape)}.`, {
      shapes: [input.shape],
    });
  if (!Number.isInteger(radius) || radius < 0)
    throw new TensorError(op, 'value', `radius must be an integer ≥ 0, got ${radius}.`);
  const [axis, channels] = [input.rank - 1, input.shape.at(-1)!];
  const reach = Math.min(radius, Math.max(0, channels - 1));
  const squares = pad(
    square(input),
    input.shape.map((_, each): [number, number] => (each === axis ? [reach, reach] : [0, 0])),
  );
  let total = sliceAxis(squares, axis, 0, channels);
  for (let i = 1; i <= 2 * reach; i++) total = add(total, sliceAxis(squares, axis, i, channels));
  return mul(input, pow(add(mul(total, alpha), bias), -beta));
}
