// Max pooling and its gradient, by hand.

import { YourTurn } from '../../kit/exercise.ts';

/** The greatest number of each window of 2×2, with stride 2. Sides are even. */
export function maxPool(map: readonly (readonly number[])[]): number[][] {
  throw new YourTurn(`${map.length / 2} rows with the greatest of four numbers each`);
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
  throw new YourTurn(`send ${upstream.length} rows of gradients to the winners among ${map.length} rows`);
}
