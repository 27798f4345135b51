// Walking over strided operands in step: the longest runs that all of them share are rows, an odometer counts the rest.

import { Layout } from '@cambium/tensor/backend';

/** Axes of a joint walk, outermost first: how long each is, and how far each operand steps along it. */
export interface Axis {
  readonly length: number;
  readonly steps: readonly number[];
}

/** A row shorter than this is exchanged for a longer one, if there is any. */
const shortRow = 16;

/**
 * The axes of layouts of one shape, with neighbours merged wherever every operand runs straight through.
 *
 * @param by an operand whose memory order the axes shall follow; without it they keep their order
 */
export function mergeAxes(layouts: readonly Layout[], by?: number): Axis[] {
  const { shape } = layouts[0]!;
  const order = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== 1);
  if (by !== undefined) {
    const strides = layouts[by]!.strides;
    order.sort((p, q) => Math.abs(strides[q]!) - Math.abs(strides[p]!));
  }
  const axes: Axis[] = [];
  for (const axis of order) {
    const length = shape[axis]!;
    const steps = layouts.map((layout) => layout.strides[axis]!);
    const outer = axes.at(-1);
    if (outer?.steps.every((step, i) => step === steps[i]! * length)) {
      axes[axes.length - 1] = { length: outer.length * length, steps };
    } else {
      axes.push({ length, steps });
    }
  }
  return axes;
}

/** Puts a long axis innermost where the innermost is short: a row costs more to begin than an element. */
export function lengthenRows(axes: Axis[]): Axis[] {
  const inner = axes.at(-1);
  if (inner === undefined || inner.length >= shortRow) return axes;
  let longest = axes.length - 1;
  for (let i = 0; i < axes.length; i++) if (axes[i]!.length > axes[longest]!.length) longest = i;
  if (axes[longest]!.length < 4 * inner.length) return axes;
  axes.push(...axes.splice(longest, 1));
  return axes;
}

/**
 * A walk over operands of one shape, a row at a time.
 *
 * @example
 * ```ts
 * for (const rows = new Rows([x.layout, y.layout]); !rows.done; rows.next()) {
 *   // rows.length elements: of x from rows.starts[0] by rows.steps[0], of y from rows.starts[1] by rows.steps[1]
 * }
 * ```
 */
export class Rows {
  /** Number of elements in a row. */
  readonly length: number;
  /** Distance between neighbours in a row, by operand. */
  readonly steps: readonly number[];
  /** Place of the first element of the current row, by operand. */
  readonly starts: number[];
  /** Whether all rows have been visited. */
  done: boolean;
  private readonly outer: readonly Axis[];
  private readonly counts: number[];

  /** @param axes the axes to walk along, if they are not simply those of the layouts */
  constructor(layouts: readonly Layout[], axes?: readonly Axis[]) {
    const { size } = layouts[0]!;
    this.starts = layouts.map((layout) => layout.offset);
    this.done = size === 0;
    if (axes === undefined && layouts.every((layout) => layout.isContiguous)) {
      this.length = size;
      this.steps = layouts.map(() => 1);
      this.outer = [];
    } else {
      const walk = axes ?? lengthenRows(mergeAxes(layouts));
      const inner = walk.at(-1);
      this.length = inner?.length ?? 1;
      this.steps = inner?.steps ?? layouts.map(() => 0);
      this.outer = walk.slice(0, -1);
    }
    this.counts = this.outer.map(() => 0);
  }

  /** Moves to the next row, or sets `done`. */
  next(): void {
    const { outer, counts, starts } = this;
    for (let i = outer.length - 1; i >= 0; i--) {
      const { length, steps } = outer[i]!;
      const turn = ++counts[i]! === length;
      const distance = turn ? 1 - length : 1;
      for (let j = 0; j < starts.length; j++) starts[j]! += distance * steps[j]!;
      if (!turn) return;
      counts[i] = 0;
    }
    this.done = true;
  }

  /** Starts over, with each operand moved to another place. Only after `done`, or before the first `next`. */
  restart(...starts: readonly number[]): void {
    for (let j = 0; j < starts.length; j++) this.starts[j] = starts[j]!;
    this.done = false;
  }
}

/** The layout without one of its axes, or `count` neighbouring ones, at the first element along them. */
export function withoutAxis(layout: Layout, axis: number, count = 1): Layout {
  const others = (values: readonly number[]) => values.filter((_, i) => i < axis || i >= axis + count);
  return new Layout(others(layout.shape), others(layout.strides), layout.offset);
}

/** The layout seen by indices that replace one axis: it has the shape of the indices, and stands still along the axis. */
export function frozenAxis(layout: Layout, axis: number, shape: readonly number[]): Layout {
  const strides = layout.strides.map((stride, i) => (i === axis ? 0 : stride));
  return new Layout(shape, strides, layout.offset);
}
