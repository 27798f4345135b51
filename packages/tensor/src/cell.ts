// State that changes from step to step: weights, running statistics, step counts, generator counters.

import type { DType } from './dtype.ts';
import { TensorError } from './errors.ts';
import { execute, unobserved } from './execute.ts';
import { keep } from './memory/scope.ts';
import { asTensor, constantScalar, isTensor, type TensorLike } from './ops/lift.ts';
import type { Tensor } from './tensor.ts';

/**
 * A variable: storage that stays in place while its contents change. Tensors themselves never change.
 *
 * A cell can stand wherever a tensor can. {@link Cell.assign} writes through the op `assign`, so that a recorded
 * training step contains the update.
 *
 * @example
 * ```ts
 * const steps = new Cell(tensor(0, { dtype: 'int32' }));
 * steps.assign(add(steps, 1));
 * await steps.value.item();   // 1
 * ```
 */
export class Cell {
  /** The contents: one tensor over the cell's storage, which sees every later assignment. */
  readonly value: Tensor;

  /** Copies the initial value, so that later changes of its source do not matter. */
  constructor(initial: TensorLike) {
    this.value = keep(unobserved(() => execute('contiguous', [asTensor(initial, 'Cell')], {})));
  }

  /** Lengths of the dimensions. */
  get shape(): readonly number[] {
    return this.value.shape;
  }

  /** Number of elements. */
  get size(): number {
    return this.value.size;
  }

  /** Element type, fixed at construction. */
  get dtype(): DType {
    return this.value.dtype;
  }

  /**
   * Overwrites the contents. A JavaScript number fills the whole cell.
   *
   * @throws TensorError `shape` or `dtype` if a tensor does not fit; the cell then keeps its contents
   */
  assign(value: TensorLike): this {
    execute('assign', [this.value, this.#fit(value)], {});
    return this;
  }

  #fit(value: TensorLike): Tensor {
    if (typeof value !== 'number' && typeof value !== 'boolean') return asTensor(value, 'assign');
    const filled = constantScalar(value, this.dtype, this.value);
    return this.shape.length === 0 ? filled : execute('broadcastTo', [filled], { shape: this.shape });
  }
}

/**
 * A cell that training changes: a weight or a bias.
 *
 * @example
 * ```ts
 * const weight = new Parameter(zeros([2, 3]));
 * weight.assign(1);
 * weight.isTrainable;   // true
 * ```
 */
export class Parameter extends Cell {
  /** Whether optimizers change it and `valueAndGrad` differentiates by it; see `Module.freeze`. */
  isTrainable = true;
}

/**
 * A cell that is saved with a model but not trained: a running mean, a counter.
 *
 * @example
 * ```ts
 * const runningMean = new State(zeros([3]));
 * runningMean.assign(lerp(runningMean, tensor([1, 2, 3]), 0.1));
 * runningMean;   // [0.1, 0.2, 0.3]
 * ```
 */
export class State extends Cell {
  /** Tells `State` from `Parameter` for the type checker. */
  readonly isTrainable = false;
}

/**
 * Refuses a value that is not a cell; for callers without types.
 *
 * @example
 * ```ts
 * checkCell('assign', new Cell(0)); // tensor(0) throws
 * ```
 */
export function checkCell(op: string, value: unknown): asserts value is Cell {
  if (!(value instanceof Cell)) {
    const what = isTensor(value) ? 'a tensor, which never changes' : `a ${typeof value}`;
    throw new TensorError(op, 'value', `writes into a Cell, got ${what}. Did you mean new Cell(value)?`);
  }
}
