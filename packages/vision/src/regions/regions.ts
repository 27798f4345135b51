// Regions of interest: boxes on feature maps, and the places that their bins look at.

import {
  asTensor,
  formatShape,
  isFloating,
  type Tensor,
  TensorError,
  type TensorLike,
} from '@cambium/tensor';
import { asBoxes } from '../boxes/boxes.ts';

/** What region pooling needs to know. */
export interface RegionOptions {
  /** Rows and columns of the result; one number for both. */
  readonly outputSize: number | readonly [number, number];
  /** Size of the features divided by the size of the image that the boxes are on; 1 unless given. */
  readonly scale?: number;
}

/** Regions, checked and read. */
export interface Regions {
  readonly features: Tensor; // [batch, height, width, channels]
  readonly corners: Float64Array; // four numbers each, on the features
  readonly images: readonly number[];
  readonly rows: number;
  readonly columns: number;
}

/** Checks operands and options, and reads the boxes. */
export function readRegions(
  op: string,
  features: TensorLike,
  boxes: TensorLike,
  images: TensorLike,
  { outputSize, scale = 1 }: RegionOptions,
): Regions {
  const maps = asTensor(features, op);
  if (maps.rank !== 4 || !isFloating(maps.dtype)) {
    throw new TensorError(
      op,
      'shape',
      `features are floating [batch, height, width, channels], got ${maps.dtype} ${formatShape(maps.shape)}.`,
      { shapes: [maps.shape] },
    );
  }
  const given = asBoxes(op, boxes);
  const owners = asTensor(images, op);
  const count = given.shape[0]!;
  if (given.rank !== 2 || owners.rank !== 1 || owners.shape[0] !== count) {
    throw new TensorError(
      op,
      'shape',
      `takes boxes [n, 4] and the image of each [n], got ${formatShape(given.shape)} and ${formatShape(owners.shape)}.`,
      { shapes: [given.shape, owners.shape] },
    );
  }
  const [rows, columns] = typeof outputSize === 'number' ? [outputSize, outputSize] : outputSize;
  if (!(Number.isInteger(rows) && rows > 0 && Number.isInteger(columns) && columns > 0))
    throw new TensorError(op, 'value', `outputSize is one or two whole numbers > 0, got ${outputSize}.`);
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new TensorError(op, 'value', `scale is a number > 0, got ${scale}.`);
  const corners = Float64Array.from(given.dataSync(), (corner) => Number(corner) * scale);
  if (!corners.every(Number.isFinite))
    throw new TensorError(op, 'value', 'a box has a corner that is no number.');
  const places = Array.from(owners.dataSync(), Number);
  const batch = maps.shape[0]!;
  const strange = places.find((place) => !(Number.isInteger(place) && place >= 0 && place < batch));
  if (strange !== undefined)
    throw new TensorError(op, 'index', `image ${strange} is not one of the ${batch} in the batch.`);
  return { features: maps, corners, images: places, rows, columns };
}
