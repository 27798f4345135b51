// What a terminal shows of a run, kept by a small terminal of its own.

import { createCpuBackend } from '@cambium/backend-cpu';
import { SGD } from '@cambium/optim';
import { crossEntropy, setBackend } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { type FitOptions, fit } from '../src/index.ts';
import { type TerminalPlotOptions, terminalPlot } from '../src/node.ts';
import { loaderOf, PointNet } from './support.ts';

setBackend(createCpuBackend());

/** A stream that shows what would be on the screen: lines, after the cursor has moved and cleared. */
function screen(isTTY: boolean) {
  const lines: string[] = [''];
  const written: string[] = [];
  return {
    isTTY,
    lines,
    written,
    write(text: string) {
      written.push(text);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what terminals take
      const move = /^\u001b\[(\d+)A\u001b\[0J/.exec(text);
      if (move !== null) lines.splice(lines.length - 1 - Number(move[1]), Number.POSITIVE_INFINITY, '');
      const [first = '', ...others] = text.slice(move?.[0].length ?? 0).split('\n');
      lines[lines.length - 1] += first;
      lines.push(...others);
    },
  };
}

async function run(
  stream: ReturnType<typeof screen>,
  options: TerminalPlotOptions = {},
  fitOptions: Partial<FitOptions> = {},
) {
  const model = new PointNet();
  return fit(model, {
    train: loaderOf(64),
    validation: loaderOf(32),
    loss: crossEntropy,
    optimizer: new SGD(model, { learningRate: 0.2 }),
    epochs: 8,
    progress: terminalPlot({ stream, ...options }),
    ...fitOptions,
  });
}

/** The line of the screen in which a curve starts at the left, and the one in which it ends at the right. */
function endsOfCurve(lines: readonly string[]): [number, number] {
  const rows = lines.map((line) => line.replace(/^.*[┤│]/, '')).map((row) => row.replace(/[^━┓┗┏┛┃]/g, ' '));
  const drawn = rows.filter((row) => row.trim() !== '');
  const width = Math.max(...drawn.map((row) => row.trimEnd().length));
  return [
    rows.findIndex((row) => /^ ?[━┓┏]/.test(row)),
    rows.findIndex((row) => row.trimEnd().length === width),
  ];
}

describe('terminalPlot', () => {
  it('draws one chart with both losses, in place, epoch after epoch', async () => {
    const stream = screen(true);
    await run(stream);
    expect(stream.written).toHaveLength(8);
    const text = stream.lines.join('\n');
    expect(text.match(/validationLoss/g)).toHaveLength(2); // in the legend and in the status
    expect(text).toMatch(/epoch 8\/8 {2}loss \d/);
    expect(text).not.toMatch(/epoch 7\/8/);
    expect(text).toContain('\u001b[34m');
    expect(text).toContain('\u001b[31m');
  });

  it('shows a loss that falls as a curve that falls', async () => {
    const stream = screen(false);
    await run(stream, { values: ['loss'] });
    const [left, right] = endsOfCurve(stream.lines);
    expect(left).toBeGreaterThan(0);
    expect(right).toBeGreaterThan(left + 5);
  });

  it('draws each value once at the end, without colours, where there is no terminal', async () => {
    const stream = screen(false);
    await run(stream);
    expect(stream.written).toHaveLength(2);
    expect(stream.lines.join('\n')).not.toContain('\u001b');
  });

  it('says why the training stopped, and takes values that are no numbers', async () => {
    const stream = screen(true);
    const values = [1, Number.NaN, 0.5];
    let epoch = 0;
    const metric = {
      name: 'score',
      state: {},
      reset: () => undefined,
      update: () => undefined,
      result: async () => values[epoch++ >> 1]!,
    };
    const callbacks = [
      {
        name: 'stop',
        onEpochEnd: (_logs: object, context: { epoch: number; stop(reason: string): void }) =>
          void (context.epoch === 2 && context.stop('enough')),
      },
    ];
    await run(stream, { values: ['score'] }, { metrics: [metric], callbacks });
    expect(stream.lines.at(-2)).toBe('stopped: enough');
    expect(stream.lines.join('\n')).toMatch(/score 0\.5000/);
  });

  it('refuses values that are not measured, and charts too small to read', async () => {
    await expect(run(screen(true), { values: ['acuracy'] })).rejects.toThrow(
      /none of acuracy is measured.*loss/,
    );
    expect(() => terminalPlot({ height: 1 })).toThrow(/≥ 5/);
  });
});
