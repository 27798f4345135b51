// Images side by side, with what is marked on them.

import { pixelAxes } from '../canvas.ts';
import type { Chart } from '../chart.ts';
import { draw, palette, titled } from '../draw.ts';
import { type ImageArray, sizeOfImage, toDataUri, usualRange, type ValueRange } from './png.ts';

/** A box on an image. */
export interface DrawnBox {
  /** `x1 y1 x2 y2` in pixels of the image. */
  readonly box: readonly [number, number, number, number];
  /** Text at its upper edge. */
  readonly label?: string;
  /** Boxes of one group have one colour; 0 unless given. */
  readonly group?: number;
}

/** An image with its marks. */
export interface MarkedImage {
  /** The image under the marks. */
  readonly image: ImageArray;
  /** Text above it. */
  readonly title?: string;
  /** Boxes in pixels of the image. */
  readonly boxes?: readonly DrawnBox[];
  /** Points `x y` in pixels of the image. */
  readonly landmarks?: readonly (readonly [number, number])[];
}

/** Options of {@link imageGrid}. */
export interface ImageGridOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** Images in a row, 6 unless given. */
  columns?: number;
  /** Height of an image in the picture, 96 pixels unless given. */
  cellSize?: number;
  /** Which numbers are black and white; found for each image unless given. */
  range?: ValueRange;
}

/** Text at the upper edge of a box; twice, since the lower one is a bright border around the letters. */
const labelMark = {
  type: 'text',
  align: 'left',
  baseline: 'top',
  fontSize: 10,
  dx: 3,
  dy: 3,
} as const;

/** Room above an image for its title, and between images. */
const [titleHeight, gap] = [16, 8];

/**
 * Images in rows, with titles, boxes and landmarks. Pixels stay squares.
 *
 * @throws RangeError without images, or for one of another shape
 * @see course part 7
 * @example
 * ```ts
 * const image = { data: [0, 1, 1, 0], shape: [2, 2] };
 * const chart = imageGrid([{ image, title: 'checks', boxes: [{ box: [0, 0, 1, 1], label: 'dark' }] }]);
 * ```
 */
export function imageGrid(images: readonly MarkedImage[], options: ImageGridOptions = {}): Chart {
  if (images.length === 0) throw new RangeError('There is nothing to draw: the list of images is empty.');
  const { title, columns = 6, cellSize = 96 } = options;
  const widths = images.map(({ image }) => (sizeOfImage(image)[1] / sizeOfImage(image)[0]) * cellSize);
  const cellWidth = Math.max(...widths) + gap;
  const cellHeight = cellSize + titleHeight + gap;
  const across = Math.min(columns, images.length);
  const down = Math.ceil(images.length / columns);
  const [width, height] = [across * cellWidth, down * cellHeight];
  const placed = images.map((marked, i) => ({
    ...marked,
    left: (i % columns) * cellWidth,
    top: Math.floor(i / columns) * cellHeight + titleHeight,
    width: widths[i]!,
    scale: cellSize / sizeOfImage(marked.image)[0],
  }));
  const { x, y } = pixelAxes(width, height);
  const color = { field: 'color', type: 'nominal', scale: null } as const;
  return draw({
    ...titled(title),
    width,
    height,
    layer: [
      ...placed.map((each) => ({
        data: { values: [{ x: each.left, y: each.top, url: uriOf(each.image, each.scale, options.range) }] },
        mark: {
          type: 'image',
          width: each.width,
          height: cellSize,
          align: 'left',
          baseline: 'top',
          aspect: false,
        } as const,
        encoding: { x, y, url: { field: 'url', type: 'nominal' } as const },
      })),
      {
        data: { values: placed.map((each) => ({ x: each.left, y: each.top - 4, text: each.title ?? '' })) },
        mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: 11 },
        encoding: { x, y, text: { field: 'text', type: 'nominal' } },
      },
      {
        data: { values: placed.flatMap(boxesOf) },
        mark: { type: 'rect', fillOpacity: 0, strokeWidth: 2 },
        encoding: { x, y, x2: { field: 'x2' }, y2: { field: 'y2' }, stroke: color },
      },
      {
        data: { values: placed.flatMap(boxesOf) },
        mark: { ...labelMark, stroke: 'white', strokeWidth: 3, strokeOpacity: 0.8 },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
      {
        data: { values: placed.flatMap(boxesOf) },
        mark: { ...labelMark, color: 'black' },
        encoding: { x, y, text: { field: 'label', type: 'nominal' } },
      },
      {
        data: { values: placed.flatMap(pointsOf) },
        mark: { type: 'point', size: 20, filled: true, color: palette[1] },
        encoding: { x, y },
      },
    ],
  });
}

interface Placed extends MarkedImage {
  readonly left: number;
  readonly top: number;
  readonly scale: number;
}

/** Small images are enlarged in the file: not every viewer draws pixels as squares. */
function uriOf(image: ImageArray, scale: number, range: ValueRange = usualRange(image)): string {
  return toDataUri(image, range, Math.max(1, Math.round(scale)));
}

function boxesOf({ boxes = [], left, top, scale }: Placed) {
  return boxes.map(({ box: [x1, y1, x2, y2], label = '', group = 0 }) => ({
    x: left + scale * x1,
    y: top + scale * y1,
    x2: left + scale * x2,
    y2: top + scale * y2,
    label,
    color: palette[(group + 1) % palette.length],
  }));
}

function pointsOf({ landmarks = [], left, top, scale }: Placed) {
  return landmarks.map(([x, y]) => ({ x: left + scale * x, y: top + scale * y }));
}

/**
 * The filters of a convolution as small images, all on one scale: light is positive.
 *
 * @param weight `[height, width, in, out]`; filters for three channels are shown in colour, else the first channel
 * @throws RangeError for another shape
 * @example
 * ```ts
 * const chart = filterImagesPlot({ data: [1, 0, -1, 1, 0, -1, 1, 0, -1], shape: [3, 3, 1, 1] });
 * ```
 */
export function filterImagesPlot(weight: ImageArray, options: ImageGridOptions = {}): Chart {
  const [height = 0, width = 0, channels = 0, filters = 0] = weight.shape;
  if (weight.shape.length !== 4 || weight.data.length !== height * width * channels * filters)
    throw new RangeError(`Filters are [height, width, in, out], got [${weight.shape.join(', ')}].`);
  const shown = channels === 3 ? 3 : 1;
  const greatest = Array.from(weight.data).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-12);
  const images = Array.from({ length: filters }, (_, filter) => {
    const data = Array.from({ length: height * width * shown }, (_, i) => {
      const [pixel, channel] = [Math.floor(i / shown), i % shown];
      return weight.data[(pixel * channels + channel) * filters + filter]!;
    });
    return { image: { data, shape: [height, width, shown] } };
  });
  return imageGrid(images, { cellSize: 48, columns: 8, range: [-greatest, greatest], ...options });
}

/**
 * What each channel of a layer sees in one image.
 *
 * @param features `[height, width, channels]`, of one image
 * @throws RangeError for another shape
 * @example
 * ```ts
 * const chart = featureMaps({ data: [0, 1, 2, 3, 4, 5, 6, 7], shape: [2, 2, 2] });
 * ```
 */
export function featureMaps(features: ImageArray, options: ImageGridOptions = {}): Chart {
  const [height = 0, width = 0, channels = 0] = features.shape;
  if (features.shape.length !== 3 || features.data.length !== height * width * channels)
    throw new RangeError(`Feature maps are [height, width, channels], got [${features.shape.join(', ')}].`);
  const images = Array.from({ length: channels }, (_, channel) => ({
    image: {
      data: Array.from({ length: height * width }, (_, i) => features.data[i * channels + channel]!),
      shape: [height, width],
    },
  }));
  return imageGrid(images, { cellSize: 64, columns: 8, ...options });
}
