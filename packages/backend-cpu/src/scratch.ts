// Working memory inside one kernel call. Kernels run one at a time, so a few arrays serve all of them.

const kept = new Map<Slot, Float64Array>();

/** What an array is for; two that are used at once need two names. */
export type Slot = 'a' | 'b' | 'sums' | 'line';

/** Longest array that stays after use, in elements: 1 MiB. */
const keptLength = 1 << 17;

/** An array of at least `length` numbers, contents undefined, valid until the same slot is asked for again. */
export function scratch(slot: Slot, length: number): Float64Array {
  const array = kept.get(slot);
  if (array !== undefined && array.length >= length) return array;
  const made = new Float64Array(Math.max(length, 1024));
  if (length <= keptLength) kept.set(slot, made);
  return made;
}
