import type { Tensor } from 'cambium';
import { YourTurn } from '../../kit/exercise.ts';

/**
 * The second derivatives of a function of two variables: row i is the gradient of the i-th component of its gradient.
 *
 * @param f takes a tensor `[2]` and returns a scalar
 * @param point `[2]`
 * @returns `[2, 2]`
 */
export function hessian(f: (point: Tensor) => Tensor, point: Tensor): Tensor {
  throw new YourTurn(`differentiate ${f.name} twice at a point of shape [${point.shape.join(', ')}]`);
}

/** What a point without slope is, by its second derivatives `[[a, b], [b, c]]`, whose determinant is not 0. */
export function kindOf(second: readonly (readonly number[])[]): 'minimum' | 'maximum' | 'saddle' {
  throw new YourTurn(`look at the determinant of ${JSON.stringify(second)}, and at a`);
}
