// Images of another size, one axis after the other.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import type { Tensor } from '../tensor.ts';
import { add, mul } from './arithmetic.ts';
import { asTensor, hostIndices, hostNumbers, type TensorLike, toFloating } from './lift.ts';
import { type PerAxis, perAxis } from './window.ts';

/** Options of {@link resize}. */
export interface ResizeOptions {
  /** `'nearest'` (default) picks pixels; `'bilinear'` mixes neighbours, linearly along each axis. */
  readonly mode?: 'nearest' | 'bilinear';
  /** Puts the middles of the outermost pixels over one another, instead of their outer edges. */
  readonly alignCorners?: boolean;
  /**
   * Where in a pixel its value lies: in its `'middle'` (default of `'bilinear'`) or at its first `'corner'` (default of
   * `'nearest'`, as in PyTorch). With `'corner'`, `'bilinear'` calculates as TensorFlow 1 and ONNX's `asymmetric` do.
   */
  readonly pixelCenter?: 'middle' | 'corner';
  /** Magnification to calculate places with, where it is not exactly the ratio of the sizes. */
  readonly scale?: PerAxis | null;
}

/**
 * Images of another size.
 *
 * Pixel `i` comes from place `(i + 1/2) · length/size − 1/2`; nearest from `⌊i · length/size⌋`, as in PyTorch (or, with
 * its value in the middle, `⌊(i + 1/2) · length/size⌋`, PyTorch's `nearest-exact`); with `alignCorners` from
 * `i · (length − 1)/(size − 1)`, of which nearest takes the next pixel.
 *
 * @param x `[batch, ...spatial, channels]`; any dtype for `'nearest'`, integers become `float32` for `'bilinear'`
 * @param size lengths of the spatial axes
 * @returns `[batch, ...size, channels]`
 * @throws TensorError `shape` if there is no spatial axis or no pixel, `value` for sizes or scales that are not positive,
 *   or an unknown mode or pixel centre
 * @example
 * ```ts
 * const row = reshape(tensor([0, 4]), [1, 2, 1]);
 * reshape(resize(row, 4), [4]); // [0, 0, 4, 4]
 * reshape(resize(row, 4, { mode: 'bilinear' }), [4]); // [0, 1, 3, 4]
 * reshape(resize(row, 3, { mode: 'bilinear', alignCorners: true }), [3]); // [0, 2, 4]
 * ```
 */
export function resize(x: TensorLike, size: PerAxis, options: ResizeOptions = {}): Tensor {
  const { mode = 'nearest', alignCorners = false, scale = null } = options;
  const { pixelCenter = mode === 'nearest' ? 'corner' : 'middle' } = options;
  if (mode !== 'nearest' && mode !== 'bilinear') {
    throw new TensorError(op, 'value', `there is no mode ${String(mode)}. Use nearest or bilinear.`);
  }
  if (pixelCenter !== 'middle' && pixelCenter !== 'corner') {
    throw new TensorError(
      op,
      'value',
      `there is no pixelCenter ${String(pixelCenter)}. Use middle or corner.`,
    );
  }
  const given = asTensor(x, op);
  const rank = given.rank - 2;
  if (rank < 1 || given.shape.slice(1, -1).includes(0)) {
    throw new TensorError(
      op,
      'shape',
      `takes [batch, ...spatial, channels], got ${formatShape(given.shape)}.`,
      {
        shapes: [given.shape],
      },
    );
  }
  const sizes = perAxis(op, 'size', size, rank);
  const factors = scale === null ? null : typeof scale === 'number' ? sizes.map(() => scale) : scale;
  if (factors !== null && (factors.length !== rank || !factors.every((each) => each > 0))) {
    throw new TensorError(op, 'value', `scale must be ${rank} numbers > 0, got ${formatShape(factors)}.`);
  }
  const input = mode === 'nearest' ? given : toFloating(given);
  const offset = pixelCenter === 'middle' ? 0.5 : 0;
  return sizes.reduce((resized, count, i) => {
    const length = input.shape[i + 1]!;
    const numbers = Array.from({ length: count }, (_, each) => each);
    // Multiplied before it is divided: whole places come out whole.
    const scaled = (place: number): number =>
      factors === null ? (place * length) / count : place / factors[i]!;
    const step = count > 1 ? (length - 1) / (count - 1) : 0;
    if (mode === 'nearest') {
      const next = alignCorners
        ? (each: number) => each * step + 0.5
        : (each: number) => scaled(each + offset);
      return nearest(resized, i + 1, numbers.map(next));
    }
    const place = (each: number): number => Math.max(0, scaled(each + offset) - offset);
    return linear(resized, i + 1, numbers.map(alignCorners ? (each) => each * step : place));
  }, input);
}

const op = 'resize';

function nearest(x: Tensor, axis: number, places: readonly number[]): Tensor {
  const last = x.shape[axis]! - 1;
  return pick(
    x,
    axis,
    Int32Array.from(places, (place) => Math.min(Math.floor(place), last)),
  );
}

function linear(x: Tensor, axis: number, places: readonly number[]): Tensor {
  const last = x.shape[axis]! - 1;
  const before = Int32Array.from(places, (place) => Math.min(Math.floor(place), last));
  const behind = before.map((place) => Math.min(place + 1, last));
  const column = x.shape.slice(axis).map((_, i) => (i === 0 ? places.length : 1));
  const fractions = places.map((place, i) => Math.min(1, place - before[i]!));
  const share = (shares: readonly number[]): Tensor => hostNumbers(shares, column, x, op);
  const near = mul(pick(x, axis, before), share(fractions.map((fraction) => 1 - fraction)));
  return add(near, mul(pick(x, axis, behind), share(fractions)));
}

function pick(x: Tensor, axis: number, places: Int32Array): Tensor {
  return execute('gather', [x, hostIndices(places, [places.length], x, op)], { axis });
}
