import { add, div, minimum, type Tensor } from 'cambium';

/**
 * Clips gradients by their global norm, the root of the sum of all their squares: if it is greater than the limit, all
 * are multiplied by limit / norm; otherwise they stay as they are.
 *
 * @param gradients of any shapes
 * @param limit greatest norm, > 0
 * @returns one tensor for each gradient
 */
export function clip(gradients: readonly Tensor[], limit: number): Tensor[] {
  const squares = gradients.map((gradient) => gradient.square().sum());
  const norm = squares.reduce((total, each) => add(total, each)).sqrt();
  const scale = minimum(1, div(limit, norm.add(1e-12)));
  return gradients.map((gradient) => gradient.mul(scale));
}
