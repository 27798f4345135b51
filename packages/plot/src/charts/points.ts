// Points with a colour or a word each, and bars.

import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** A point of a {@link scatter}. */
export interface LabelledPoint {
  /** Horizontal coordinate. */
  readonly x: number;
  /** Vertical coordinate. */
  readonly y: number;
  /** Points of one group have one colour. */
  readonly group?: string;
  /** A word beside the point. */
  readonly label?: string;
}

/** Options of {@link scatter}. */
export interface ScatterOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** Names of the axes; none unless given. */
  axes?: readonly [x: string, y: string];
  /** Size of the plotting area in pixels, 360 × 360 unless given. */
  width?: number;
  /** Height of the plotting area in pixels, 360 unless given. */
  height?: number;
}

/**
 * Points in the plane: samples, or words by their vectors.
 *
 * @throws RangeError without points
 * @example
 * ```ts
 * const chart = scatter([{ x: 1, y: 2, label: 'king' }, { x: 1.1, y: 2.2, label: 'queen' }]);
 * ```
 */
export function scatter(points: readonly LabelledPoint[], options: ScatterOptions = {}): Chart {
  const { title, axes, width = 360, height = 360 } = options;
  if (points.length === 0) throw new RangeError('There is nothing to draw: the list of points is empty.');
  const scale = { zero: false, padding: 12 };
  const position = {
    x: { field: 'x', type: 'quantitative', title: axes?.[0] ?? null, scale },
    y: { field: 'y', type: 'quantitative', title: axes?.[1] ?? null, scale },
  } as const;
  const color = points.some(({ group }) => group !== undefined)
    ? ({ color: { field: 'group', type: 'nominal', title: null } } as const)
    : {};
  return draw({
    ...titled(title),
    width,
    height,
    data: { values: [...points] },
    layer: [
      { mark: { type: 'circle', size: 30, opacity: 0.8 }, encoding: { ...position, ...color } },
      ...(points.some(({ label }) => label !== undefined)
        ? [
            {
              mark: { type: 'text', align: 'left', dx: 5, fontSize: 10 },
              encoding: { ...position, text: { field: 'label', type: 'nominal' } },
            } as const,
          ]
        : []),
    ],
  });
}

/** Options of {@link bars}. */
export interface BarOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** What the numbers are. */
  unit?: string;
  /** Width of the plotting area in pixels, 320 unless given. */
  width?: number;
}

/**
 * Numbers side by side, with their names: results of several runs.
 *
 * @throws RangeError without numbers
 * @example
 * ```ts
 * const chart = bars({ plain: 0.87, residual: 0.92 }, { unit: 'test accuracy' });
 * ```
 */
export function bars(numbers: Readonly<Record<string, number>>, options: BarOptions = {}): Chart {
  const { title, unit, width = 320 } = options;
  const values = Object.entries(numbers).map(([name, value]) => ({ name, value }));
  if (values.length === 0) throw new RangeError('There is nothing to draw: there are no numbers.');
  const position = {
    y: { field: 'name', type: 'nominal', title: null, sort: null },
    x: { field: 'value', type: 'quantitative', title: unit ?? null },
  } as const;
  return draw({
    ...titled(title),
    width,
    data: { values },
    layer: [
      { mark: 'bar', encoding: position },
      {
        mark: { type: 'text', align: 'left', dx: 4 },
        encoding: { ...position, text: { field: 'value', type: 'quantitative', format: '.4~g' } },
      },
    ],
  });
}
