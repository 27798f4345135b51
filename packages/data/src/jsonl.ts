// JSON Lines: one sample on each line.

import { TensorError } from '@cambium/tensor';
import { describe } from './host-array.ts';

/**
 * Reads JSON Lines: an object on each line; empty lines are passed over.
 *
 * @typeParam T what the objects are said to be; whether they are is not checked
 * @param where what to call the text in errors, for instance its path
 * @throws TensorError `format` naming the line that is not an object
 * @see https://jsonlines.org
 * @example
 * ```ts
 * const samples = parseJsonl<{ x: number[]; y: number }>('{"x": [1, 2], "y": 0}\n{"x": [3, 4], "y": 1}');
 * samples.map(({ y }) => y);   // [0, 1]
 * new DataLoader(samples, { batchSize: 2 });
 * ```
 */
export function parseJsonl<T extends object>(text: string, where = 'the text'): T[] {
  if (typeof text !== 'string') {
    const hint = 'Decode bytes with new TextDecoder().decode(bytes)';
    throw new TensorError('parseJsonl', 'value', `takes text, got ${describe(text)}. ${hint}.`);
  }
  const samples: T[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    const sample = parseLine<T>(line, i + 1, where);
    if (sample !== null) samples.push(sample);
  }
  return samples;
}

/** The object on a line; `null` for an empty line. */
export function parseLine<T extends object>(line: string, number: number, where: string): T | null {
  // Files that were written on Windows may begin with a byte order mark.
  const text = (number === 1 ? line.replace(/^\ufeff/, '') : line).trim();
  if (text === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refuse(`line ${number} of ${where} is not JSON: ${reason}. Is it cut short?`, error);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as T;
  throw refuse(`line ${number} of ${where} is ${describe(value)}. A sample is an object of named fields.`);
}

function refuse(reason: string, cause?: unknown): TensorError {
  return new TensorError('parseJsonl', 'format', reason, cause === undefined ? {} : { cause });
}
