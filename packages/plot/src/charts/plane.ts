// Functions of two variables: what a classifier says everywhere, and how optimizers walk down a surface.

import { contours } from 'd3-contour';
import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';
import { type ImageArray, toDataUri } from '../images/png.ts';

/** A rectangle of the plane with a grid of points over it. */
export interface PlaneGrid {
  /** Left and right end. */
  readonly x: readonly [low: number, high: number];
  /** Lower and upper end. */
  readonly y: readonly [low: number, high: number];
  /** Points along each side, 60 unless given. */
  readonly resolution?: number;
}

const usualResolution = 60;

/**
 * The points of a grid, row by row from below: `[resolution², 2]` numbers, ready for a tensor. What a model says about them
 * is what {@link decisionBoundary} takes.
 *
 * @example
 * ```ts
 * gridPoints({ x: [0, 1], y: [0, 1], resolution: 2 }); // Float32Array [0, 0, 1, 0, 0, 1, 1, 1]
 * ```
 */
export function gridPoints({ x, y, resolution = usualResolution }: PlaneGrid): Float32Array {
  checkGrid({ x, y, resolution });
  const points = new Float32Array(2 * resolution * resolution);
  for (let row = 0; row < resolution; row++) {
    for (let column = 0; column < resolution; column++) {
      const at = 2 * (row * resolution + column);
      points[at] = x[0] + ((x[1] - x[0]) * column) / (resolution - 1);
      points[at + 1] = y[0] + ((y[1] - y[0]) * row) / (resolution - 1);
    }
  }
  return points;
}

/** A sample and its class. */
export interface ClassPoint {
  /** Horizontal coordinate. */
  readonly x: number;
  /** Vertical coordinate. */
  readonly y: number;
  /** Name or number of the class; it gives the colour. */
  readonly label: string | number;
}

/** Options of pictures over a plane. */
export interface PlaneOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** Names of the axes; none unless given. */
  axes?: readonly [x: string, y: string];
  /** Width and height of the plotting area in pixels, 320 unless given. */
  size?: number;
}

/**
 * What a classifier says at each point of a grid, as colour, and the samples over it.
 *
 * @param grid as for {@link gridPoints}
 * @param probabilities of the positive class at the points of the grid, in [0, 1]
 * @param samples points with a class, drawn over it
 * @throws RangeError if there are not as many probabilities as points
 * @see course part 2.1
 * @example
 * ```ts
 * const grid = { x: [-1, 1], y: [-1, 1], resolution: 3 } as const;
 * const chart = decisionBoundary(grid, [0, 0, 0, 0.5, 0.5, 0.5, 1, 1, 1], [{ x: 0, y: 0.8, label: 1 }]);
 * ```
 */
export function decisionBoundary(
  grid: PlaneGrid,
  probabilities: ArrayLike<number>,
  samples: readonly ClassPoint[] = [],
  options: PlaneOptions = {},
): Chart {
  const { resolution = usualResolution } = grid;
  checkGrid({ ...grid, resolution });
  if (probabilities.length !== resolution ** 2) {
    throw new RangeError(
      `The grid has ${resolution}×${resolution} points, but there are ${probabilities.length} probabilities.`,
    );
  }
  const { width, height } = sized(options);
  // Points lie on the border: the outer pixels reach half of their width beyond it.
  const half = width / (resolution - 1) / 2;
  return draw({
    ...titled(options.title),
    width,
    height,
    layer: [
      {
        data: { values: [{ url: toDataUri(colours(probabilities, resolution), [0, 1]) }] },
        mark: {
          type: 'image',
          width: width + 2 * half,
          height: height + 2 * half,
          align: 'left',
          baseline: 'top',
          aspect: false,
          clip: true,
        },
        encoding: {
          x: { value: -half },
          y: { value: -half },
          url: { field: 'url', type: 'nominal' },
        },
      },
      {
        data: { values: samples.map(({ x, y, label }) => ({ x, y, label: String(label) })) },
        mark: {
          type: 'point',
          filled: true,
          clip: true,
          size: 25,
          stroke: 'white',
          strokeWidth: 0.5,
          opacity: 1,
        },
        encoding: {
          ...axesOf(grid, options),
          shape: { field: 'label', type: 'nominal', title: null },
          fill: { field: 'label', type: 'nominal', title: null },
        },
      },
    ],
  });
}

/** Colours of probabilities 0, 1/2 and 1: blue, white, yellow. */
const scale = [
  [0.624, 0.816, 0.941],
  [1, 1, 1],
  [0.961, 0.812, 0.478],
] as const;

/** Probabilities as pixels, the first row of the grid at the bottom. */
function colours(probabilities: ArrayLike<number>, resolution: number): ImageArray {
  const data = new Float32Array(3 * resolution * resolution);
  for (let i = 0; i < probabilities.length; i++) {
    const place = 2 * Math.min(1, Math.max(0, probabilities[i]!));
    const [from, to] = place < 1 ? [scale[0], scale[1]] : [scale[1], scale[2]];
    const share = place < 1 ? place : place - 1;
    const row = resolution - 1 - Math.floor(i / resolution);
    const at = 3 * (row * resolution + (i % resolution));
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = from[channel]! + share * (to[channel]! - from[channel]!);
    }
  }
  return { data, shape: [resolution, resolution, 3] };
}

/** Options of {@link contourPaths}. */
export interface ContourOptions extends PlaneOptions {
  /** Number of lines, 12 unless given. */
  levels?: number;
  /** Places that were visited one after the other, by name: the paths of optimizers. */
  paths?: Readonly<Record<string, readonly (readonly [x: number, y: number])[]>>;
}

/**
 * Lines of equal height of a function, and paths over them. The lines are closer where the function is low: their heights
 * grow with the square.
 *
 * @param height a function, or its values at the points of the grid
 * @param grid as for {@link gridPoints}
 * @throws RangeError if the function is not finite somewhere on the grid, or there are not as many values as points
 * @see course part 4.2
 * @example
 * ```ts
 * const path = [[-1.5, 1], [-0.5, 0.2], [0, 0]] as const;
 * const chart = contourPaths((x, y) => x * x + 4 * y * y, { x: [-2, 2], y: [-2, 2] }, { paths: { Adam: path } });
 * ```
 */
export function contourPaths(
  height: ((x: number, y: number) => number) | ArrayLike<number>,
  grid: PlaneGrid,
  options: ContourOptions = {},
): Chart {
  const { resolution = usualResolution } = grid;
  const { levels = 12, paths = {} } = options;
  const heights = heightsOn(grid, height);
  if (!heights.every(Number.isFinite)) throw new RangeError('The function is not finite on the whole grid.');
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const thresholds = Array.from({ length: levels }, (_, i) => low + (high - low) * ((i + 0.5) / levels) ** 2);
  const lines = contours()
    .size([resolution, resolution])
    .thresholds(thresholds)(heights)
    .flatMap((contour, i) => linesOf(contour, i, resolution));
  const place = (along: readonly [number, number], at: number): number =>
    along[0] + stepOf(along, resolution) * (at - 0.5);
  const inside = lines.flatMap(({ ring, level, value }) =>
    value.map(([x, y], i) => ({ ring, level, order: i, x: place(grid.x, x!), y: place(grid.y, y!) })),
  );
  const steps = Object.entries(paths).flatMap(([name, path]) =>
    path.map(([x, y], i) => ({ name, order: i, x, y })),
  );
  return draw({
    ...titled(options.title),
    ...sized(options),
    layer: [
      {
        data: { values: inside },
        mark: { type: 'line', strokeWidth: 0.7, clip: true },
        encoding: {
          ...axesOf(grid, options),
          detail: { field: 'ring', type: 'nominal' },
          order: { field: 'order', type: 'quantitative' },
          stroke: {
            field: 'level',
            type: 'quantitative',
            title: null,
            legend: null,
            scale: { scheme: 'greys', domain: [low - (high - low), high] },
          },
        },
      },
      {
        data: { values: steps },
        mark: { type: 'line', point: { size: 12 }, clip: true },
        encoding: {
          ...axesOf(grid, options),
          order: { field: 'order', type: 'quantitative' },
          color: { field: 'name', type: 'nominal', title: null, sort: Object.keys(paths) },
        },
      },
    ],
  });
}

function heightsOn(
  grid: PlaneGrid,
  height: ((x: number, y: number) => number) | ArrayLike<number>,
): number[] {
  const points = gridPoints(grid);
  const count = points.length / 2;
  if (typeof height === 'function') {
    return Array.from({ length: count }, (_, i) => height(points[2 * i]!, points[2 * i + 1]!));
  }
  if (height.length !== count) {
    throw new RangeError(`The grid has ${count} points, but there are ${height.length} heights.`);
  }
  return Array.from(height);
}

/** A part of a line of equal height, in cells of the grid. */
interface Line {
  readonly ring: string;
  readonly level: number;
  readonly value: readonly (readonly number[])[];
}

/** The lines of one height; where they reach the border they end, instead of running along it. */
function linesOf(
  contour: { readonly value: number; readonly coordinates: readonly number[][][][] },
  place: number,
  resolution: number,
): Line[] {
  const isInside = (point: readonly number[]): boolean => point.every((at) => at > 0 && at < resolution);
  const pieces: number[][][] = [];
  for (const ring of contour.coordinates.flat()) {
    let piece: number[][] = [];
    pieces.push(piece);
    for (const point of ring) {
      if (isInside(point)) piece.push(point);
      else if (piece.length > 0) {
        piece = [];
        pieces.push(piece);
      }
    }
  }
  return pieces.map((value, i) => ({ ring: `${place} ${i}`, level: contour.value, value }));
}

function stepOf([low, high]: readonly [number, number], resolution: number): number {
  return (high - low) / (resolution - 1);
}

function axesOf({ x, y }: PlaneGrid, { axes }: PlaneOptions) {
  const quantitative = 'quantitative' as const;
  return {
    x: { field: 'x', type: quantitative, title: axes?.[0] ?? null, scale: { domain: [...x], nice: false } },
    y: { field: 'y', type: quantitative, title: axes?.[1] ?? null, scale: { domain: [...y], nice: false } },
  };
}

function sized({ size = 320 }: PlaneOptions): { width: number; height: number } {
  return { width: size, height: size };
}

function checkGrid({ x, y, resolution }: Required<PlaneGrid>): void {
  if (!(x[1] > x[0] && y[1] > y[0]))
    throw new RangeError(`A grid goes from low to high, got [${x}] and [${y}].`);
  if (!(Number.isInteger(resolution) && resolution >= 2))
    throw new RangeError(`resolution is a whole number ≥ 2, got ${resolution}.`);
}
