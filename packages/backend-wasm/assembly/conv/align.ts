// Addresses for vectors.

/** The next multiple of 16. */
export function align(address: usize): usize {
  return (address + 15) & ~15;
}
