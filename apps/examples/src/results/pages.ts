// What the README and the page of results say about the examples.

import { examples } from '../examples.ts';

/** What a full run of an example gave. */
export interface MeasuredResult {
  readonly seconds: number;
  readonly numbers: Readonly<Record<string, number>>;
}

/** Results of all examples, by name. */
export interface MeasuredResults {
  /** Day of the last run, `2026-11-26`. */
  readonly date: string;
  /** What the programs ran on. */
  readonly machine: string;
  readonly examples: Readonly<Record<string, MeasuredResult>>;
}

/** A table of all examples: name, what it shows, part of the course. */
export async function exampleTable(): Promise<string> {
  const rows = await Promise.all(
    Object.entries(examples).map(async ([name, load]) => {
      const { description, course } = await load();
      return `| [\`${name}\`](src/${name}) | ${description} | ${course} |`;
    }),
  );
  return ['| example | what it shows | course |', '|---|---|---|', ...rows].join('\n');
}

/** The page of results. */
export async function resultsPage({ date, machine, examples: measured }: MeasuredResults): Promise<string> {
  const sections = await Promise.all(
    Object.entries(examples).map(async ([name, load]) => {
      const { title } = await load();
      const result = measured[name];
      if (result === undefined) return `## ${title}\n\nNot run yet.`;
      const rows = Object.entries(result.numbers).map(([key, value]) => `| ${key} | ${shown(value)} |`);
      return [
        `## ${title}`,
        `\`pnpm example ${name}\`, ${result.seconds.toFixed(0)} s`,
        ['| result | value |', '|---|---|', ...rows].join('\n'),
      ].join('\n\n');
    }),
  );
  const head = `# Results of the examples

Written by \`pnpm examples:write\` on ${date}, from full runs with seed 0 on ${machine}. The seconds depend on the machine,
and on what else it does; the numbers depend on the seed alone.`;
  return `${[head, ...sections].join('\n\n')}\n`;
}

/** Counts whole, measurements with four digits. */
export function shown(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
