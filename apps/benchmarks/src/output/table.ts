// The table: a row for each workload, a column for each library, and what has to be said below.

import { peers } from '../peers/peers.ts';
import type { LibraryName } from '../workload.ts';
import { workloads } from '../workloads/workloads.ts';
import type { Findings } from './findings.ts';

/** Cells of a table, the first row its head, and lines to stand below. */
export interface Table {
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
}

/** Arranges the findings. */
export function tableOf(findings: Findings): Table {
  const libs = peers
    .map(({ name }) => name)
    .filter((lib) => findings.results.some((result) => result.lib === lib));
  const hasOneThread = libs.includes('cambium-wasm-1');
  const head = [
    'ms',
    ...libs.map((lib) => headOf(lib, findings)),
    ...(hasOneThread ? ['gain of threads'] : []),
    'best peer / Cambium',
    'GFLOP/s',
    'of ceiling',
  ];
  const rows = findings.names.map((name) => [
    name,
    ...libs.map((lib) => timeCell(findings.time(name, lib))),
    ...(hasOneThread ? [ratioCell(findings.gainOfThreads(name))] : []),
    ratioCell(findings.ratio(name)),
    ...rateCells(name, findings),
  ]);
  return { rows: [head, ...rows], notes: notesOf(findings) };
}

/** For terminals: the columns aligned. */
export function alignedText({ rows, notes }: Table): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', ...notes].join('\n');
}

function headOf(lib: LibraryName, { results }: Findings): string {
  const threads = results.find((result) => result.lib === lib)!.threads;
  return threads === 1 ? lib : `${lib} (${threads} threads)`;
}

function timeCell(ms: number | undefined): string {
  if (ms === undefined) return '–';
  return ms >= 100 ? ms.toFixed(0) : ms.toPrecision(3);
}

function ratioCell(ratio: number | undefined): string {
  return ratio === undefined ? '–' : `${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(3)}×`;
}

/** Rate of Cambium's WebAssembly backend, and its share of the ceiling. */
function rateCells(name: string, findings: Findings): [string, string] {
  const flops = workloads.find((workload) => workload.name === name)?.flops;
  const ms = findings.time(name, 'cambium-wasm');
  if (flops === undefined || ms === undefined) return ['', ''];
  const gflops = flops / ms / 1e6;
  const share = findings.ceiling === null ? '' : `${((100 * gflops) / findings.ceiling.gflops).toFixed(0)} %`;
  return [gflops.toPrecision(3), share];
}

function notesOf({ ceiling, failures, absences }: Findings): string[] {
  const notes: string[] = [];
  if (ceiling !== null) {
    const how = ceiling.isFused
      ? 'fused multiply-add (relaxed SIMD)'
      : 'multiply and add apart (no relaxed SIMD)';
    notes.push(`Ceiling of WebAssembly here: ${ceiling.gflops.toFixed(1)} GFLOP/s with ${how}.`);
  }
  for (const [lib, reason] of failures) notes.push(`${lib} did not come up: ${reason}.`);
  const byReason = new Map<string, string[]>();
  for (const { lib, name, reason, isError } of absences) {
    const text = `${isError ? 'ERROR, ' : ''}${lib}: ${reason}`;
    byReason.set(text, [...(byReason.get(text) ?? []), name]);
  }
  for (const [text, names] of byReason) {
    notes.push(`${text} (${names.length > 8 ? `${names.length} workloads` : names.join(', ')}).`);
  }
  return notes;
}
