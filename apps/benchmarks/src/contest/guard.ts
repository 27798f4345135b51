// The guard: nobody is timed on work that gives something else than the others'.

/** Says how two results differ, or nothing if they are the same within `tolerance` times the largest number. */
export function difference(actual: Float32Array, expected: Float32Array, tolerance: number): string | null {
  if (actual.length !== expected.length) {
    return `gives ${actual.length} numbers instead of ${expected.length}`;
  }
  let largest = 0;
  for (const value of expected) largest = Math.max(largest, Math.abs(value));
  for (let i = 0; i < expected.length; i++) {
    // Written so that NaN is a difference.
    if (!(Math.abs(actual[i]! - expected[i]!) <= tolerance * largest)) {
      return `gives ${actual[i]} instead of ${expected[i]} at ${i}`;
    }
  }
  return null;
}
