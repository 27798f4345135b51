// Boxes: their formats, and what is done with single ones. A box is four numbers on the last axis, in pixels.

import {
  add,
  asTensor,
  cast,
  clamp,
  concat,
  formatShape,
  isFloating,
  mul,
  split,
  sub,
  type Tensor,
  TensorError,
  type TensorLike,
} from '@cambium/tensor';

/**
 * How the four numbers of a box are meant: two corners, the first corner and the size, or the centre and the size
 * (YOLO, and the course).
 */
export type BoxFormat = 'xyxy' | 'xywh' | 'cxcywh';

/** Four columns `[..., 1]`. */
export type Columns = readonly [Tensor, Tensor, Tensor, Tensor];

/** Boxes as a floating tensor. Throws `shape` unless the last axis has length 4. */
export function asBoxes(op: string, boxes: TensorLike, name = 'boxes'): Tensor {
  const given = asTensor(boxes, op);
  if (given.rank < 1 || given.shape.at(-1) !== 4) {
    throw new TensorError(op, 'shape', `${name} are [..., 4], got ${formatShape(given.shape)}.`, {
      shapes: [given.shape],
    });
  }
  return isFloating(given.dtype) ? given : cast(given, 'float32');
}

/** The four numbers of each box, side by side. */
export function columnsOf(boxes: Tensor): Columns {
  return split(boxes, 4, -1) as unknown as Columns;
}

/**
 * Boxes in another format.
 *
 * @param boxes `[..., 4]`
 * @returns `[..., 4]`
 * @throws TensorError `shape` unless the last axis has length 4
 * @see course part 7
 * @example
 * ```ts
 * convertBoxes(tensor([[10, 20, 30, 60]]), 'xyxy', 'cxcywh'); // [[20, 40, 20, 40]]
 * ```
 */
export function convertBoxes(boxes: TensorLike, from: BoxFormat, to: BoxFormat): Tensor {
  const given = asBoxes('convertBoxes', boxes);
  const known = ['xyxy', 'xywh', 'cxcywh'];
  for (const format of [from, to]) {
    if (!known.includes(format)) {
      throw new TensorError(
        'convertBoxes',
        'value',
        `there is no format ${format}. Use ${known.join(', ')}.`,
      );
    }
  }
  if (from === to) return given;
  const [a, b, c, d] = columnsOf(given);
  const [left, top] = from === 'cxcywh' ? [sub(a, mul(c, 0.5)), sub(b, mul(d, 0.5))] : [a, b];
  const [width, height] = from === 'xyxy' ? [sub(c, a), sub(d, b)] : [c, d];
  if (to === 'xywh') return concat([left, top, width, height], -1);
  if (to === 'cxcywh')
    return concat([add(left, mul(width, 0.5)), add(top, mul(height, 0.5)), width, height], -1);
  return concat([left, top, add(left, width), add(top, height)], -1);
}

/**
 * Areas `(x₂ − x₁)(y₂ − y₁)` of boxes.
 *
 * @param boxes `[..., 4]` as corners
 * @returns `[...]`
 * @throws TensorError `shape` unless the last axis has length 4
 * @example
 * ```ts
 * boxArea(tensor([[0, 0, 2, 3]])); // [6]
 * ```
 */
export function boxArea(boxes: TensorLike): Tensor {
  const given = asBoxes('boxArea', boxes);
  return areaOf(columnsOf(given)).reshape(given.shape.slice(0, -1));
}

/** Areas `[..., 1]`. */
export function areaOf([x1, y1, x2, y2]: Columns): Tensor {
  return mul(sub(x2, x1), sub(y2, y1));
}

/**
 * Boxes cut at the borders of an image.
 *
 * @param boxes `[..., 4]` as corners
 * @param size height and width of the image
 * @returns `[..., 4]`
 * @throws TensorError `shape` unless the last axis has length 4
 * @example
 * ```ts
 * clipBoxes(tensor([[-5, 10, 50, 90]]), [64, 48]); // [[0, 10, 48, 64]]
 * ```
 */
export function clipBoxes(boxes: TensorLike, [height, width]: readonly [number, number]): Tensor {
  const [x1, y1, x2, y2] = columnsOf(asBoxes('clipBoxes', boxes));
  const across = (x: Tensor): Tensor => clamp(x, 0, width);
  const down = (y: Tensor): Tensor => clamp(y, 0, height);
  return concat([across(x1), down(y1), across(x2), down(y2)], -1);
}
