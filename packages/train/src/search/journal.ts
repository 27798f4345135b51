// What a search has found so far, line by line in a file, so that a killed one goes on.

import { TensorError } from '@cambium/tensor';
import { writeFileAtomically } from '../node/atomic-write.ts';
import { append, makeFolderOf, readText } from '../node/files.ts';
import type { Evaluation } from './strategy.ts';

const op = 'search';

/** Results by trial and budget, in memory and, where there is a path, in a file. */
export class Journal {
  readonly #path: string | null;
  readonly #values: ReadonlyMap<string, number>;

  private constructor(path: string | null, values: ReadonlyMap<string, number>) {
    this.#path = path;
    this.#values = values;
  }

  /**
   * Opens the journal of a search, or begins one. A line that a kill cut off is dropped.
   *
   * @param settings what the results depend on, as JSON
   * @throws TensorError `state` if the file is of another search, `format` if it is damaged, `io` if it cannot be read or written
   */
  static async open(path: string | null, settings: object): Promise<Journal> {
    if (path === null) return new Journal(null, new Map());
    await makeFolderOf(op, path);
    const header = JSON.stringify({ cambiumSearch: 1, ...settings });
    const text = (await readText(op, path)) ?? '';
    const lines = text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .slice(0, -1);
    const [first = header, ...results] = lines;
    if (first !== header) {
      const what = `${path} is the journal of another search: other space, strategy, seed or mode, or no journal`;
      throw new TensorError(
        op,
        'state',
        `${what}. Give another path, or remove the file.\n  there: ${first}\n  here:  ${header}`,
      );
    }
    const values = new Map(results.map((line, i) => readLine(line, `${path}, line ${i + 2}`)));
    await writeFileAtomically(path, [header, ...results].map((line) => `${line}\n`).join(''));
    return new Journal(path, values);
  }

  /** What a trial gave with a budget, or `undefined`. */
  valueOf(trial: number, budget: number): number | undefined {
    return this.#values.get(keyOf(trial, budget));
  }

  /** Notes a result. Failures are not noted: they may be no fault of the trial, and are tried again. */
  async note({ trial, budget, value, error }: Evaluation): Promise<void> {
    if (this.#path === null || error !== null) return;
    await append(op, this.#path, `${JSON.stringify({ trial, budget, value })}\n`);
  }
}

function readLine(line: string, place: string): [string, number] {
  try {
    const { trial, budget, value } = JSON.parse(line) as Record<string, unknown>;
    if (typeof trial === 'number' && typeof budget === 'number' && typeof value === 'number')
      return [keyOf(trial, budget), value];
  } catch {
    // told below, with the place
  }
  throw new TensorError(
    op,
    'format',
    `${place} is no result of a search: ${line}. Remove the line, or the file.`,
  );
}

function keyOf(trial: number, budget: number): string {
  return `${trial} ${budget}`;
}
