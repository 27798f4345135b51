// Reductions: every set of axes, kept and dropped, over every arrangement.

import { type AttrsOf, type DType, type OpsOf, opRecord } from '@cambium/tensor';
import { build, elementAt, forEachIndex, type HostTensor, sizeOf } from '../harness/host.ts';
import { specials } from '../harness/values.ts';
import { folded } from '../reference/lines.ts';
import { axesOf, dense, type Form, laid, oddShapes, oneInput, type Suite } from '../suite.ts';

type ReduceOp = OpsOf<'reduce'>;
type ReduceAttrs = AttrsOf<ReduceOp>;

function isPlace(op: ReduceOp): boolean {
  return op === 'argMax' || op === 'argMin';
}

/** All sets of axes, one axis at a time for places. */
function axisSets(op: ReduceOp, shape: readonly number[]): number[][] {
  if (isPlace(op)) return axesOf(shape).map((axis) => [axis]);
  // Each subset is a number whose bits are the axes in it.
  return Array.from({ length: 2 ** shape.length }, (_, bits) =>
    axesOf(shape).filter((axis) => (bits >> axis) & 1),
  );
}

/** Attributes for which the op has a value: not all ops have one over no elements. */
function attrsFor(op: ReduceOp, shape: readonly number[], dtype: DType): ReduceAttrs[] {
  return axisSets(op, shape)
    .flatMap((axes) => [false, true].map((keepDims) => ({ axes, keepDims })))
    .filter((attrs) => {
      try {
        return opRecord(op).infer([{ shape, dtype }], attrs, op).length > 0;
      } catch {
        return false;
      }
    });
}

function keptShape(shape: readonly number[], { axes }: ReduceAttrs): number[] {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

/** The folded elements behind one element of the result, in row-major order. */
function elementsBehind(x: HostTensor, index: readonly number[], { axes }: ReduceAttrs): number[] {
  const list: number[] = [];
  forEachIndex(
    x.shape.map((length, axis) => (axes.includes(axis) ? length : 1)),
    (offset) => {
      const place = index.map((i, axis) => (axes.includes(axis) ? offset[axis]! : i));
      list.push(elementAt(x, place));
    },
  );
  return list;
}

/** Cases of the reductions. */
export const reduce: Suite<ReduceOp> = {
  forms: (op, dtype) => oneInput([...oddShapes, [200]], (shape) => attrsFor(op, shape, dtype)),
  specialForms: (_op, dtype, subnormals) => {
    const values = specials(dtype, subnormals);
    const line = (list: readonly number[]): Form => ({
      slots: [{ shape: [list.length], values: list }],
      attrs: { axes: [0], keepDims: false },
    });
    // Each special value in front of, between and behind everyday ones, and lines of nothing but one of them.
    const around = values.flatMap((value) => [
      line([value, 1, 0]),
      line([1, value, 0, value]),
      line([0, 1, 1, 1, value]),
    ]);
    const alone = values.map((value) => line([value, value, value]));
    const table: Form = {
      slots: [{ shape: [values.length, 3], values: values.flatMap((x) => [x, 1, 0]) }],
      attrs: { axes: [1], keepDims: false },
    };
    return [...around, ...alone, table, line(values.filter((value) => !Number.isNaN(value)))];
  },
  gradientForms: (op) =>
    [dense(4), laid('transposed', 2, 3), laid('stepped', 2, 2, 2)].flatMap((slot) =>
      attrsFor(op, slot.shape, 'float64').map((attrs) => ({ slots: [slot], attrs })),
    ),
  reference: (op, inputs, attrs) => {
    const [x] = inputs as readonly [HostTensor];
    const kept = keptShape(x.shape, attrs);
    const [spec] = opRecord(op).infer([x], attrs, op);
    const result = build(kept, spec!.dtype, (index) => folded(op, elementsBehind(x, index, attrs), x.dtype));
    const shape = attrs.keepDims ? kept : x.shape.filter((_, axis) => !attrs.axes.includes(axis));
    return [{ ...result, shape }];
  },
  terms: (_op, inputs, attrs) => sizeOf(attrs.axes.map((axis) => inputs[0]!.shape[axis]!)),
};
