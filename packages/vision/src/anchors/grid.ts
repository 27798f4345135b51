// Anchors: boxes of a few sizes around the centre of each cell of a grid.

import { type Tensor, TensorError, tensor } from '@cambium/tensor';

/** Width and height of an anchor, in pixels. */
export type AnchorSize = readonly [width: number, height: number];

/** A grid over an image. */
export interface Grid {
  /** Rows and columns of cells. */
  readonly cells: readonly [rows: number, columns: number];
  /** Height and width of the image in pixels. */
  readonly imageSize: readonly [height: number, width: number];
}

/**
 * Anchor boxes as corners: around the centre of each cell one of each size; rows first, then columns, then sizes.
 *
 * @returns `[rows · columns · sizes, 4]`
 * @throws TensorError `value` for a grid or sizes that are not positive
 * @see Ren et al., "Faster R-CNN" (2015); course part 7
 * @example
 * ```ts
 * anchorGrid({ cells: [1, 2], imageSize: [10, 20] }, [[4, 6]]); // [[3, 2, 7, 8], [13, 2, 17, 8]]
 * ```
 */
export function anchorGrid(grid: Grid, sizes: readonly AnchorSize[]): Tensor {
  checkGrid('anchorGrid', grid);
  checkSizes('anchorGrid', sizes);
  const [rows, columns] = grid.cells;
  const [height, width] = grid.imageSize;
  const corners: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const [x, y] = [((column + 0.5) * width) / columns, ((row + 0.5) * height) / rows];
      for (const [wide, high] of sizes) corners.push(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2);
    }
  }
  return tensor(corners, { shape: [corners.length / 4, 4] });
}

/** Throws `value` unless a grid has cells and an area. */
export function checkGrid(op: string, { cells, imageSize }: Grid): void {
  if (!cells.every((count) => Number.isInteger(count) && count > 0))
    throw new TensorError(op, 'value', `cells are two whole numbers > 0, got ${cells}.`);
  if (!imageSize.every((side) => side > 0 && Number.isFinite(side)))
    throw new TensorError(op, 'value', `imageSize is a height and a width > 0, got ${imageSize}.`);
}

/** Throws `value` unless there are anchors, all of them with an area. */
export function checkSizes(op: string, sizes: readonly AnchorSize[]): void {
  const areSizes = sizes.every(
    (size) => size.length === 2 && size.every((side) => side > 0 && Number.isFinite(side)),
  );
  if (sizes.length === 0 || !areSizes)
    throw new TensorError(
      op,
      'value',
      'anchors are a list of widths and heights > 0, such as [[16, 16], [32, 24]].',
    );
}

/** IoU of two sizes whose boxes have one centre. */
export function sizeIou([width, height]: AnchorSize, [otherWidth, otherHeight]: AnchorSize): number {
  const shared = Math.min(width, otherWidth) * Math.min(height, otherHeight);
  return shared / (width * height + otherWidth * otherHeight - shared);
}
