// Where the elements of a tensor lie in its storage. Views are made here, by arithmetic alone: no kernel sees them.

import { formatShape, TensorError } from './errors.ts';

/**
 * Shape, strides (in elements) and offset (in elements) of a tensor over its storage. Immutable. The place of element
 * `[i, j, …]` is `offset + i · strides[0] + j · strides[1] + …`.
 *
 * @example
 * ```ts
 * const layout = Layout.contiguous([2, 3]);
 * layout.strides;   // [3, 1]
 * layout.size;      // 6
 * ```
 */
export class Layout {
  /** Length along each axis. */
  readonly shape: readonly number[];
  /** Elements from one index to the next, along each axis. */
  readonly strides: readonly number[];
  /** Where the first element lies. */
  readonly offset: number;
  /** Number of elements: the product of the shape. */
  readonly size: number;
  /** Whether the elements lie in row-major order without gaps (starting at `offset`). */
  readonly isContiguous: boolean;

  constructor(shape: readonly number[], strides: readonly number[], offset: number) {
    this.shape = shape;
    this.strides = strides;
    this.offset = offset;
    let size = 1;
    let contiguous = true;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const length = shape[axis]!;
      if (length !== 1 && strides[axis] !== size) contiguous = false;
      size *= length;
    }
    this.size = size;
    this.isContiguous = contiguous || size === 0;
  }

  /** Row-major layout of a shape, starting at element 0. */
  static contiguous(shape: readonly number[]): Layout {
    return new Layout(shape, rowMajorStrides(shape), 0);
  }
}

/**
 * Product of the dimensions; 1 for a scalar.
 *
 * @example
 * ```ts
 * sizeOf([2, 3]);   // 6
 * ```
 */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/**
 * Row-major strides of a shape, in elements.
 *
 * @example
 * ```ts
 * rowMajorStrides([2, 3, 4]);   // [12, 4, 1]
 * ```
 */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/**
 * Whether two shapes are the same, dimension by dimension.
 *
 * @example
 * ```ts
 * sameShape([2, 3], [3, 2]);   // false
 * ```
 */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/**
 * Throws unless each dimension is a non-negative integer and the element count is a safe integer.
 *
 * @example
 * ```ts
 * checkShape('crop', [2, 3]); // [2, -3] throws
 * ```
 */
export function checkShape(op: string, shape: readonly number[]): void {
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) {
      throw new TensorError(
        op,
        'shape',
        `${formatShape(shape)} is not a shape: dimensions are integers ≥ 0.`,
        {
          shapes: [shape],
        },
      );
    }
  }
  if (!Number.isSafeInteger(sizeOf(shape))) {
    throw new TensorError(op, 'shape', `${formatShape(shape)} has more elements than can be counted.`, {
      shapes: [shape],
    });
  }
}

/**
 * Resolves an axis that may count from the end (`-1` is the last) or throws.
 *
 * @example
 * ```ts
 * resolveAxis('flip', -1, 3);   // 2
 * ```
 */
export function resolveAxis(op: string, axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= rank) {
    const range = rank === 0 ? 'a scalar has no axes' : `axes run from ${-rank} to ${rank - 1}`;
    throw new TensorError(op, 'axis', `axis ${axis} does not exist: the tensor has rank ${rank}, ${range}.`);
  }
  return resolved;
}

/**
 * Resolves a list of axes (`undefined` means all), sorted, without repeats.
 *
 * @example
 * ```ts
 * resolveAxes('flip', [-1, 0], 3);   // [0, 2]
 * ```
 */
export function resolveAxes(
  op: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const resolved = (typeof axes === 'number' ? [axes] : axes).map((axis) => resolveAxis(op, axis, rank));
  if (new Set(resolved).size !== resolved.length) {
    throw new TensorError(op, 'axis', `axes [${[axes].flat().join(', ')}] name one axis twice.`);
  }
  return resolved.sort((a, b) => a - b);
}

/**
 * The shape in which all the shapes meet under broadcasting, or an error that names the first clash.
 *
 * @example
 * ```ts
 * broadcastShapes('add', [2, 1], [3]);   // [2, 3]
 * ```
 */
export function broadcastShapes(op: string, ...shapes: readonly (readonly number[])[]): readonly number[] {
  let result = shapes[0] ?? [];
  for (const shape of shapes.slice(1)) {
    if (sameShape(result, shape)) continue;
    const rank = Math.max(result.length, shape.length);
    const merged = new Array<number>(rank);
    for (let i = 1; i <= rank; i++) {
      const a = result[result.length - i] ?? 1;
      const b = shape[shape.length - i] ?? 1;
      if (a !== b && a !== 1 && b !== 1) {
        throw new TensorError(
          op,
          'shape',
          `shapes do not broadcast: ${shapes.map(formatShape).join(' and ')} differ in dimension ${rank - i} (${a} ≠ ${b}). Make the dimensions equal, or one of them 1.`,
          { shapes },
        );
      }
      merged[rank - i] = a === 1 ? b : a;
    }
    result = merged;
  }
  return result;
}

/**
 * The layout stretched to a larger shape with stride 0; the shapes are known to broadcast.
 *
 * @example
 * ```ts
 * broadcastLayout(Layout.contiguous([3]), [2, 3]).strides;   // [0, 1]
 * ```
 */
export function broadcastLayout(layout: Layout, shape: readonly number[]): Layout {
  const lead = shape.length - layout.shape.length;
  const strides = new Array<number>(shape.length);
  for (let axis = 0; axis < shape.length; axis++) {
    const source = axis - lead;
    strides[axis] =
      source < 0 || (layout.shape[source] === 1 && shape[axis] !== 1) ? 0 : layout.strides[source]!;
  }
  return new Layout(shape, strides, layout.offset);
}

/**
 * The same elements under another shape without moving them, or `null` where only a copy can do that.
 *
 * @example
 * ```ts
 * const layout = Layout.contiguous([2, 3]);
 * reshapeLayout(layout, [3, 2]).strides;                        // [2, 1]
 * reshapeLayout(permuteLayout(layout, [1, 0]), [6]);   // null
 * ```
 */
export function reshapeLayout(layout: Layout, shape: readonly number[]): Layout | null {
  if (layout.isContiguous) return new Layout(shape, rowMajorStrides(shape), layout.offset);
  const strides = new Array<number>(shape.length).fill(0);
  const axes = layout.shape.map((_, axis) => axis).filter((axis) => layout.shape[axis] !== 1);
  let from = 0;
  let to = 0;
  while (from < axes.length) {
    // One block: the shortest runs of old and of new dimensions that hold the same number of elements.
    let oldEnd = from + 1;
    let newEnd = to + 1;
    let oldSize = layout.shape[axes[from]!]!;
    let newSize = shape[to] ?? 1;
    while (oldSize !== newSize) {
      if (oldSize < newSize) oldSize *= layout.shape[axes[oldEnd++]!]!;
      else newSize *= shape[newEnd++]!;
    }
    for (let i = from; i + 1 < oldEnd; i++) {
      const inner = axes[i + 1]!;
      if (layout.strides[axes[i]!] !== layout.strides[inner]! * layout.shape[inner]!) return null;
    }
    let step = layout.strides[axes[oldEnd - 1]!]!;
    for (let i = newEnd - 1; i >= to; i--) {
      strides[i] = step;
      step *= shape[i]!;
    }
    from = oldEnd;
    to = newEnd;
  }
  return new Layout(shape, strides, layout.offset);
}

/**
 * The layout with its axes in another order.
 *
 * @example
 * ```ts
 * permuteLayout(Layout.contiguous([2, 3]), [1, 0]).strides;   // [1, 3]
 * ```
 */
export function permuteLayout(layout: Layout, order: readonly number[]): Layout {
  return new Layout(
    order.map((axis) => layout.shape[axis]!),
    order.map((axis) => layout.strides[axis]!),
    layout.offset,
  );
}

/**
 * Every `step`-th element from `start`, `size` of them, along each axis; a negative step walks backwards.
 *
 * @example
 * ```ts
 * const backwards = sliceLayout(Layout.contiguous([4]), [3], [2], [-1]);
 * backwards.offset;    // 3
 * backwards.strides;   // [-1]
 * ```
 */
export function sliceLayout(
  layout: Layout,
  starts: readonly number[],
  sizes: readonly number[],
  steps: readonly number[],
): Layout {
  // Nothing lies nowhere: an empty slice must not point behind an empty storage.
  const isEmpty = sizes.includes(0);
  let offset = layout.offset;
  const strides = layout.strides.map((stride, axis) => {
    if (!isEmpty) offset += starts[axis]! * stride;
    return stride * steps[axis]!;
  });
  return new Layout(sizes, strides, offset);
}
