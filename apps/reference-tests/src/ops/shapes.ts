// Shapes on which ops are tried: scalar, single, empty, odd, with axes of length 1, and one that threads share.

import { type Arrangement, arrangementsOf, type InputSpec } from '../compare/inputs.ts';

/** Shapes of one tensor. */
export const oddShapes: readonly (readonly number[])[] = [
  [],
  [1],
  [7],
  [0, 3],
  [3, 5],
  [2, 1, 4],
  [2, 3, 2, 3],
  [17, 3],
];

/** A shape with enough elements that threads share them. */
export const sharedShape: readonly number[] = [50_003];

/** Every shape in every arrangement that makes a difference. */
export const arrangedShapes: readonly Pick<InputSpec, 'shape' | 'arrangement'>[] = oddShapes.flatMap(
  (shape) => arrangementsOf(shape).map((arrangement) => ({ shape, arrangement })),
);

/** Pairs of shapes that broadcast to one. */
export const pairs: readonly (readonly [a: readonly number[], b: readonly number[]])[] = [
  [[], []],
  [[5], []],
  [[], [2, 3]],
  [[3, 1], [4]],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [2, 1, 3],
    [1, 4, 1],
  ],
  [
    [0, 2],
    [1, 2],
  ],
  [[63], [63]],
  [
    [5, 7],
    [5, 7],
  ],
  [
    [3, 4],
    [1, 4],
  ],
];

/** The arrangement of a shape that is `number` places down its list, going round. */
export function arrangementAt(shape: readonly number[], number: number): Arrangement {
  const all = arrangementsOf(shape);
  return all[number % all.length]!;
}
