// Numbers in a table as colours: attention, similarities, kernels.

import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** Options of {@link heatMap}. */
export interface HeatMapOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** Names of rows and columns; their numbers unless given. */
  rows?: readonly string[];
  /** Names of columns; their numbers unless given. */
  columns?: readonly string[];
  /** What stands above rows and columns. */
  axes?: readonly [rows: string, columns: string];
  /** Pixels a cell, 26 unless given. */
  cellSize?: number;
  /** Range of the colours; that of the values unless given. */
  domain?: readonly [number, number];
}

/**
 * A matrix as colours. With words on both sides it shows what attends to what.
 *
 * @param values rows of equal length
 * @throws RangeError if the rows differ in length, or names are missing
 * @example
 * ```ts
 * const chart = heatMap([[0.9, 0.1], [0.2, 0.8]], { rows: ['le', 'chat'], columns: ['the', 'cat'] });
 * ```
 */
export function heatMap(values: readonly ArrayLike<number>[], options: HeatMapOptions = {}): Chart {
  const width = values[0]?.length ?? 0;
  const rows = options.rows ?? values.map((_, i) => String(i));
  const columns = options.columns ?? Array.from({ length: width }, (_, i) => String(i));
  const { title, axes, cellSize = 26, domain } = options;
  if (width === 0 || values.some(({ length }) => length !== width))
    throw new RangeError('A heat map takes rows of equal length, at least one number in each.');
  if (rows.length !== values.length || columns.length !== width) {
    throw new RangeError(
      `There are ${values.length} rows and ${width} columns, but names for ${rows.length} and ${columns.length}.`,
    );
  }
  // Words may occur twice: places keep them apart, labels are looked up.
  const cells = values.flatMap((row, i) => Array.from(row, (value, j) => ({ row: i, column: j, value })));
  const names = (list: readonly string[]): string => `${JSON.stringify(list)}[datum.value]`;
  return draw({
    ...titled(title),
    width: cellSize * width,
    height: cellSize * values.length,
    data: { values: cells },
    mark: 'rect',
    encoding: {
      x: {
        field: 'column',
        type: 'ordinal',
        title: axes?.[1] ?? null,
        axis: { orient: 'top', labelExpr: names(columns), labelAngle: width > 12 ? -60 : 0 },
      },
      y: { field: 'row', type: 'ordinal', title: axes?.[0] ?? null, axis: { labelExpr: names(rows) } },
      color: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: { scheme: 'viridis', ...(domain === undefined ? {} : { domain: [...domain] }) },
      },
    },
  });
}
