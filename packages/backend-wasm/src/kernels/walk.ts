// Two operands walked in step: neighbouring axes are merged wherever both run straight through, and what is left is a
// list of axes, innermost first, in arrays that are used again for each call.

import type { Layout } from '@cambium/tensor/backend';

/** Most axes that a walk can have: with one more, of length 2 or longer, the elements would not fit into a memory. */
const mostAxes = 33;

/** The merged axes of two layouts of one shape. */
export class Walk {
  /** Number of axes; 0 for a single element. */
  rank = 0;
  /** By axis, innermost first: how long it is, and how far each operand steps along it, in elements. */
  readonly lengths = new Float64Array(mostAxes);
  readonly aSteps = new Float64Array(mostAxes);
  readonly bSteps = new Float64Array(mostAxes);
  private readonly counts = new Float64Array(mostAxes);
  /** Distance of the current place of each operand from its first element, in elements. */
  aAt = 0;
  bAt = 0;

  /** Takes up two layouts of one shape, which is not empty. */
  begin(a: Layout, b: Layout): void {
    const { shape } = a;
    const { lengths, aSteps, bSteps } = this;
    let rank = 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis]!;
      if (length === 1) continue;
      const aStep = a.strides[axis]!;
      const bStep = b.strides[axis]!;
      if (rank > 0) {
        const inner = lengths[rank - 1]!;
        if (aStep === aSteps[rank - 1]! * inner && bStep === bSteps[rank - 1]! * inner) {
          lengths[rank - 1] = inner * length;
          continue;
        }
      }
      lengths[rank] = length;
      aSteps[rank] = aStep;
      bSteps[rank] = bStep;
      rank++;
    }
    this.rank = rank;
    this.aAt = 0;
    this.bAt = 0;
    this.counts.fill(0, 0, rank);
  }

  /** Length of an axis, and 1 for one that is not there. */
  length(axis: number): number {
    return axis < this.rank ? this.lengths[axis]! : 1;
  }

  /** How far a steps along an axis, and 0 where there is none. */
  aStep(axis: number): number {
    return axis < this.rank ? this.aSteps[axis]! : 0;
  }

  /** The same of b. */
  bStep(axis: number): number {
    return axis < this.rank ? this.bSteps[axis]! : 0;
  }

  /** Exchanges two axes. */
  swap(i: number, j: number): void {
    if (i === j) return;
    exchange(this.lengths, i, j);
    exchange(this.aSteps, i, j);
    exchange(this.bSteps, i, j);
  }

  /** Moves on along the axes from `first` on; false after the last place. */
  next(first: number): boolean {
    const { counts, lengths, aSteps, bSteps, rank } = this;
    for (let axis = first; axis < rank; axis++) {
      const length = lengths[axis]!;
      const count = counts[axis]! + 1;
      if (count < length) {
        counts[axis] = count;
        this.aAt += aSteps[axis]!;
        this.bAt += bSteps[axis]!;
        return true;
      }
      counts[axis] = 0;
      this.aAt -= (length - 1) * aSteps[axis]!;
      this.bAt -= (length - 1) * bSteps[axis]!;
    }
    return false;
  }
}

function exchange(array: Float64Array, i: number, j: number): void {
  const held = array[i]!;
  array[i] = array[j]!;
  array[j] = held;
}
