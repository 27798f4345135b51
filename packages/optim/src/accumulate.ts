// Gradients of several small batches in the place of those of a large one.

import { add, keep, mul, type Parameter, scope, type Tensor, TensorError } from '@cambium/tensor';
import type { GradientMap } from './optimizer.ts';

/**
 * Adds up gradients until enough batches are there: a large batch in less memory.
 *
 * @example
 * ```ts
 * const weight = new Parameter(tensor([1]));
 * const accumulator = new GradientAccumulator();
 * accumulator.add(new Map([[weight, tensor([2])]]));
 * accumulator.add(new Map([[weight, tensor([4])]]));
 * accumulator.take().get(weight)!.toArray(); // [3], for optimizer.step
 * ```
 */
export class GradientAccumulator {
  #sums = new Map<Parameter, Tensor>();
  #count = 0;

  /** Number of batches since the last {@link take}. */
  get count(): number {
    return this.#count;
  }

  /** Adds the gradients of one batch. The accumulator keeps copies: the given ones may be freed. */
  add(gradients: GradientMap): void {
    for (const [parameter, gradient] of gradients) {
      const before = this.#sums.get(parameter);
      const sum = scope(() => keep(before === undefined ? mul(gradient, 1) : add(before, gradient)));
      before?.dispose();
      this.#sums.set(parameter, sum);
    }
    this.#count++;
  }

  /**
   * The mean of the gradients, or their sum; begins anew. A parameter that some batches have no gradient for has a zero
   * there.
   *
   * @throws TensorError `gradient` if none was added
   */
  take(reduction: 'mean' | 'sum' = 'mean'): Map<Parameter, Tensor> {
    if (this.#count === 0)
      throw new TensorError('GradientAccumulator', 'gradient', 'there are no gradients. Call add() first.');
    const factor = reduction === 'mean' ? 1 / this.#count : 1;
    const taken = scope(
      () => new Map([...this.#sums].map(([parameter, sum]) => [parameter, mul(sum, factor)])),
    );
    for (const sum of this.#sums.values()) sum.dispose();
    this.#sums = new Map();
    this.#count = 0;
    return taken;
  }
}
