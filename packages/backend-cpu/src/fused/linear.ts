// A fully connected layer: the product, with the bias added as results are stored.

import { type FusedKernel, Layout, reshapeLayout, rowMajorStrides } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { packed } from '../copy.ts';
import { matrixOf, multiplyMatrices } from '../matmul.ts';

/** `x weight + bias` over the last axis of x. */
export const linear: FusedKernel<'linear'> = ([x, weight, bias], [output]) => {
  const [depth, columns] = weight!.layout.shape as [number, number];
  const rows = x!.layout.shape.slice(0, -1).reduce((size, length) => size * length, 1);
  const shape = [rows, depth];
  const layout = reshapeLayout(x!.layout, shape);
  const dense = layout === null ? packed(x!) : null;
  const left =
    dense === null
      ? matrixOf(dataOf(x!), layout!)
      : matrixOf(dense.data, new Layout(shape, rowMajorStrides(shape), dense.offset));
  const to = { data: dataOf(output!), offset: output!.layout.offset, rowStep: columns, columnStep: 1 };
  multiplyMatrices(
    { rows, depth, columns },
    left,
    matrixOf(dataOf(weight!), weight!.layout),
    to,
    packed(bias!),
  );
};
