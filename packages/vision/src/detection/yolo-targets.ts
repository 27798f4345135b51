// Which cell and anchor has to find which box.

import type { HostArray } from '@cambium/data';
import { TensorError } from '@cambium/tensor';
import { checkGrid, checkSizes, sizeIou } from '../anchors/grid.ts';
import type { DetectorOptions } from './yolo-head.ts';

/** A thing in an image: corners in pixels, and its class. */
export interface LabelledBox {
  /** Left, upper, right and lower end in pixels. */
  readonly box: readonly [x1: number, y1: number, x2: number, y2: number];
  /** The class, by number. */
  readonly label: number;
}

/** Options of {@link yoloTargets}. */
export interface TargetOptions extends DetectorOptions {
  /** Rows and columns of the head's output. */
  readonly cells: readonly [rows: number, columns: number];
  /** Anchors of the same cell that fit a box this well, though another fits better, are not asked; 0.5 unless given. */
  readonly ignoreIou?: number;
}

/** What the last axis of the targets holds. */
export const targetFields = { state: 0, box: 1, label: 5, length: 6 } as const;

/**
 * Targets for {@link yoloLoss}: the cell that holds the centre of a box, and in it the anchor whose size fits best, has to
 * find the box. The last axis is `[state, x1, y1, x2, y2, class]`; the state is 1 for such an anchor, −1 for one that is
 * not asked, 0 for one that should see nothing. Boxes that meet in one cell and anchor take the next best anchor, if free.
 *
 * @returns float32 `[rows, columns, anchors, 6]`, on the host: a field of a sample that a `DataLoader` puts together
 * @throws TensorError `value` for a box without area, outside of the image, or of a class that there is none of
 * @see Redmon and Farhadi, "YOLO9000" (2017); course part 7
 * @example
 * ```ts
 * const options = { anchors: [[8, 8]], classes: 2, imageSize: [32, 32], cells: [2, 2] } as const;
 * const { data } = yoloTargets([{ box: [18, 2, 26, 10], label: 1 }], options);
 * Array.from(data.subarray(6, 12)); // [1, 18, 2, 26, 10, 1]: the upper right cell
 * ```
 */
export function yoloTargets(things: readonly LabelledBox[], options: TargetOptions): HostArray {
  const { anchors, cells, imageSize, ignoreIou = 0.5 } = options;
  checkGrid('yoloTargets', { cells, imageSize });
  checkSizes('yoloTargets', anchors);
  const [rows, columns] = cells;
  const [height, width] = imageSize;
  const shape = [rows, columns, anchors.length, targetFields.length];
  const data = new Float32Array(rows * columns * anchors.length * targetFields.length);
  for (const thing of things) {
    checkThing(thing, options);
    const [x1, y1, x2, y2] = thing.box;
    const column = Math.min(columns - 1, Math.floor((((x1 + x2) / 2) * columns) / width));
    const row = Math.min(rows - 1, Math.floor((((y1 + y2) / 2) * rows) / height));
    const place = (anchor: number): number =>
      ((row * columns + column) * anchors.length + anchor) * targetFields.length;
    const fits = anchors.map((anchor) => sizeIou([x2 - x1, y2 - y1], anchor));
    const byFit = fits.map((_, i) => i).sort((a, b) => fits[b]! - fits[a]!);
    const chosen = byFit.find((anchor) => data[place(anchor)] !== 1);
    if (chosen === undefined) continue;
    data.set([1, ...thing.box, thing.label], place(chosen));
    for (const [anchor, fit] of fits.entries()) {
      if (fit > ignoreIou && data[place(anchor)] === 0) data[place(anchor)] = -1;
    }
  }
  return { data, shape, dtype: 'float32' };
}

function checkThing(
  { box, label }: LabelledBox,
  { imageSize: [height, width], classes }: DetectorOptions,
): void {
  const [x1, y1, x2, y2] = box;
  if (!(x2 > x1 && y2 > y1))
    throw new TensorError(
      'yoloTargets',
      'value',
      `the box [${box.join(', ')}] has no area: corners are x1 y1 x2 y2.`,
    );
  const [x, y] = [(x1 + x2) / 2, (y1 + y2) / 2];
  if (!(x >= 0 && y >= 0 && x <= width && y <= height)) {
    throw new TensorError(
      'yoloTargets',
      'value',
      `the centre of the box [${box.join(', ')}] is outside of the image, ${width} wide and ${height} high. Clip or drop it first.`,
    );
  }
  if (!(Number.isInteger(label) && label >= 0 && label < classes))
    throw new TensorError('yoloTargets', 'value', `label ${label} is not one of the ${classes} classes.`);
}
