// Tensors out of nothing: one value everywhere, numbers in even steps.

import type { AttrsOf, DType, OpsOf } from '@cambium/tensor';
import { build, sizeOf } from '../harness/host.ts';
import { oddShapes, type Suite } from '../suite.ts';

function valuesOf(dtype: DType): readonly AttrsOf<'fill'>['value'][] {
  if (dtype === 'bool') return [0, 1];
  if (dtype === 'uint8') return [0, 7, 255];
  if (dtype === 'int32') return [0, -1, 2147483647, -2147483648];
  return [0, 1, -2.5, 0.1, 1e-30, 'NaN', 'Infinity', '-Infinity'];
}

/** Cases of `fill`. */
export const fill: Suite<OpsOf<'fill'>> = {
  forms: (_op, dtype) =>
    oddShapes.flatMap((shape) =>
      valuesOf(dtype).map((value) => ({ slots: [], attrs: { shape, dtype, value } })),
    ),
  reference: (_op, _inputs, { shape, dtype, value }) => [
    { shape, dtype, values: new Array<number>(sizeOf(shape)).fill(Number(value)) },
  ],
};

/** Cases of `iota`. */
export const iota: Suite<OpsOf<'iota'>> = {
  forms: (_op, dtype) => {
    const steps = [
      { start: 0, step: 1 },
      { start: 3, step: 2 },
      ...(dtype === 'uint8' ? [] : [{ start: 5, step: -3 }]),
      ...(dtype === 'float32' || dtype === 'float64'
        ? [
            { start: -1, step: 0.1 },
            { start: 2, step: 0 },
          ]
        : []),
    ];
    return [0, 1, 3, 17, 63, 100].flatMap((size) =>
      steps.map((each) => ({ slots: [], attrs: { size, ...each, dtype } })),
    );
  },
  reference: (_op, _inputs, { size, start, step, dtype }) => [
    build([size], dtype, ([i]) => start + i! * step),
  ],
};
