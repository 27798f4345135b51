// Stable sorting along an axis, by merging: values and where they came from.

import type { Kernel } from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { Rows, withoutAxis } from './iterate.ts';

/** Runs of this length are sorted by insertion before they are merged. */
const runLength = 16;

/** One line: keys to sort by, and the places they came from; a second pair to merge into. */
interface Line {
  keys: Float64Array;
  places: Int32Array;
  otherKeys: Float64Array;
  otherPlaces: Int32Array;
}

/** Sorts along an axis. NaN counts as greatest, -0 equals 0, equals keep their order in both directions. */
export const sort: Kernel<'sort'> = (_op, [x], [values, indices], { axis, descending }) => {
  const count = x!.layout.shape[axis]!;
  const from = dataOf(x!);
  const toValues = dataOf(values!);
  const toPlaces = dataOf(indices!);
  const [xStep, valueStep, placeStep] = [x!, values!, indices!].map(
    ({ layout }) => layout.strides[axis]!,
  ) as [number, number, number];
  const line: Line = {
    keys: new Float64Array(count),
    places: new Int32Array(count),
    otherKeys: new Float64Array(count),
    otherPlaces: new Int32Array(count),
  };
  const layouts = [x!, values!, indices!].map(({ layout }) => withoutAxis(layout, axis));
  for (const rows = new Rows(layouts); !rows.done; rows.next()) {
    const { starts, steps } = rows;
    for (let i = 0; i < rows.length; i++) {
      const xAt = starts[0]! + i * steps[0]!;
      const valueAt = starts[1]! + i * steps[1]!;
      const placeAt = starts[2]! + i * steps[2]!;
      const firstNaN = load(line, from, xAt, xStep, count, descending);
      mergeSort(line, firstNaN);
      // Descending keys are negative, so NaN, the greatest, has been put behind and belongs in front.
      const shift = descending ? count - firstNaN : 0;
      for (let j = 0; j < count; j++) {
        const place = line.places[j]!;
        const rank = j < firstNaN ? j + shift : descending ? j - firstNaN : j;
        toPlaces[placeAt + rank * placeStep] = place;
        toValues[valueAt + rank * valueStep] = from[xAt + place * xStep]!;
      }
    }
  }
};

/** Fills keys and places, numbers first, NaN behind; returns how many numbers there are. */
function load(
  { keys, places }: Line,
  x: ArrayLike<number>,
  start: number,
  step: number,
  count: number,
  descending: boolean,
): number {
  let numbers = 0;
  for (let i = 0; i < count; i++) {
    const value = x[start + i * step]!;
    if (Number.isNaN(value)) continue;
    keys[numbers] = descending ? -value : value;
    places[numbers++] = i;
  }
  if (numbers === count) return numbers;
  let at = numbers;
  for (let i = 0; i < count; i++) if (Number.isNaN(x[start + i * step]!)) places[at++] = i;
  return numbers;
}

/** Sorts the first `count` keys ascending, and the places with them. */
function mergeSort(line: Line, count: number): void {
  for (let start = 0; start < count; start += runLength)
    insertionSort(line, start, Math.min(start + runLength, count));
  for (let width = runLength; width < count; width *= 2) {
    for (let start = 0; start < count; start += 2 * width) {
      merge(line, start, Math.min(start + width, count), Math.min(start + 2 * width, count));
    }
    // What lies behind the numbers is not merged and has to change sides too.
    line.otherPlaces.set(line.places.subarray(count), count);
    [line.keys, line.otherKeys] = [line.otherKeys, line.keys];
    [line.places, line.otherPlaces] = [line.otherPlaces, line.places];
  }
}

function insertionSort({ keys, places }: Line, start: number, end: number): void {
  for (let i = start + 1; i < end; i++) {
    const key = keys[i]!;
    const place = places[i]!;
    let at = i;
    for (; at > start && keys[at - 1]! > key; at--) {
      keys[at] = keys[at - 1]!;
      places[at] = places[at - 1]!;
    }
    keys[at] = key;
    places[at] = place;
  }
}

/** Merges two sorted neighbours into the other pair of arrays; of equals, the left one goes first. */
function merge(
  { keys, places, otherKeys, otherPlaces }: Line,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const next = right >= end || (left < middle && keys[left]! <= keys[right]!) ? left++ : right++;
    otherKeys[at] = keys[next]!;
    otherPlaces[at] = places[next]!;
  }
}
