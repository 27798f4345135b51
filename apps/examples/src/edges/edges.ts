// Edges by filters that people thought of, and the same filter found by gradient descent.

import { heatMap, imageGrid, learningCurves } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  Conv2d,
  DataLoader,
  type EdgeFilter,
  edgeKernel,
  edges as edgesOf,
  filterImages,
  fit,
  meanSquaredError,
  reshape,
  Sequential,
  slice,
  type Tensor,
  tensor,
} from 'cambium';
import type { Example } from '../example.ts';
import { scene } from '../shapes/scenes.ts';

const side = 64;

/** Pictures of circles, squares and triangles in shades of grey: `[count, 64, 64, 1]`. */
function greyScenes(count: number, seed: number): Tensor {
  const grey = new Float32Array(count * side * side);
  for (let i = 0; i < count; i++) {
    const { data } = scene(seed, i, { side, most: 4 }).image;
    for (let pixel = 0; pixel < side * side; pixel++) {
      const [red, green, blue] = data.subarray(3 * pixel, 3 * pixel + 3) as Float32Array;
      grey[i * side * side + pixel] = (red! + green! + blue!) / 3;
    }
  }
  return tensor(grey, { shape: [count, side, side, 1] });
}

/** Edge detection. */
export const edges: Example = {
  title: 'Edge detection',
  description: 'Sobel, Scharr and Prewitt by hand; then a convolution learns the Sobel filter from examples.',
  course: '5.1',
  async run({ seed, isQuick }) {
    const notes = await halves();
    const picture = greyScenes(1, seed + 1);
    const filters: readonly EdgeFilter[] = ['sobel', 'scharr', 'prewitt'];
    const shown = [
      { image: imageOf(picture), title: 'picture' },
      { image: imageOf(filterImages(picture, edgeKernel('sobel', 'vertical'))), title: 'vertical edges' },
      { image: imageOf(filterImages(picture, edgeKernel('sobel', 'horizontal'))), title: 'horizontal edges' },
      ...filters.map((filter) => ({ image: imageOf(edgesOf(picture, filter)), title: `${filter}, both` })),
    ];

    // The layer sees pictures and what Sobel makes of them. Nobody tells it the nine numbers.
    const images = greyScenes(isQuick ? 20 : 200, seed);
    const answers = slice(filterImages(images, edgeKernel('sobel', 'vertical')), null, [1, -1], [1, -1]);
    const conv = new Conv2d({ inChannels: 1, outChannels: 1, kernelSize: 3, bias: false });
    const before = reshape(conv.weight.value, [3, 3]).toArray() as number[][];
    const model = new Sequential(conv);
    const history = await fit(model, {
      train: new DataLoader(await ArrayDataset.from({ x: images, y: answers }), {
        batchSize: 10,
        shuffle: true,
        seed,
      }),
      loss: meanSquaredError,
      optimizer: new Adam(model, { learningRate: 0.05 }),
      epochs: isQuick ? 60 : 30,
    });
    const after = reshape(conv.weight.value, [3, 3]).toArray() as number[][];
    const sobel = edgeKernel('sobel', 'vertical').toArray() as number[][];
    const furthest = Math.max(
      ...after.flatMap((row, i) => row.map((value, j) => Math.abs(value - sobel[i]![j]!))),
    );
    const domain = [-2, 2] as const;
    return {
      numbers: {
        'edge in the picture of the notes': notes.response[0]![1]!,
        'loss of the learned filter': history.epochs.at(-1)!.loss!,
        'greatest difference from Sobel': furthest,
      },
      sections: [
        {
          heading: 'The picture of the notes',
          text: 'Six by six pixels, light on the left. The filter gives 0 where nothing changes, and 30 at the edge.',
          figures: [
            { picture: heatMap(notes.picture, { title: 'picture' }) },
            {
              picture: heatMap(edgeKernel('prewitt', 'vertical').toArray() as number[][], {
                title: 'filter',
              }),
            },
            { picture: heatMap(notes.response, { title: 'response' }) },
          ],
        },
        {
          heading: 'Filters by hand',
          text: 'Light and dark are the two sides of an edge. The last three add both directions, √(h² + v²).',
          figures: [{ picture: imageGrid(shown, { columns: 3, cellSize: 160 }) }],
        },
        {
          heading: 'A learned filter',
          text: 'A convolution begins with random weights. It is shown pictures and the answers of Sobel.',
          figures: [
            { picture: heatMap(before, { title: 'before', domain }) },
            { picture: heatMap(after, { title: 'after', domain }) },
            { picture: heatMap(sobel, { title: 'Sobel', domain }) },
            { picture: learningCurves(history, { names: ['loss'], isLogarithmic: true }) },
          ],
        },
      ],
    };
  },
};

/** A picture whose left half is light, and what the filter of the course makes of it; without the border. */
async function halves(): Promise<{ picture: number[][]; response: number[][] }> {
  const picture = Array.from({ length: 6 }, () => [10, 10, 10, 0, 0, 0]);
  const image = reshape(tensor(picture), [1, 6, 6, 1]);
  const inside = slice(filterImages(image, edgeKernel('prewitt', 'vertical')), null, [1, -1], [1, -1]);
  return { picture, response: reshape(inside, [4, 4]).toArray() as number[][] };
}

/** The only picture of a batch. */
function imageOf(batch: Tensor): { data: ArrayLike<number>; shape: number[] } {
  return { data: batch.dataSync(), shape: [side, side] };
}
