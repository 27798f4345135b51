// Curves of a run in a terminal, drawn anew after each epoch.

import { TensorError } from '@cambium/tensor';
import plot from 'simple-ascii-chart';
import type { Callback, TrainingContext } from '../callbacks/callback.ts';
import type { Logs } from '../history.ts';
import { formatLogs } from '../progress/format.ts';

/** Where text goes, and whether the cursor can move there: a stream such as `process.stderr`. */
export interface TextStream {
  /** Takes the text. */
  write(text: string): unknown;
  /** Whether it is a terminal, where the cursor can move. */
  readonly isTTY?: boolean;
}

/** Options of {@link terminalPlot}. */
export interface TerminalPlotOptions {
  /** Names of the values to draw; `loss` and `validationLoss` unless given. Those that are not measured are left out. */
  values?: readonly string[];
  /** Characters across, default 60. */
  width?: number;
  /** Lines, default 12. */
  height?: number;
  /** Default `process.stderr`. */
  stream?: TextStream;
}

const colors = ['ansiBlue', 'ansiRed', 'ansiGreen', 'ansiYellow', 'ansiMagenta', 'ansiCyan'] as const;

/**
 * Draws curves in the terminal while a model trains. It stands in place of the progress display, because each would write
 * over the other. Where the output is no terminal, it draws once at the end, each value for itself, without colours.
 *
 * @throws TensorError `value` for a width or height below 5, or at the end of the first epoch if none of the values is measured
 * @example
 * ```ts
 * await fit(model, { train, validation, loss: crossEntropy, optimizer, epochs: 30, progress: terminalPlot() });
 * ```
 */
export function terminalPlot(options: TerminalPlotOptions = {}): Callback {
  const { values = ['loss', 'validationLoss'], width = 60, height = 12, stream = process.stderr } = options;
  for (const size of [width, height]) {
    if (!Number.isInteger(size) || size < 5)
      throw new TensorError('terminalPlot', 'value', `width and height are integers ≥ 5, got ${size}.`);
  }
  let drawnLines = 0;

  const drawn = (names: readonly string[], epochs: readonly Logs[], isColored: boolean): string => {
    const lines = names.map((name) => pointsOf(name, epochs));
    const legend = { position: 'top' as const, series: [...names] };
    return plot(lines, {
      width,
      height,
      legend,
      customXAxisTicks: ticksUpTo(epochs.length),
      ...(isColored ? { color: names.map((_, i) => colors[i % colors.length]!) } : {}),
      formatter: (value, { axis }) => (axis === 'x' ? value : Number(value.toPrecision(3))),
    });
  };
  const show = ({ history, epochs }: TrainingContext): void => {
    const names = measured(values, history.epochs);
    const done = history.epochs.length;
    const status = `epoch ${done}/${epochs}  ${formatLogs(history.epochs[done - 1]!)}\n`;
    const text = `${drawn(names, history.epochs, true).replaceAll(/^\n|\n$/g, '')}\n${status}`;
    stream.write(`${drawnLines === 0 ? '' : `\u001b[${drawnLines}A\u001b[0J`}${text}`);
    drawnLines = text.split('\n').length - 1;
  };

  return {
    name: 'terminalPlot',
    onTrainBegin() {
      drawnLines = 0;
    },
    onEpochEnd(_logs, context) {
      if (stream.isTTY === true) show(context);
      else measured(values, context.history.epochs);
    },
    onTrainEnd({ history }) {
      if (stream.isTTY !== true && history.epochs.length > 0) {
        for (const name of measured(values, history.epochs))
          stream.write(`${drawn([name], history.epochs, false)}\n`);
      }
      if (history.stopReason !== null) stream.write(`stopped: ${history.stopReason}\n`);
    },
  };
}

/** The values that have points to draw. */
function measured(values: readonly string[], epochs: readonly Logs[]): string[] {
  const names = values.filter((name) => epochs.some((logs) => name in logs));
  if (names.length > 0) return names;
  const known = Object.keys(epochs.at(-1) ?? {}).join(', ');
  throw new TensorError(
    'terminalPlot',
    'value',
    `none of ${values.join(', ')} is measured; there are ${known}.`,
  );
}

/** Epochs, from 1, and the finite values in them. */
function pointsOf(name: string, epochs: readonly Logs[]): [number, number][] {
  return epochs.flatMap((logs, epoch): [number, number][] => {
    const value = logs[name];
    return value !== undefined && Number.isFinite(value) ? [[epoch + 1, value]] : [];
  });
}

/** At most six epochs to write at the axis. */
function ticksUpTo(epochs: number): number[] {
  const step = Math.ceil(epochs / 6);
  return Array.from({ length: Math.ceil(epochs / step) }, (_, i) => 1 + i * step);
}
