// The grid as lines for a terminal.

import { decisionsOf } from './decisions.ts';
import { gridOf, type Row, shortUlp } from './grid.ts';
import type { Run } from './run.ts';

const nameWidth = 24;
const cellWidth = 24;

/** A line for each subject: the largest error of outputs | gradients in units of the last place, by setting. */
export function tableOf(runs: readonly Run[]): string[] {
  const { columns, rows } = gridOf(runs);
  const heading = 'largest error, outputs | gradients, in ulp'.padEnd(nameWidth + 6);
  const line = ({ subject, cells }: Row) =>
    subject.padEnd(nameWidth) +
    cells
      .map(({ forward, gradient }) => {
        const cases = forward.cases + gradient.cases;
        return `${shortUlp(forward)} | ${shortUlp(gradient)} (${cases})`.padStart(cellWidth);
      })
      .join('');
  const groups = [...new Set(rows.map(({ group }) => group))];
  return [
    heading,
    ...groups.flatMap((group) => [
      '',
      group.padEnd(nameWidth) + columns.map((column) => column.padStart(cellWidth)).join(''),
      ...rows.filter((row) => row.group === group).map(line),
    ]),
    '',
    ...decisionsOf(runs).map(({ subject, pass, reason, times }) =>
      times === 0
        ? `never needed: ${subject}, ${pass}: ${reason}`
        : `${times} × not decided by TensorFlow.js: ${subject}, ${pass}: ${reason}`,
    ),
  ];
}
