// Pixels at computed places, which may lie between pixels or outside of the image.

import { formatShape, TensorError } from '../../errors.ts';
import { sameShape } from '../../layout.ts';
import type { Tensor } from '../../tensor.ts';
import { add, clamp, minimum, mod, mul, sub } from '../arithmetic.ts';
import { greaterEqual, lessEqual, logicalAnd, where } from '../compare.ts';
import { gather } from '../indexing.ts';
import { asFloating, asTensor, castTo, countBeside, type TensorLike, toFloating } from '../lift.ts';
import { floor, neg } from '../math.ts';
import { expandDims, reshape } from '../shape.ts';
import { checkImages } from '../window.ts';

/** Options of functions that read images between their pixels. */
export interface GridSampleOptions {
  /** `'bilinear'` (default) mixes the four neighbours, `'nearest'` takes the next pixel, halves upwards. */
  readonly mode?: 'bilinear' | 'nearest';
  /**
   * What lies outside: `value` (`'constant'`, default), the next pixel of the border (`'replicate'`), the image mirrored
   * at its edge (`'symmetric'`), or the image again (`'circular'`).
   */
  readonly outside?: 'constant' | 'replicate' | 'symmetric' | 'circular';
  /** What `'constant'` reads outside; 0 unless given. */
  readonly value?: number;
}

/**
 * Pixels of images at computed places: `out[b, …] = x[b, rows[b, …], columns[b, …]]`, with places in pixels, 0 in the
 * middle of the first. Gradients flow to the images and, with `'bilinear'`, to the places: a spatial transformer.
 *
 * @param x `[batch, height, width, channels]`; integers become `float32`
 * @param rows `[batch, …]`, floating
 * @param columns same shape as `rows`
 * @returns `[batch, …, channels]`
 * @throws TensorError `shape` if `x` is not a batch of images or the places do not fit it, `value` for an unknown mode,
 *   `dtype` for integer places
 * @see Jaderberg et al., "Spatial transformer networks" (2015)
 * @example
 * ```ts
 * const x = reshape(tensor([0, 1, 2, 3]), [1, 2, 2, 1]);
 * gridSample(x, tensor([[0.5]]), tensor([[0.5]])); // [[[1.5]]]
 * gridSample(x, tensor([[5]]), tensor([[1]]), { outside: 'replicate' }); // [[[3]]]
 * ```
 */
export function gridSample(
  x: TensorLike,
  rows: TensorLike,
  columns: TensorLike,
  options: GridSampleOptions = {},
): Tensor {
  const images = toFloating(asTensor(x, 'gridSample'));
  const places = [asFloating(rows, 'gridSample'), asFloating(columns, 'gridSample')] as const;
  checkImages('gridSample', images, 2);
  const [down, across] = places;
  if (!sameShape(down.shape, across.shape) || down.rank === 0 || down.shape[0] !== images.shape[0]) {
    throw new TensorError(
      'gridSample',
      'shape',
      `rows ${formatShape(down.shape)} and columns ${formatShape(across.shape)} must be equal and begin with the batch of x ${formatShape(images.shape)}.`,
      { shapes: [images.shape, down.shape, across.shape] },
    );
  }
  return sampled('gridSample', images, down, across, options);
}

/** {@link gridSample} after its checks, in the name of `op`. */
export function sampled(
  op: string,
  x: Tensor,
  rows: Tensor,
  columns: Tensor,
  { mode = 'bilinear', outside = 'constant', value = 0 }: GridSampleOptions,
): Tensor {
  const [height, width] = [x.shape[1]!, x.shape[2]!];
  const move = borders[outside];
  if (move === undefined || (mode !== 'bilinear' && mode !== 'nearest')) {
    throw new TensorError(
      op,
      'value',
      `there is no mode '${mode}' with '${outside}' outside. Use bilinear or nearest, with ${Object.keys(borders).join(', ')}.`,
    );
  }
  if (height * width === 0)
    throw new TensorError(op, 'shape', `has no pixels in ${formatShape(x.shape)}.`, { shapes: [x.shape] });
  const [down, across] = [move(rows, height), move(columns, width)];
  // The last pixel has the first one for a neighbour where images repeat.
  const wrap = (place: Tensor, length: number): Tensor =>
    outside === 'circular' ? mod(place, length) : place;
  const read = (row: Tensor, column: Tensor): Tensor =>
    pixels(x, wrap(row, height), wrap(column, width), value);
  if (mode === 'nearest') return read(floor(add(down, 0.5)), floor(add(across, 0.5)));
  const [top, left] = [floor(down), floor(across)];
  const [lower, right] = [expandDims(sub(down, top), -1), expandDims(sub(across, left), -1)];
  const between = (row: Tensor): Tensor =>
    add(mul(read(row, left), sub(1, right)), mul(read(row, add(left, 1)), right));
  return add(mul(between(top), sub(1, lower)), mul(between(add(top, 1)), lower));
}

/** Where places outside of `[0, length − 1]` read. */
const borders = {
  constant: (place: Tensor): Tensor => place,
  replicate: (place: Tensor, length: number): Tensor => clamp(place, 0, length - 1),
  symmetric: (place: Tensor, length: number): Tensor => {
    // Edges lie half a pixel outside: the period is the image and its mirror image.
    const along = mod(add(place, 0.5), 2 * length);
    return clamp(sub(minimum(along, add(neg(along), 2 * length)), 0.5), 0, length - 1);
  },
  circular: (place: Tensor, length: number): Tensor => mod(place, length),
} as const;

/** The pixels at whole places, `value` outside. */
function pixels(x: Tensor, rows: Tensor, columns: Tensor, value: number): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [row, column] = [clamp(rows, 0, height - 1), clamp(columns, 0, width - 1)];
  const first = reshape(mul(countBeside(batch, x), height * width), [
    batch,
    ...rows.shape.slice(1).map(() => 1),
  ]);
  const places = add(first, add(mul(castTo(row, 'int32'), width), castTo(column, 'int32')));
  const found = gather(reshape(x, [batch * height * width, channels]), places);
  const isInside = logicalAnd(within(rows, height), within(columns, width));
  return where(expandDims(isInside, -1), found, value);
}

function within(place: Tensor, length: number): Tensor {
  return logicalAnd(greaterEqual(place, 0), lessEqual(place, length - 1));
}
