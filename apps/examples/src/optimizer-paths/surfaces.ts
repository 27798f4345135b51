// Two surfaces on which optimizers differ.

import { add, mul, pow, square, sub, type Tensor } from 'cambium';

/** A function of two variables, written in ops, so that it has gradients. */
export interface Surface {
  readonly height: (x: Tensor, y: Tensor) => Tensor;
  readonly start: readonly [x: number, y: number];
  /** The part of the plane that is drawn. */
  readonly grid: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  /** Below this height the work is done. */
  readonly goal: number;
}

/** `x²/20 + 2y²`: forty times steeper across than along. The lowest point is 0, at the origin. */
export const valley: Surface = {
  height: (x, y) => add(mul(square(x), 0.05), mul(square(y), 2)),
  start: [-9, 3],
  grid: { x: [-10, 4], y: [-4, 4] },
  goal: 0.01,
};

/** `x² − y² + y⁴/4`: falls towards the saddle at the origin, where the gradient is 0; the lowest points are −1. */
export const saddle: Surface = {
  height: (x, y) => add(sub(square(x), square(y)), mul(pow(y, 4), 0.25)),
  start: [-1.8, 1e-6],
  grid: { x: [-2, 2], y: [-2, 2] },
  goal: -0.99,
};
