// Sorting: values and places, stable in both directions, NaN greatest.

import type { AttrsOf, DType, OpsOf } from '@cambium/tensor';
import { type HostTensor, mapLines, sizeOf } from '../harness/host.ts';
import { sample, specials } from '../harness/values.ts';
import { sortedPlaces } from '../reference/lines.ts';
import { axesOf, dense, type Form, laid, oddShapes, oneInput, type Suite } from '../suite.ts';

type SortOp = OpsOf<'sort'>;

function attrsFor(shape: readonly number[]): AttrsOf<SortOp>[] {
  return axesOf(shape).flatMap((axis) => [false, true].map((descending) => ({ axis, descending })));
}

/** Few different values, so that only a stable sort finds the right places. */
function withTies(form: Form, dtype: DType): Form {
  const [slot] = form.slots;
  const values = sample(dtype, sizeOf(slot!.shape), 3).map((x) => Math.trunc(x) % 4);
  return { ...form, slots: [{ ...slot!, values }] };
}

/** Cases of sorting. */
export const sort: Suite<SortOp> = {
  forms: (_op, dtype) => {
    const forms = oneInput([...oddShapes, [257]], attrsFor);
    return [...forms, ...forms.map((form) => withTies(form, dtype))];
  },
  specialForms: (_op, dtype, subnormals) => {
    const values = specials(dtype, subnormals);
    const mixed = [...values, ...values.map((_, i) => values[(i * 7) % values.length]!)];
    return attrsFor([mixed.length]).map((attrs) => ({
      slots: [{ shape: [mixed.length], values: mixed }],
      attrs,
    }));
  },
  gradientForms: () =>
    [dense(5), laid('transposed', 3, 2)].flatMap((slot) =>
      attrsFor(slot.shape).map((attrs) => ({ slots: [slot], attrs })),
    ),
  reference: (_op, inputs, { axis, descending }) => {
    const [x] = inputs as readonly [HostTensor];
    return [
      mapLines(x, axis, x.dtype, (line) => sortedPlaces(line, descending).map((place) => line[place]!)),
      mapLines(x, axis, 'int32', (line) => sortedPlaces(line, descending)),
    ];
  },
};
