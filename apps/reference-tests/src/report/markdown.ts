// The page of the documentation.

import type { Group } from '../compare/comparison.ts';
import { missingOps } from '../ops/index.ts';
import { decisionsOf } from './decisions.ts';
import { explanationOf } from './explanation.ts';
import { failuresOf } from './failures.ts';
import { gridOf, type Row, shortUlp } from './grid.ts';
import type { Run } from './run.ts';

const headings: { readonly [G in Group]: string } = {
  op: 'Ops',
  function: 'Functions made of ops',
  layer: 'Layers',
  loss: 'Losses',
  initializer: 'Initializers',
  optimizer: 'Optimizers',
  schedule: 'Schedules',
};

/** The page. */
export function markdownOf(runs: readonly Run[]): string {
  const { columns, rows } = gridOf(runs);
  const groups = [...new Set(rows.map(({ group }) => group))];
  const blocks = [
    '# Beside TensorFlow.js',
    ...explanationOf(runs),
    'The same tables, searchable: [reference-table.html](/reference-table.html){target="_self"}.',
    ...groups.flatMap((group) => [
      `## ${headings[group]}`,
      [
        `| | cases | ${columns.join(' | ')} |`,
        `|---|---:|${columns.map(() => '---:').join('|')}|`,
        ...rows.filter((row) => row.group === group).map(lineOf),
      ].join('\n'),
    ]),
    '## Not in TensorFlow.js',
    `Checked by the conformance suite alone: ${missingOps.map((name) => `\`${name}\``).join(', ')}.`,
    '## Where TensorFlow.js does not decide',
    [
      '| | | reason | times |',
      '|---|---|---|---:|',
      ...decisionsOf(runs)
        .filter(({ times }) => times > 0)
        .map(
          ({ subject, pass, reason, times }) => `| ${subject} | ${pass} | ${escaped(reason)} | ${times} |`,
        ),
    ].join('\n'),
    ...partBlocks(runs),
    ...failures(runs),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function lineOf({ subject, cells }: Row): string {
  const cases = cells.reduce((sum, { forward, gradient }) => sum + forward.cases + gradient.cases, 0);
  const errors = cells.map(({ forward, gradient }) => `${shortUlp(forward)} \\| ${shortUlp(gradient)}`);
  return `| ${subject} | ${cases} | ${errors.join(' | ')} |`;
}

function failures(runs: readonly Run[]): string[] {
  const blocks = failuresOf(runs);
  return blocks.length === 0
    ? []
    : ['## Failures', ...blocks.map((block) => `\`\`\`js\n// ${block}\n\`\`\``)];
}

/** What each part says about itself, in the first setting in which it ran. */
function partBlocks(runs: readonly Run[]): string[] {
  const first = new Map<string, readonly string[]>();
  for (const { part, report } of runs) if (!first.has(part)) first.set(part, report.blocks ?? []);
  return [...first.values()].flat();
}

/** Text as it is, in Markdown. */
export function escaped(text: string): string {
  return text.replace(/[|`<>[\]]/g, (character) => `\\${character}`);
}
