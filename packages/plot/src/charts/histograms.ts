// How numbers are distributed: weights, gradients, activations, layer by layer.

import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** Options of {@link histograms}. */
export interface HistogramOptions {
  /** Text above the picture; none unless given. */
  title?: string;
  /** Number of bars, 40 unless given. */
  bins?: number;
  /** Size of one histogram in pixels, 320 × 60 unless given. */
  width?: number;
  /** Height of one histogram in pixels, 60 unless given. */
  height?: number;
}

/**
 * One histogram below the other, all on one scale.
 *
 * @param groups numbers by name, for example the weights of each layer; what is not finite is left out and counted in the
 *   name
 * @throws RangeError if there is no finite number
 * @see course part 3.5
 * @example
 * ```ts
 * const chart = histograms({ first: [0.1, -0.2, 0.15], second: [1, 2, -1] });
 * ```
 */
export function histograms(
  groups: Readonly<Record<string, ArrayLike<number>>>,
  options: HistogramOptions = {},
): Chart {
  const { title, bins = 40, width = 320, height = 60 } = options;
  const finite = Object.entries(groups).map(([name, values]) => {
    const kept = Array.from(values, Number).filter(Number.isFinite);
    const lost = values.length - kept.length;
    return { name: lost === 0 ? name : `${name} (${lost} not finite)`, kept };
  });
  const all = finite.flatMap(({ kept }) => [least(kept), greatest(kept)]).filter(Number.isFinite);
  if (all.length === 0) throw new RangeError('There is nothing to draw: no group has a finite number.');
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const step = (high - low || 1) / bins;
  const values = finite.flatMap(({ name, kept }) => {
    const counts = new Array<number>(bins).fill(0);
    for (const value of kept) counts[Math.min(bins - 1, Math.floor((value - low) / step))]!++;
    return counts.map((count, i) => ({ name, from: low + i * step, to: low + (i + 1) * step, count }));
  });
  return draw({
    ...titled(title),
    data: { values },
    facet: {
      row: {
        field: 'name',
        type: 'nominal',
        title: null,
        sort: finite.map(({ name }) => name),
        header: { labelAngle: 0, labelAlign: 'left' },
      },
    },
    spec: {
      width,
      height,
      mark: { type: 'bar', binSpacing: 0 },
      encoding: {
        x: { field: 'from', type: 'quantitative', bin: { binned: true, step }, title: null },
        x2: { field: 'to' },
        y: { field: 'count', type: 'quantitative', title: null, axis: { tickCount: 2 } },
      },
    },
    resolve: { scale: { y: 'independent' } },
  });
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}

function greatest(values: readonly number[]): number {
  return values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
}
