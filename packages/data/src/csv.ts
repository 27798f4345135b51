// Tables of numbers from comma-separated text: columns become features, one of them may be the label.

import { TensorError } from '@cambium/tensor';
import Papa from 'papaparse';
import { ArrayDataset } from './array-dataset.ts';
import { ClassEncoder } from './encode.ts';

/** Options of {@link parseCsv}. */
export interface CsvOptions {
  /** `true`: the first row has the names (the default). `false`: columns are called `0`, `1`, … Or the names themselves. */
  readonly header?: boolean | readonly string[];
  /** The columns that become features, in this order; all but the label unless given. */
  readonly columns?: readonly string[];
  /** The column to predict, which becomes `y`. */
  readonly label?: string;
  /** Read the label as names of classes: `true` to collect them, or the encoder of the training set. */
  readonly classes?: boolean | ClassEncoder;
  /** What stands for an empty cell; without it an empty cell is an error. */
  readonly missing?: number;
  /** `,` unless given. */
  readonly delimiter?: string;
}

/** A table that was read. */
export interface CsvTable<Field extends 'x' | 'y'> {
  /** `x`: float32 [rows, features]. `y`: [rows], float32, or int32 class numbers. */
  readonly dataset: ArrayDataset<Field>;
  /** Names of the features, in the order of the columns of `x`. */
  readonly columns: readonly string[];
  /** Names behind the numbers in `y`; `null` for numeric labels. */
  readonly classes: ClassEncoder | null;
}

/**
 * Reads a table of numbers.
 *
 * @throws TensorError `format` naming row and column (row 1 is the first of the text) for ragged rows, cells that are not
 *   numbers and broken quotes; `value` for options that do not fit the table
 * @see course part 1.1, the price of a house
 * @example
 * ```ts
 * const { dataset, columns } = parseCsv('size,rooms,price\n120,4,310\n80,3,205', { label: 'price' });
 * columns;             // ['size', 'rooms']
 * dataset.fields.x;    // float32 [2, 2]
 * ```
 */
export function parseCsv(text: string, options: CsvOptions & { readonly label: string }): CsvTable<'x' | 'y'>;
export function parseCsv(text: string, options?: CsvOptions): CsvTable<'x'>;
export function parseCsv(text: string, options: CsvOptions = {}): CsvTable<'x'> | CsvTable<'x' | 'y'> {
  const { names, rows } = readRows(text, options);
  const { label, missing } = options;
  const labelColumn = label === undefined ? -1 : findColumn(names, label);
  const columns = options.columns ?? names.filter((_, column) => column !== labelColumn);
  const chosen = columns.map((name) => findColumn(names, name));
  if (chosen.length === 0) throw refuse('value', 'there is no column of features.');

  const data = new Float32Array(rows.length * chosen.length);
  let filled = 0;
  for (const row of rows) for (const column of chosen) data[filled++] = toNumber(row, column, names, missing);
  const x = { data, shape: [rows.length, chosen.length] };
  if (label === undefined) return { dataset: new ArrayDataset({ x }), columns, classes: null };

  if (options.classes === undefined || options.classes === false) {
    const y = Float32Array.from(rows, (row) => toNumber(row, labelColumn, names, missing));
    return { dataset: new ArrayDataset({ x, y }), columns, classes: null };
  }
  const labels = rows.map((row) => toName(row, labelColumn, names));
  const classes = options.classes === true ? ClassEncoder.fit(labels) : options.classes;
  return { dataset: new ArrayDataset({ x, y: classes.transform(labels) }), columns, classes };
}

/** A row of the text; numbered from 1 as in a spreadsheet. */
interface CsvRow {
  readonly number: number;
  readonly cells: readonly string[];
}

function readRows(
  text: string,
  { header = true, delimiter = ',' }: CsvOptions,
): { names: readonly string[]; rows: CsvRow[] } {
  if (typeof text !== 'string')
    throw refuse('value', 'takes text. Decode bytes with new TextDecoder().decode(bytes).');
  if (delimiter.length !== 1 || delimiter === '"')
    throw refuse('value', `delimiter is one character, got '${delimiter}'.`);
  const { data, errors } = Papa.parse<string[]>(text, { delimiter });
  const [error] = errors;
  if (error !== undefined) throw refuse('format', `row ${(error.row ?? 0) + 1}: ${error.message}.`);
  const rows = data
    .map((cells, i) => ({ number: i + 1, cells }))
    .filter(({ cells }) => cells.length > 1 || cells[0] !== '');

  const first = header === true ? rows.shift() : rows[0];
  if (first === undefined || rows.length === 0) throw refuse('format', 'there are no rows of data.');
  const names =
    typeof header === 'boolean' ? first.cells.map((cell, i) => (header ? cell.trim() : String(i))) : header;
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refuse('format', `two columns are called '${twice}'. Pass names in header.`);
  for (const { number, cells } of rows) {
    if (cells.length !== names.length) {
      throw refuse(
        'format',
        `row ${number} has ${cells.length} cells, there are ${names.length} columns: ${names.join(', ')}.`,
      );
    }
  }
  return { names, rows };
}

function findColumn(names: readonly string[], name: string): number {
  const column = names.indexOf(name);
  if (column < 0) throw refuse('value', `there is no column '${name}'; there are ${names.join(', ')}.`);
  return column;
}

/** A class; an empty cell is none. */
function toName({ number, cells }: CsvRow, column: number, names: readonly string[]): string {
  const cell = cells[column]!.trim();
  if (cell !== '') return cell;
  throw refuse(
    'format',
    `row ${number}, column '${names[column]}' is empty: it names no class. Drop the row.`,
  );
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function toNumber(
  row: CsvRow,
  column: number,
  names: readonly string[],
  missing: number | undefined,
): number {
  const cell = row.cells[column]!.trim();
  if (decimal.test(cell) && Number.isFinite(Math.fround(Number(cell)))) return Number(cell);
  if (cell === '' && missing !== undefined) return missing;
  const where = `row ${row.number}, column '${names[column]}'`;
  if (decimal.test(cell)) throw refuse('format', `${where} is ${cell.slice(0, 40)}, too great for float32.`);
  if (cell === '') throw refuse('format', `${where} is empty. Pass a number as missing to put in its place.`);
  throw refuse(
    'format',
    `${where} is '${cell.slice(0, 40)}', not a number. Leave the column out with columns, or encode it.`,
  );
}

function refuse(code: 'format' | 'value', reason: string): TensorError {
  return new TensorError('parseCsv', code, reason);
}
