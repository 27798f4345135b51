// Max pooling and its gradient, by hand.

/** The greatest number of each window of 2×2, with stride 2. Sides are even. */
export function maxPool(map: readonly (readonly number[])[]): number[][] {
  return Array.from({ length: map.length / 2 }, (_, row) =>
    Array.from({ length: map[0]!.length / 2 }, (_, column) => Math.max(...windowAt(map, row, column))),
  );
}

/**
 * How a loss changes with each number of the map, from how it changes with each number of the pooled map.
 *
 * @param map what was pooled
 * @param upstream the gradient by the output of `maxPool(map)`, of its shape
 * @returns the gradient by `map`, of its shape; of equals the first takes it all
 */
export function maxPoolGradient(
  map: readonly (readonly number[])[],
  upstream: readonly (readonly number[])[],
): number[][] {
  const gradient = map.map((row) => row.map(() => 0));
  for (const [row, values] of upstream.entries()) {
    for (const [column, value] of values.entries()) {
      const window = windowAt(map, row, column);
      const winner = window.indexOf(Math.max(...window));
      gradient[2 * row + Math.floor(winner / 2)]![2 * column + (winner % 2)] = value;
    }
  }
  return gradient;
}

/** The four numbers of a window, row by row. */
function windowAt(map: readonly (readonly number[])[], row: number, column: number): number[] {
  return [2 * row, 2 * row + 1].flatMap((y) => map[y]!.slice(2 * column, 2 * column + 2));
}
