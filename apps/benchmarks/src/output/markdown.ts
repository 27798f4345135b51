// RESULTS.md: a section for each way of running, of which a run replaces its own.

import { cpus } from 'node:os';
import type { Findings } from './findings.ts';
import type { Table } from './table.ts';

const introduction = `# Results

Written by \`pnpm bench --write\`; not to be edited. Milliseconds, medians, the libraries in turns in one process.
Compare within a section, not between them.
`;

/** The document with the section of these findings put in, or in place of the one it had. */
export function withSection(document: string, findings: Findings, threads: number, table: Table): string {
  const title = titleOf(findings, threads);
  const sections = document.split(/^(?=## )/m).filter((part) => part.startsWith('## '));
  const others = sections.filter((section) => section.split('\n', 1)[0] !== title);
  const all = [...others, sectionOf(title, findings, table)].sort().map((section) => section.trimEnd());
  return `${[introduction.trimEnd(), ...all].join('\n\n')}\n`;
}

function titleOf({ engine }: Findings, threads: number): string {
  const where =
    engine.node === undefined ? engine.browser!.split('.')[0] : `Node ${engine.node.split('.')[0]}`;
  return `## ${where}, ${threads === 1 ? 'one thread' : `${threads} threads`}`;
}

function sectionOf(title: string, { engine }: Findings, { rows, notes }: Table): string {
  const [head, ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const machine = `${cpus()[0]?.model.trim() ?? 'unknown processor'}, ${cpus().length} cores`;
  const date = new Date().toISOString().slice(0, 10);
  return [
    title,
    '',
    `${date}, ${machine}, ${engine.node === undefined ? engine.browser : `Node ${engine.node}`}.`,
    '',
    line(head!),
    line(head!.map((_, column) => (column === 0 ? '---' : '--:'))),
    ...body.map(line),
    '',
    ...notes.map((note) => `- ${note}`),
  ].join('\n');
}
