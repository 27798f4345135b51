// Boxes cut out of images, all scaled to one size: what detectors look at again.

import { formatShape, TensorError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { add, div, mul, sub } from '../arithmetic.ts';
import { greaterEqual, lessEqual, logicalAnd, where } from '../compare.ts';
import { gather } from '../indexing.ts';
import {
  asFloating,
  asIndices,
  asTensor,
  castTo,
  countBeside,
  inNameOf,
  type TensorLike,
  toFloating,
} from '../lift.ts';
import { broadcastTo, expandDims } from '../shape.ts';
import { sliceAxis } from '../slice.ts';
import { checkImages, type PerAxis, perAxis } from '../window.ts';
import { type GridSampleOptions, sampled } from './sample.ts';

/** Options of {@link cropAndResize}. */
export interface CropAndResizeOptions extends Pick<GridSampleOptions, 'mode' | 'value'> {}

const op = 'cropAndResize';

/**
 * Boxes of images, resized to `size`. Corner pixels of the crop lie on the corners of the box:
 * `row i` is at `(y₁ + (y₂ − y₁) · i / (rows − 1)) · (height − 1)`, and with one row in the middle of the box.
 *
 * @param x `[batch, height, width, channels]`; integers become `float32`
 * @param boxes `[count, 4]`: y₁, x₁, y₂, x₂, where 0 is the first pixel and 1 the last; y₁ > y₂ turns the box upside down
 * @param indices `[count]`, int32: the image that each box is cut from
 * @param size rows and columns of the crops
 * @returns `[count, …size, channels]`; pixels outside of the image are `value` (0 unless given)
 * @throws TensorError `shape` if operands do not fit, `index` if there is no such image, `value` for a size below 1
 * @see Girshick, "Fast R-CNN" (2015), for what crops are good for
 * @example
 * ```ts
 * const x = reshape(tensor([1, 2, 3, 4]), [1, 2, 2, 1]);
 * cropAndResize(x, tensor([[0, 0, 1, 1]]), tensor([0], { dtype: 'int32' }), [1, 3]).flatten(0); // [2, 2.5, 3]
 * ```
 */
export function cropAndResize(
  x: TensorLike,
  boxes: TensorLike,
  indices: TensorLike,
  size: PerAxis,
  options: CropAndResizeOptions = {},
): Tensor {
  const images = toFloating(asTensor(x, op));
  checkImages(op, images, 2);
  const [corners, owners] = [asFloating(boxes, op), asIndices(indices, op, images)];
  const count = corners.shape[0]!;
  if (corners.rank !== 2 || corners.shape[1] !== 4 || owners.rank !== 1 || owners.size !== count) {
    throw new TensorError(
      op,
      'shape',
      `takes boxes [count, 4] and indices [count], got ${formatShape(corners.shape)} and ${formatShape(owners.shape)}.`,
      { shapes: [images.shape, corners.shape, owners.shape] },
    );
  }
  const [rows, columns] = perAxis(op, 'size', size, 2) as [number, number];
  const [height, width] = [images.shape[1]!, images.shape[2]!];
  const down = expandDims(alongSide(corners, 0, rows, height), 2);
  const across = expandDims(alongSide(corners, 1, columns, width), 1);
  const grid = [count, rows, columns];
  const [row, column] = [broadcastTo(down, grid), broadcastTo(across, grid)];
  const owned = inNameOf(op, () => gather(images, owners));
  const crops = sampled(op, owned, row, column, { mode: options.mode ?? 'bilinear', outside: 'replicate' });
  const isInside = logicalAnd(within(row, height), within(column, width));
  return where(expandDims(isInside, -1), crops, options.value ?? 0);
}

/** `[count, places]`: pixel places along one side of each box. */
function alongSide(corners: Tensor, axis: number, places: number, length: number): Tensor {
  const [start, end] = [sliceAxis(corners, 1, axis, 1), sliceAxis(corners, 1, axis + 2, 1)];
  if (places === 1) return mul(add(start, end), (length - 1) / 2);
  const steps = castTo(countBeside(places, corners), corners.dtype);
  // Multiplied before it is divided: the last place of a whole box is the last pixel exactly.
  const along = div(mul(mul(sub(end, start), steps), length - 1), places - 1);
  return add(mul(start, length - 1), along);
}

function within(place: Tensor, length: number): Tensor {
  return logicalAnd(greaterEqual(place, 0), lessEqual(place, length - 1));
}
