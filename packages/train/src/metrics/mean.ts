// The mean over all samples, of anything that has a sum and a count.

import {
  add,
  type Cell,
  div,
  mul,
  onesLike,
  State,
  scope,
  sum,
  type Tensor,
  type TensorLike,
  tensor,
} from '@cambium/tensor';
import { alignWeights } from '../sample-weights.ts';

/**
 * A running weighted mean on the device. For metrics of your own.
 *
 * @example
 * ```ts
 * const mean = new RunningMean();
 * mean.add(6, 2);
 * mean.add(3, 1);
 * await mean.result();   // 3
 * ```
 */
export class RunningMean {
  /** Sum and count, as a metric hands them to checkpoints. */
  readonly state: { readonly total: Cell; readonly count: Cell };

  constructor() {
    this.state = scope(() => ({ total: new State(tensor(0)), count: new State(tensor(0)) }));
  }

  /** Begins anew. */
  reset(): void {
    scope(() => {
      this.state.total.assign(0);
      this.state.count.assign(0);
    });
  }

  /** Adds the values of a batch, by the weights of their samples where there are any. */
  addEach(op: string, values: Tensor, weights: Tensor | undefined): void {
    scope(() => {
      if (weights === undefined) {
        this.add(sum(values), values.size);
        return;
      }
      const aligned = alignWeights(op, weights, values);
      this.add(sum(mul(values, aligned)), sum(mul(onesLike(values), aligned)));
    });
  }

  /** Adds a sum over `count` samples; weighted samples count by their weights. */
  add(total: TensorLike, count: TensorLike): void {
    scope(() => {
      this.state.total.assign(add(this.state.total, total));
      this.state.count.assign(add(this.state.count, count));
    });
  }

  /** The mean so far; NaN before the first sample that counts. */
  async result(): Promise<number> {
    const mean: Tensor = div(this.state.total, this.state.count);
    try {
      return await mean.item();
    } finally {
      mean.dispose();
    }
  }

  /** Frees its cells; for a mean that is not kept. */
  dispose(): void {
    this.state.total.value.dispose();
    this.state.count.value.dispose();
  }
}
