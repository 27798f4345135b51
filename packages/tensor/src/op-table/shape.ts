// Movement: views that only change the layout, and ops assembled from strided copies.

import type { Operand } from '../backend/types.ts';
import type { DType } from '../dtype.ts';
import { formatShape, TensorError } from '../errors.ts';
import {
  broadcastLayout,
  broadcastShapes,
  checkShape,
  Layout,
  permuteLayout,
  reshapeLayout,
  resolveAxis,
  sameShape,
  sizeOf,
  sliceLayout,
} from '../layout.ts';
import { checkSameDType } from './check.ts';
import type { JsonNumber } from './create.ts';
import type { NoAttrs } from './elementwise.ts';
import {
  type AssembledRecord,
  type Attrs,
  exact,
  type KernelRecord,
  type TensorSpec,
  type ViewRecord,
} from './record.ts';

/** A shape as an attribute. */
export type ShapeAttrs = {
  /** Shape of the output. */
  readonly shape: readonly number[];
};
/** First element, number of elements and step along each axis; a negative step walks backwards from `starts`. */
export type SliceAttrs = {
  /** Index of the first element. */
  readonly starts: readonly number[];
  /** Number of elements. */
  readonly sizes: readonly number[];
  /** From one element to the next. */
  readonly steps: readonly number[];
};
/** Where the input lies inside the larger, otherwise constant output. */
export type PlaceAttrs = {
  /** Shape of the output. */
  readonly shape: readonly number[];
  /** Where the first element of the input goes. */
  readonly starts: readonly number[];
  /** From one element of the input to the next. */
  readonly steps: readonly number[];
  /** What stands everywhere else. */
  readonly value: JsonNumber;
};

const differentiable = [-2, 2] as readonly [number, number];

function view<A extends Attrs>(
  layout: (layout: Layout, attrs: A, op: string) => Layout,
): ViewRecord<A> & { gradDomain: readonly [number, number] } {
  return {
    kind: 'view',
    infer: ([x], attrs, op) => [
      { shape: layout(Layout.contiguous(x!.shape), attrs, op).shape, dtype: x!.dtype },
    ],
    layout,
    tolerance: exact,
    gradDomain: differentiable,
  };
}

/** Movement part of the op table. */
export const shapeOps = {
  reshape: view<ShapeAttrs>((layout, { shape }, op) => {
    checkShape(op, shape);
    if (sizeOf(shape) !== layout.size) {
      throw new TensorError(
        op,
        'shape',
        `cannot see ${formatShape(layout.shape)} (${layout.size} elements) as ${formatShape(shape)} (${sizeOf(shape)} elements).`,
        { shapes: [layout.shape, shape] },
      );
    }
    const result = reshapeLayout(layout, shape);
    if (result === null) {
      throw new TensorError(
        op,
        'shape',
        `${formatShape(layout.shape)} is strided and needs contiguous() first.`,
      );
    }
    return result;
  }),

  permute: view<{ readonly order: readonly number[] }>((layout, { order }, op) => {
    const rank = layout.shape.length;
    if (order.length !== rank || new Set(order.map((axis) => resolveAxis(op, axis, rank))).size !== rank) {
      throw new TensorError(
        op,
        'axis',
        `[${order.join(', ')}] is not an order of the ${rank} axes of ${formatShape(layout.shape)}.`,
        {
          shapes: [layout.shape],
        },
      );
    }
    return permuteLayout(layout, order);
  }),

  broadcastTo: view<ShapeAttrs>((layout, { shape }, op) => {
    checkShape(op, shape);
    if (!sameShape(broadcastShapes(op, layout.shape, shape), shape)) {
      throw new TensorError(
        op,
        'shape',
        `${formatShape(layout.shape)} does not stretch to ${formatShape(shape)}.`,
        {
          shapes: [layout.shape, shape],
        },
      );
    }
    return broadcastLayout(layout, shape);
  }),

  slice: view<SliceAttrs>((layout, { starts, sizes, steps }, op) => {
    checkSlice(op, layout.shape, starts, sizes, steps);
    return sliceLayout(layout, starts, sizes, steps);
  }),

  /** A row-major copy. */
  contiguous: {
    kind: 'kernel',
    family: 'copy',
    infer: ([x]) => [x!],
    tolerance: exact,
    gradDomain: differentiable,
  } satisfies KernelRecord<'copy', NoAttrs>,

  /** Another dtype. To integers: truncated towards zero, saturated, NaN becomes 0. To bool: x ≠ 0. */
  cast: {
    kind: 'kernel',
    family: 'copy',
    infer: ([x], { dtype }) => [{ shape: x!.shape, dtype }],
    tolerance: exact,
    gradDomain: differentiable,
  } satisfies KernelRecord<'copy', { readonly dtype: DType }>,

  concat: {
    kind: 'assembled',
    infer: (inputs, { axis }, op) => [{ shape: concatShape(op, inputs, axis), dtype: inputs[0]!.dtype }],
    assemble: (kernels, inputs, [output], { axis }) => {
      let start = 0;
      for (const input of inputs) {
        const starts = output!.layout.shape.map((_, i) => (i === axis ? start : 0));
        kernels.copy('contiguous', [input], [part(output!, input.layout.shape, starts)], {});
        start += input.layout.shape[axis]!;
      }
    },
    tolerance: exact,
    gradDomain: differentiable,
  } satisfies AssembledRecord<{ readonly axis: number }>,

  /** The input inside a larger constant tensor: padding, and the gradient of `slice`. */
  place: {
    kind: 'assembled',
    infer: ([x], { shape, starts, steps }, op) => {
      checkShape(op, shape);
      checkSlice(op, shape, starts, x!.shape, steps);
      return [{ shape, dtype: x!.dtype }];
    },
    assemble: (kernels, [x], [output], { starts, steps, value }) => {
      kernels.fill('fill', [], [output!], { shape: output!.layout.shape, dtype: output!.dtype, value });
      kernels.copy('contiguous', [x!], [part(output!, x!.layout.shape, starts, steps)], {});
    },
    tolerance: exact,
    gradDomain: differentiable,
  } satisfies AssembledRecord<PlaceAttrs>,

  /** Inputs: destination (overwritten), value. No outputs. The one op that changes existing storage in place. */
  assign: {
    kind: 'assembled',
    mutates: [0],
    infer: (inputs, _attrs, op) => {
      const [destination, value] = inputs as readonly [TensorSpec, TensorSpec];
      checkSameDType(op, inputs);
      if (!sameShape(destination.shape, value.shape)) {
        throw new TensorError(
          op,
          'shape',
          `cannot put ${formatShape(value.shape)} into ${formatShape(destination.shape)}.`,
          {
            shapes: [destination.shape, value.shape],
          },
        );
      }
      return [];
    },
    assemble: (kernels, [destination, value]) => kernels.copy('contiguous', [value!], [destination!], {}),
    tolerance: exact,
    gradDomain: null,
  } satisfies AssembledRecord<NoAttrs>,
};

/** The sub-view of a kernel operand. */
function part(
  operand: Operand,
  sizes: readonly number[],
  starts: readonly number[],
  steps?: readonly number[],
): Operand {
  const layout = sliceLayout(operand.layout, starts, sizes, steps ?? starts.map(() => 1));
  return { buffer: operand.buffer, dtype: operand.dtype, layout };
}

function concatShape(op: string, inputs: readonly TensorSpec[], axis: number): readonly number[] {
  const first = inputs[0];
  if (first === undefined) throw new TensorError(op, 'shape', 'needs at least one tensor.');
  checkSameDType(op, inputs);
  resolveAxis(op, axis, first.shape.length);
  const shape = [...first.shape];
  shape[axis] = 0;
  for (const input of inputs) {
    const fits =
      input.shape.length === shape.length &&
      input.shape.every((length, i) => i === axis || length === shape[i]);
    if (!fits) {
      const shapes = inputs.map((each) => each.shape);
      throw new TensorError(
        op,
        'shape',
        `shapes differ outside axis ${axis}: ${shapes.map(formatShape).join(', ')}.`,
        { shapes },
      );
    }
    shape[axis] += input.shape[axis]!;
  }
  return shape;
}

function checkSlice(
  op: string,
  shape: readonly number[],
  starts: readonly number[],
  sizes: readonly number[],
  steps: readonly number[],
): void {
  for (let axis = 0; axis < Math.max(shape.length, sizes.length); axis++) {
    const [length, start, size, step] = [shape[axis], starts[axis], sizes[axis], steps[axis]];
    const valid =
      length !== undefined &&
      [start, size, step].every((value) => Number.isInteger(value)) &&
      size! >= 0 &&
      step !== 0 &&
      (size === 0 || (inside(start!, length) && inside(start! + (size! - 1) * step!, length)));
    if (!valid) {
      throw new TensorError(
        op,
        'index',
        `start ${start}, size ${size}, step ${step} leave axis ${axis} of ${formatShape(shape)}.`,
        { shapes: [shape] },
      );
    }
  }
}

function inside(index: number, length: number): boolean {
  return index >= 0 && index < length;
}
