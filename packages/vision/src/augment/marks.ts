// What is marked on an image has to lie on it: boxes, their labels, mask and landmarks of a sample.

import type { HostArray } from '@cambium/data';
import { formatShape, TensorError } from '@cambium/tensor';
import type { ImageSample } from './sample.ts';

/**
 * Throws unless the marks of a sample fit its image and each other.
 *
 * @throws TensorError `shape` for arrays of other shapes, `value` for a box without area or outside of the image
 */
export function checkMarks(op: string, { image, boxes, labels, mask, landmarks }: ImageSample): void {
  const [height, width] = image.shape as [number, number];
  if (boxes !== undefined) {
    checkShape(op, 'boxes', boxes, [null, 4]);
    for (let i = 0; i < boxes.shape[0]!; i++) checkBox(op, boxes, i, height, width);
    if (labels !== undefined) checkShape(op, 'labels', labels, [boxes.shape[0]!]);
  }
  if (mask !== undefined) checkShape(op, 'mask', mask, [height, width]);
  if (landmarks !== undefined) checkShape(op, 'landmarks', landmarks, [null, 2]);
}

/** Throws unless an array has a shape; `null` stands for any length. */
function checkShape(op: string, name: string, array: HostArray, wanted: readonly (number | null)[]): void {
  const { shape } = array as Partial<HostArray>;
  const fits =
    shape?.length === wanted.length && wanted.every((size, i) => size === null || size === shape[i]);
  if (fits) return;
  const form = `{ data, shape: [${wanted.map((size) => size ?? 'n').join(', ')}], dtype }`;
  const got =
    shape === undefined ? 'nothing of the kind. hostArray() makes it of nested numbers' : formatShape(shape);
  throw new TensorError(op, 'shape', `${name} of this image are ${form}, got ${got}.`, {
    shapes: shape === undefined ? [] : [shape],
  });
}

function checkBox(op: string, { data }: HostArray, i: number, height: number, width: number): void {
  const box = [0, 1, 2, 3].map((side) => Number(data[4 * i + side]));
  const [x1, y1, x2, y2] = box as [number, number, number, number];
  const what = `box ${i}, [${box.join(', ')}],`;
  if (!(x2 > x1 && y2 > y1)) {
    const fix = 'Boxes are corners x1 y1 x2 y2; convertBoxes() makes them of other formats.';
    throw new TensorError(op, 'value', `${what} has no area. ${fix}`);
  }
  if (x1 < width && y1 < height && x2 > 0 && y2 > 0) return;
  const fix = 'Boxes are in pixels of this image; drop those that do not show.';
  throw new TensorError(
    op,
    'value',
    `${what} is outside of the image, ${width} wide and ${height} high. ${fix}`,
  );
}
