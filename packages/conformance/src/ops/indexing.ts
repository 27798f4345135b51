// Gathering and scattering: indices of any rank, repeated ones, along every axis.

import { type AttrsOf, type OpsOf, opRecord } from '@cambium/tensor';
import { type Arrangement, arrangementsOf } from '../harness/arrange.ts';
import {
  build,
  elementAt,
  forEachIndex,
  type HostTensor,
  positionOf,
  replaced,
  sizeOf,
} from '../harness/host.ts';
import { stream } from '../harness/values.ts';
import { axesOf, type Form, laid, type Slot, type Suite } from '../suite.ts';

type GatherOp = OpsOf<'gather'>;
type ScatterOp = OpsOf<'scatterAdd'>;

const shapes: readonly (readonly number[])[] = [
  [1],
  [3],
  [17],
  [3, 17],
  [17, 3],
  [2, 3, 5],
  [5, 1, 7],
  [2, 0, 3],
  [2, 1, 3, 4],
];
const indexShapes: readonly (readonly number[])[] = [[], [1], [5], [0], [2, 3], [1, 1, 2]];
const few: readonly (readonly number[])[] = [[4], [2, 3]];

/** Repeatable indices below `limit`; where there are none, as many zeros as needed: none. */
function indicesOf(shape: readonly number[], limit: number, arrangement: Arrangement): Slot {
  const next = stream(sizeOf(shape) + limit);
  const values = Array.from({ length: sizeOf(shape) }, () => Math.floor(next() * limit));
  return { shape, arrangement, dtype: 'int32', values };
}

/** The `i`-th arrangement of a shape, round and round. */
function turn(shape: readonly number[], i: number): Arrangement {
  const all = arrangementsOf(shape);
  return all[i % all.length]!;
}

/** `gather` and `scatterSlices` along an axis: a slice and the indices that stand in its place. */
function slicing(
  op: GatherOp | ScatterOp,
  shape: readonly number[],
  axis: number,
  indexShape: readonly number[],
  i: number,
): Form[] {
  const size = shape[axis]!;
  if (size === 0 && sizeOf(indexShape) > 0) return [];
  const indices = indicesOf(indexShape, size, turn(indexShape, i + 1));
  const wide = [...shape.slice(0, axis), ...indexShape, ...shape.slice(axis + 1)];
  return op === 'gather'
    ? [{ slots: [laid(turn(shape, i), ...shape), indices], attrs: { axis } }]
    : [{ slots: [indices, laid(turn(wide, i), ...wide)], attrs: { axis, size } }];
}

/** `takeAlongAxis` and `scatterElements` along an axis: as many elements of each line as there are indices. */
function picking(
  op: GatherOp | ScatterOp,
  shape: readonly number[],
  axis: number,
  count: number,
  i: number,
): Form[] {
  const size = shape[axis]!;
  const line = replaced(shape, axis, count);
  if (size === 0 && sizeOf(line) > 0) return [];
  const indices = indicesOf(line, size, turn(line, i + 1));
  return op === 'takeAlongAxis'
    ? [{ slots: [laid(turn(shape, i), ...shape), indices], attrs: { axis } }]
    : [{ slots: [indices, laid(turn(line, i), ...line)], attrs: { axis, size } }];
}

function forms(
  op: GatherOp | ScatterOp,
  of: readonly (readonly number[])[],
  turns: readonly number[],
): Form[] {
  const slices = op === 'gather' || op === 'scatterSlices';
  return of.flatMap((shape) =>
    axesOf(shape).flatMap((axis) =>
      turns.flatMap((i) =>
        slices
          ? indexShapes.flatMap((indexShape) => slicing(op, shape, axis, indexShape, i))
          : [1, 4, 0].flatMap((count) => picking(op, shape, axis, count, i)),
      ),
    ),
  );
}

/** Gradient forms without empty tensors. */
function gradients(op: GatherOp | ScatterOp): Form[] {
  return forms(op, few, [0, 2]).filter(({ slots }) =>
    slots.every(({ shape }) => sizeOf(shape) > 0 && sizeOf(shape) < 13),
  );
}

/** Cases of reading at computed places. */
export const gather: Suite<GatherOp> = {
  forms: (op) => forms(op, shapes, [0, 1, 2, 3, 4, 5]),
  gradientForms: gradients,
  reference: (op, inputs, { axis }) => {
    const [x, indices] = inputs as readonly [HostTensor, HostTensor];
    if (op === 'takeAlongAxis') {
      return [
        build(indices.shape, x.dtype, (at) => elementAt(x, replaced(at, axis, elementAt(indices, at)))),
      ];
    }
    const rank = indices.shape.length;
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    return [
      build(shape, x.dtype, (at) =>
        elementAt(x, [
          ...at.slice(0, axis),
          elementAt(indices, at.slice(axis, axis + rank)),
          ...at.slice(axis + rank),
        ]),
      ),
    ];
  },
};

/** Cases of adding up at computed places. */
export const scatterAdd: Suite<ScatterOp> = {
  forms: (op) => forms(op, shapes, [0, 1, 2, 3, 4, 5]),
  gradientForms: gradients,
  reference: (op, inputs, attrs) => [scattered(op, inputs, attrs)],
  terms: (_op, inputs) => sizeOf(inputs[0]!.shape),
};

function scattered(op: ScatterOp, inputs: readonly HostTensor[], attrs: AttrsOf<ScatterOp>): HostTensor {
  const [indices, updates] = inputs as readonly [HostTensor, HostTensor];
  const { axis } = attrs;
  const rank = op === 'scatterSlices' ? indices.shape.length : 1;
  const { shape } = opRecord(op).infer(inputs, attrs, op)[0]!;
  const values = new Array<number>(sizeOf(shape)).fill(0);
  forEachIndex(updates.shape, (at) => {
    const place = elementAt(indices, op === 'scatterSlices' ? at.slice(axis, axis + rank) : at);
    values[positionOf(shape, [...at.slice(0, axis), place, ...at.slice(axis + rank)])]! += elementAt(
      updates,
      at,
    );
  });
  return { shape, dtype: updates.dtype, values };
}
