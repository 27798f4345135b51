// Suppression of boxes that show the same thing, and the numbers that a YOLO head has to say.

import { YourTurn } from '../../kit/exercise.ts';

/** Corners of a box in pixels. */
export type Box = readonly [x1: number, y1: number, x2: number, y2: number];

/** What two boxes share, as a part of what they cover together. */
export function iou(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0]));
  const height = Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
  const area = ([x1, y1, x2, y2]: Box): number => (x2 - x1) * (y2 - y1);
  return (width * height) / (area(a) + area(b) - width * height);
}

/**
 * Non-maximum suppression: the best box stays; boxes go whose IoU with a box that stays is greater than the threshold.
 *
 * @returns places of the boxes that stay, by falling score
 */
export function suppress(boxes: readonly Box[], scores: readonly number[], threshold: number): number[] {
  const order = [...boxes.keys()].sort((a, b) => scores[b]! - scores[a]!);
  throw new YourTurn(
    `go through places ${order.slice(0, 3)}, … and keep what no kept box overlaps by ${threshold}`,
  );
}

/**
 * The numbers `[tx, ty, tw, th]` that decode to a box: its centre is `(σ(tx) + column, σ(ty) + row)` in cells, its size
 * `(anchor width · e^tw, anchor height · e^th)` in pixels. The centre lies inside of the cell, not on its border.
 *
 * @param cell width and height of a cell in pixels
 */
export function encode(
  [x1, y1, x2, y2]: Box,
  [row, column]: readonly [row: number, column: number],
  [width, height]: readonly [width: number, height: number],
  cell: number,
): [tx: number, ty: number, tw: number, th: number] {
  const centre = [(x1 + x2) / 2 / cell, (y1 + y2) / 2 / cell];
  throw new YourTurn(
    `solve for t: centre ${centre}, row ${row}, column ${column}, anchor ${width}×${height}`,
  );
}
