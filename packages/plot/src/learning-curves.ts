// How loss and metrics change from epoch to epoch.

import type { TopLevelSpec } from 'vega-lite';
import { toSvg } from './render.ts';

/** Values by epoch, as `fit` returns them. */
export interface CurveHistory {
  readonly epochs: readonly Readonly<Record<string, number>>[];
}

/** Options of {@link learningCurves}. */
export interface LearningCurveOptions {
  /** Which values to draw; all unless given. */
  names?: readonly string[];
  title?: string;
  /** Size of the plotting area in pixels, 360 × 220 unless given. */
  width?: number;
  height?: number;
}

/**
 * A line for each value of a training history, as an SVG string.
 *
 * @throws RangeError if the history has no epochs or none of the names
 * @see course part 3.1
 * @example
 * ```ts
 * const svg = await learningCurves({ epochs: [{ loss: 0.5 }, { loss: 0.2 }] }, { title: 'Loss' });
 * ```
 */
export function learningCurves(history: CurveHistory, options: LearningCurveOptions = {}): Promise<string> {
  const { title, width = 360, height = 220 } = options;
  const values = history.epochs.flatMap((logs, epoch) =>
    Object.entries(logs)
      .filter(([name, value]) => (options.names?.includes(name) ?? true) && Number.isFinite(value))
      .map(([name, value]) => ({ epoch: epoch + 1, name, value })),
  );
  if (values.length === 0) {
    throw new RangeError(
      `There is nothing to draw: the history has no ${options.names?.join(' or ') ?? 'epochs'}.`,
    );
  }
  const chart: TopLevelSpec = {
    ...(title === undefined ? {} : { title }),
    width,
    height,
    background: 'white',
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        axis: { tickMinStep: 1, format: 'd' },
        scale: { nice: false },
      },
      y: { field: 'value', type: 'quantitative', title: null, scale: { zero: false } },
      color: { field: 'name', type: 'nominal', title: null },
    },
  };
  return toSvg(chart);
}
