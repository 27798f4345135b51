// Images turned, sheared and seen in perspective: each pixel of the result is read at a place of the image.

import { formatShape, TensorError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { add, div, mul } from '../arithmetic.ts';
import {
  asFloating,
  asTensor,
  castTo,
  countBeside,
  hostNumbers,
  type TensorLike,
  toFloating,
} from '../lift.ts';
import { broadcastTo, expandDims } from '../shape.ts';
import { sliceAxis } from '../slice.ts';
import { checkImages, type PerAxis, perAxis } from '../window.ts';
import { type GridSampleOptions, sampled } from './sample.ts';

/** Options of {@link projectiveTransform}. */
export interface ProjectiveTransformOptions extends GridSampleOptions {
  /** Rows and columns of the result; those of `x` unless given. */
  readonly size?: PerAxis;
}

/**
 * Images under a projective map. Pixel `(column, row)` of the result is read at
 * `((a₀·column + a₁·row + a₂) / k, (b₀·column + b₁·row + b₂) / k)` with `k = c₀·column + c₁·row + 1`.
 *
 * @param x `[batch, height, width, channels]`; integers become `float32`
 * @param transforms `[batch, 8]`, or `[1, 8]` for all: a₀, a₁, a₂, b₀, b₁, b₂, c₀, c₁, floating
 * @returns `[batch, …size, channels]`
 * @throws TensorError `shape` if the transforms do not fit the batch, `value` for an unknown mode
 * @example
 * ```ts
 * const x = reshape(tensor([1, 2, 3, 4]), [1, 2, 2, 1]);
 * projectiveTransform(x, tensor([[0, 1, 0, 1, 0, 0, 0, 0]])).flatten(0); // [1, 3, 2, 4]
 * ```
 */
export function projectiveTransform(
  x: TensorLike,
  transforms: TensorLike,
  options: ProjectiveTransformOptions = {},
): Tensor {
  const op = 'projectiveTransform';
  const images = toFloating(asTensor(x, op));
  checkImages(op, images, 2);
  const maps = asFloating(transforms, op);
  const batch = images.shape[0]!;
  if (maps.rank !== 2 || maps.shape[1] !== 8 || (maps.shape[0] !== 1 && maps.shape[0] !== batch)) {
    throw new TensorError(
      op,
      'shape',
      `takes transforms [1, 8] or [${batch}, 8] for x ${formatShape(images.shape)}, got ${formatShape(maps.shape)}.`,
      { shapes: [images.shape, maps.shape] },
    );
  }
  const [rows, columns] = perAxis(op, 'size', options.size ?? images.shape.slice(1, 3), 2) as [
    number,
    number,
  ];
  const row = expandDims(castTo(countBeside(rows, maps), maps.dtype), 1);
  const column = castTo(countBeside(columns, maps), maps.dtype);
  const [a0, a1, a2, b0, b1, b2, c0, c1] = Array.from({ length: 8 }, (_, i) =>
    expandDims(sliceAxis(maps, 1, i, 1), 2),
  ) as Eight;
  const linear = (p: Tensor, q: Tensor, shift: Tensor | number): Tensor =>
    add(add(mul(p, column), mul(q, row)), shift);
  const depth = linear(c0, c1, 1);
  const grid = [batch, rows, columns];
  const [across, down] = [div(linear(a0, a1, a2), depth), div(linear(b0, b1, b2), depth)];
  return sampled(op, images, broadcastTo(down, grid), broadcastTo(across, grid), options);
}

type Eight = [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

/** Options of {@link rotateImages}. */
export interface RotateImagesOptions extends GridSampleOptions {
  /** What stays in its place, in pixels: row and column. The middle of the image unless given. */
  readonly center?: readonly [row: number, column: number];
}

/**
 * Images turned counter-clockwise about a centre.
 *
 * @param x `[batch, height, width, channels]`; integers become `float32`
 * @param radians the angle
 * @returns same shape as `x`; pixels that come from outside are 0 unless the options tell otherwise
 * @throws TensorError `shape` if `x` is not a batch of images, `value` if the angle is not finite
 * @example
 * ```ts
 * const x = reshape(tensor([1, 2, 3, 4]), [1, 2, 2, 1]);
 * rotateImages(x, Math.PI / 2, { mode: 'nearest' }).flatten(0); // [2, 4, 1, 3]
 * ```
 */
export function rotateImages(x: TensorLike, radians: number, options: RotateImagesOptions = {}): Tensor {
  const op = 'rotateImages';
  const images = toFloating(asTensor(x, op));
  checkImages(op, images, 2);
  if (!Number.isFinite(radians)) throw new TensorError(op, 'value', `takes a finite angle, got ${radians}.`);
  const [row, column] = options.center ?? [(images.shape[1]! - 1) / 2, (images.shape[2]! - 1) / 2];
  const [cosine, sine] = [Math.cos(radians), Math.sin(radians)];
  const map = [
    cosine,
    -sine,
    column - column * cosine + row * sine,
    sine,
    cosine,
    row - column * sine - row * cosine,
    0,
    0,
  ];
  return projectiveTransform(images, hostNumbers(map, [1, 8], images, op), options);
}
