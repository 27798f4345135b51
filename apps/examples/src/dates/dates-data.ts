// Dates as people write them, and as machines do.

import { ArrayDataset, HostRandom } from 'cambium';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A date in words and in digits. */
export interface WrittenDate {
  readonly human: string;
  /** `1979-05-03` */
  readonly machine: string;
}

/** Date number `index` of a seed, from 1900 to 2099. */
export function writtenDate(seed: number, index: number): WrittenDate {
  const random = new HostRandom(seed).fork(index);
  const first = Date.UTC(1900, 0, 1);
  const days = Math.round((Date.UTC(2100, 0, 1) - first) / 86_400_000);
  const date = new Date(first + random.integer(days) * 86_400_000);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const [name, weekday] = [months[month]!, weekdays[date.getUTCDay()]!];
  const forms = [
    `${day} ${name} ${year}`,
    `${name} ${day}, ${year}`,
    `${weekday}, ${day} ${name} ${year}`,
    `${day} ${name.slice(0, 3)} ${year}`,
    `${name.slice(0, 3)} ${day}, ${year}`,
    `the ${day}${ending(day)} of ${name}, ${year}`,
    `${day}.${month + 1}.${year}`,
  ];
  return { human: forms[random.integer(forms.length)]!, machine: date.toISOString().slice(0, 10) };
}

function ending(day: number): string {
  if (day > 10 && day < 20) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

/** Characters of what is read; 0 is padding. */
export const sourceCharacters = ['', ...' ,.0123456789abcdefghijklmnopqrstuvwxyz'];
/** Characters of what is written; 0 begins a date. */
export const targetCharacters = ['', ...'-0123456789'];
/** "Wednesday, 30 September 2099" */
export const sourceLength = 28;
export const targetLength = 10;

/** The text as numbers, zeros behind it. */
export function encodeSource(text: string): Int32Array {
  const codes = new Int32Array(sourceLength);
  codes.set(Int32Array.from(text.toLowerCase(), (character) => sourceCharacters.indexOf(character)));
  return codes;
}

/**
 * Dates as `x [n, 28 + 10]`, `y [n, 10]`. A row of `x` is the text, then what the decoder reads while it writes `y`: a zero and all
 * characters but the last. It learns with the right characters before its eyes (teacher forcing).
 */
export function dateTable(dates: readonly WrittenDate[]): ArrayDataset<'x' | 'y'> {
  const width = sourceLength + targetLength;
  const x = new Int32Array(dates.length * width);
  const y = new Int32Array(dates.length * targetLength);
  for (const [i, { human, machine }] of dates.entries()) {
    const target = Int32Array.from(machine, (character) => targetCharacters.indexOf(character));
    x.set(encodeSource(human), i * width);
    x.set(target.subarray(0, -1), i * width + sourceLength + 1);
    y.set(target, i * targetLength);
  }
  return new ArrayDataset({
    x: { data: x, shape: [dates.length, width] },
    y: { data: y, shape: [dates.length, targetLength] },
  });
}
