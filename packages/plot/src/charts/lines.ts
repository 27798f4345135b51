// Functions of one variable: activations, learning rates, averages.

import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** Options of {@link lines}. */
export interface LineOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** Names of the axes; none unless given. */
  axes?: readonly [x: string, y: string];
  /** Size of the plotting area in pixels, 360 × 220 unless given. */
  width?: number;
  /** Height of the plotting area in pixels, 220 unless given. */
  height?: number;
  /** Whether the values stand on a logarithmic scale; then they have to be greater than 0. Default false. */
  isLogarithmic?: boolean;
  /** Names of the series that are drawn as points, as measurements are; none unless given. */
  points?: readonly string[];
}

/**
 * Series of points `[x, y]`, each joined by a line of its own colour.
 *
 * @throws RangeError without points
 * @example
 * ```ts
 * const x = [-2, -1, 0, 1, 2];
 * const chart = lines({ relu: x.map((x) => [x, Math.max(x, 0)]), tanh: x.map((x) => [x, Math.tanh(x)]) });
 * ```
 */
export function lines(
  series: Readonly<Record<string, readonly (readonly [x: number, y: number])[]>>,
  options: LineOptions = {},
): Chart {
  const { title, axes, width = 360, height = 220, isLogarithmic = false, points = [] } = options;
  const values = Object.entries(series).flatMap(([name, places]) =>
    places.filter((place) => place.every(Number.isFinite)).map(([x, y], order) => ({ name, x, y, order })),
  );
  if (values.length === 0)
    throw new RangeError('There is nothing to draw: the series have no finite points.');
  const encoding = {
    x: { field: 'x', type: 'quantitative', title: axes?.[0] ?? null, scale: { zero: false, nice: false } },
    y: {
      field: 'y',
      type: 'quantitative',
      title: axes?.[1] ?? null,
      scale: isLogarithmic ? ({ type: 'log' } as const) : { zero: false },
    },
    color: { field: 'name', type: 'nominal', title: null, sort: Object.keys(series) },
  } as const;
  return draw({
    ...titled(title),
    width,
    height,
    layer: [
      {
        data: { values: values.filter(({ name }) => !points.includes(name)) },
        mark: 'line',
        encoding: { ...encoding, order: { field: 'order', type: 'quantitative' } },
      },
      {
        data: { values: values.filter(({ name }) => points.includes(name)) },
        mark: { type: 'circle', size: 14 },
        encoding,
      },
    ],
  });
}
