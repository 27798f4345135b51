// How loss and metrics change from epoch to epoch.

import type { Chart } from '../chart.ts';
import { draw, titled } from '../draw.ts';

/** Values by epoch, as `fit` returns them. */
export interface CurveHistory {
  /** The values of each epoch by name. */
  readonly epochs: readonly Readonly<Record<string, number>>[];
}

/** Options of {@link learningCurves}. */
export interface LearningCurveOptions {
  /** Which values to draw; all unless given. */
  names?: readonly string[];
  /** Text above the curves; none unless given. */
  title?: string;
  /** Size of the plotting area in pixels, 360 × 220 unless given. */
  width?: number;
  /** Height of the plotting area in pixels, 220 unless given. */
  height?: number;
  /** Whether the values stand on a logarithmic scale. Default false. */
  isLogarithmic?: boolean;
}

/** Beyond so many epochs the points of a line run into each other. */
const mostPoints = 40;

/**
 * A line for each value of a training history, of one run or of several.
 *
 * @param history what `fit` returns, or several of them by name
 * @throws RangeError if the history has no epochs or none of the names
 * @see course part 3.1
 * @example
 * ```ts
 * const svg = await learningCurves({ epochs: [{ loss: 0.5 }, { loss: 0.2 }] }, { title: 'Loss' }).toSvg();
 * ```
 */
export function learningCurves(
  history: CurveHistory | Readonly<Record<string, CurveHistory>>,
  options: LearningCurveOptions = {},
): Chart {
  const { title, width = 360, height = 220, names, isLogarithmic = false } = options;
  const runs = isHistory(history) ? { '': history } : history;
  const values = Object.entries(runs).flatMap(([run, { epochs }]) =>
    epochs.flatMap((logs, epoch) =>
      Object.entries(logs)
        .filter(([name, value]) => (names?.includes(name) ?? true) && Number.isFinite(value))
        .map(([name, value]) => ({ epoch: epoch + 1, name: labelOf(run, name, names), value })),
    ),
  );
  if (values.length === 0) {
    throw new RangeError(`There is nothing to draw: the history has no ${names?.join(' or ') ?? 'epochs'}.`);
  }
  return draw({
    ...titled(title),
    width,
    height,
    data: { values },
    mark: { type: 'line', point: values.every(({ epoch }) => epoch <= mostPoints) },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        axis: { tickMinStep: 1, format: 'd' },
        scale: { nice: false },
      },
      y: {
        field: 'value',
        type: 'quantitative',
        title: null,
        scale: isLogarithmic ? { type: 'log' } : { zero: false },
      },
      color: {
        field: 'name',
        type: 'nominal',
        title: null,
        sort: [...new Set(values.map(({ name }) => name))],
      },
    },
  });
}

function isHistory(history: object): history is CurveHistory {
  return 'epochs' in history && Array.isArray(history.epochs);
}

/** The name of the run alone where only one value of each is drawn. */
function labelOf(run: string, name: string, names: readonly string[] | undefined): string {
  if (run === '') return name;
  return names?.length === 1 ? run : `${run}: ${name}`;
}
