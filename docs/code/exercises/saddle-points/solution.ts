import { grad, stack, type Tensor } from 'cambium';

/**
 * The second derivatives of a function of two variables: row i is the gradient of the i-th component of its gradient.
 *
 * @param f takes a tensor `[2]` and returns a scalar
 * @param point `[2]`
 * @returns `[2, 2]`
 */
export function hessian(f: (point: Tensor) => Tensor, point: Tensor): Tensor {
  const row = (i: number) => grad((x: Tensor) => grad(f)(x).at(i))(point);
  return stack([row(0), row(1)]);
}

/** What a point without slope is, by its second derivatives `[[a, b], [b, c]]`, whose determinant is not 0. */
export function kindOf(second: readonly (readonly number[])[]): 'minimum' | 'maximum' | 'saddle' {
  const [[a, b], [, c]] = second as [[number, number], [number, number]];
  if (a * c - b * b < 0) return 'saddle';
  return a > 0 ? 'minimum' : 'maximum';
}
