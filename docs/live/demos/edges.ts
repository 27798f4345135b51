// What filters make of an image: of a generated one, or of the reader's.

import { scene } from '@cambium/examples/shapes/scenes';
import { type ImageArray, imageGrid } from '@cambium/plot';
import {
  abs,
  edgeKernel,
  edges,
  filterImages,
  gaussianBlur,
  laplace,
  max,
  slice,
  type Tensor,
  tensor,
} from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo, Frame } from '../demo.ts';

const side = 128;

export const demo: Demo<(typeof catalog)['edges']> = async ({ settings: { filter }, show }) => {
  /** The results of a filter, by their titles. */
  const results = (image: Tensor): Readonly<Record<string, Tensor>> => {
    if (filter === 'laplace') return { laplace: laplace(image), 'laplace, size': abs(laplace(image)) };
    if (filter === 'gaussian') return { 'σ = 1': gaussianBlur(image, 1), 'σ = 3': gaussianBlur(image, 3) };
    return {
      'vertical edges': filterImages(image, edgeKernel(filter, 'vertical')),
      'horizontal edges': filterImages(image, edgeKernel(filter, 'horizontal')),
      both: edges(image, filter),
    };
  };
  const look = async (pixels: Float32Array, height: number, width: number): Promise<Frame> => {
    const image = tensor(pixels, { shape: [1, height, width, 1] });
    const pictures = await Promise.all(
      Object.entries({ image, ...results(image) }).map(async ([title, batch]) => ({
        title,
        image: { data: await batch.data(), shape: [height, width] } satisfies ImageArray,
      })),
    );
    // The border of the image is not an edge.
    const inside = slice(edges(image, 'sobel'), null, [2, -2], [2, -2]);
    return {
      progress: 1,
      values: { 'strongest edge': await max(inside).item() },
      pictures: { filters: imageGrid(pictures, { columns: 2, cellSize: 240 }) },
    };
  };
  await show(await look(greyScene(), side, side));
  return async (asked) => (asked.kind === 'image' ? look(asked.pixels, asked.height, asked.width) : {});
};

function greyScene(): Float32Array {
  const { data } = scene(7, 3, { side, most: 4 }).image;
  return Float32Array.from(
    { length: side * side },
    (_, i) => (data[3 * i]! + data[3 * i + 1]! + data[3 * i + 2]!) / 3,
  );
}
