// Sizes that blocks come in: powers of two with three steps between, counted in units of 64 bytes.

/** Bytes in a unit; every block begins at a multiple of it. */
export const unitBytes = 64;
/** Number of classes; the last one holds all of 4 GiB. */
export const classCount = 104;

/** The class of the largest size that is not larger than `units`. */
export function classBelow(units: number): number {
  const power = 31 - Math.clz32(units);
  return power < 2 ? units : 4 * (power - 1) + ((units >>> (power - 2)) & 3);
}

/** The class of the smallest size that is not smaller than `units`. */
export function classAbove(units: number): number {
  const below = classBelow(units);
  return sizeOfClass(below) === units ? below : below + 1;
}

/** The size of a class, in units. */
export function sizeOfClass(index: number): number {
  return index < 4 ? index : (4 + (index & 3)) * 2 ** ((index >> 2) - 1);
}
