// Convolution and its two gradients as matrix products over windows, a bounded tile at a time.

import type {
  ConvAttrs,
  ConvInputGradAttrs,
  ConvWeightGradAttrs,
  Kernel,
  Operand,
} from '@cambium/tensor/backend';
import { dataOf } from './buffer.ts';
import { packed } from './copy.ts';
import { depthwise, depthwiseInputGrad, depthwiseWeightGrad } from './depthwise.ts';
import { type Filter, filterOf, isDepthwise } from './filter.ts';
import { type Matrix, multiply, packPanels, packRows, storeRows } from './gemm.ts';
import { addWindows, packWindows } from './im2col.ts';
import { Windows, windowAxis } from './windows.ts';

/** Forward: `y`; `convInputGrad`: the gradient of x; `convWeightGrad`: the gradient of the filter. */
export const conv: Kernel<'conv'> = (op, [first, second], [output], attrs) => {
  // The table pairs each op with its attributes, which a union of ops forgets.
  if (op === 'conv') forward(first!, second!, output!, attrs);
  else if (op === 'convInputGrad') inputGrad(first!, second!, output!, attrs as ConvInputGradAttrs);
  else weightGrad(first!, second!, output!, attrs as ConvWeightGradAttrs);
};

/** The windows that a convolution looks through. */
function windowsOver(
  x: Operand,
  kernel: readonly number[],
  grid: readonly number[],
  attrs: ConvAttrs,
): Windows {
  const { strides, padding, dilation } = attrs;
  return new Windows(
    x.layout,
    strides.map((stride, i) => windowAxis(grid[i]!, kernel[i]!, stride, padding[i]![0], dilation[i]!)),
  );
}

function forward(x: Operand, weight: Operand, output: Operand, attrs: ConvAttrs): void {
  const filter = filterOf(weight);
  const windows = windowsOver(x, weight.layout.shape.slice(0, -2), output.layout.shape.slice(1, -1), attrs);
  const data = dataOf(x);
  const out = { data: dataOf(output), offset: output.layout.offset };
  if (isDepthwise(filter.inputs, attrs.groups)) {
    depthwise(windows, data, filter, out);
    return;
  }
  const { inputs, outputs } = filter;
  const columns = outputs / attrs.groups;
  for (let group = 0; group < attrs.groups; group++) {
    const channels = { data, first: group * inputs, count: inputs };
    const weights: Matrix = {
      ...filter,
      offset: filter.offset + group * columns,
      rowStep: outputs,
      columnStep: 1,
    };
    const to: Matrix = { ...out, offset: out.offset + group * columns, rowStep: outputs, columnStep: 1 };
    multiply({
      rows: windows.count,
      columns,
      depth: windows.taps * inputs,
      packA: (tile, row, rows, k, depth) => packWindows(windows, channels, tile, row, rows, k, depth),
      packB: (tile, k, depth, column, count) => packPanels(weights, tile, k, depth, column, count),
      store: (results, pitch, row, rows, column, count) =>
        storeRows(to, results, pitch, row, rows, column, count),
    });
  }
}

/**
 * Each window hands `grad[window, out] · W[tap, in, out]` back to the places that it saw; what meets at a place is
 * added there, in the output's own precision. Also the transposed convolution.
 */
function inputGrad(grad: Operand, weight: Operand, output: Operand, attrs: ConvInputGradAttrs): void {
  const filter = filterOf(weight);
  const windows = windowsOver(
    output,
    weight.layout.shape.slice(0, -2),
    grad.layout.shape.slice(1, -1),
    attrs,
  );
  const gradient = packed(grad);
  const data = dataOf(output);
  const { offset, size } = output.layout;
  data.fill(0, offset, offset + size);
  if (isDepthwise(filter.inputs, attrs.groups)) {
    depthwiseInputGrad(windows, gradient, filter, data);
    return;
  }
  const { inputs, outputs } = filter;
  const depth = outputs / attrs.groups;
  for (let group = 0; group < attrs.groups; group++) {
    const channels = { data, first: group * inputs, count: inputs };
    const first = group * depth;
    const grads: Matrix = { ...gradient, offset: gradient.offset + first, rowStep: outputs, columnStep: 1 };
    const turned: Matrix = { ...filter, offset: filter.offset + first, rowStep: 1, columnStep: outputs };
    multiply({
      rows: windows.count,
      columns: windows.taps * inputs,
      depth,
      packA: (tile, row, rows, k, count) => packRows(grads, tile, row, rows, k, count),
      packB: (tile, k, count, column, columns) => packPanels(turned, tile, k, count, column, columns),
      store: (results, pitch, row, rows, column, columns) =>
        addWindows(windows, channels, results, pitch, row, rows, column, columns),
    });
  }
}

/** `dW[tap, in, out] = Σ x[window, tap, in] · grad[window, out]`: the windows are the long, inner side. */
function weightGrad(x: Operand, grad: Operand, output: Operand, attrs: ConvWeightGradAttrs): void {
  const { groups } = attrs;
  const windows = windowsOver(x, attrs.kernelShape, grad.layout.shape.slice(1, -1), attrs);
  const data = dataOf(x);
  const gradient = packed(grad);
  const [inputs, outputs] = output.layout.shape.slice(-2) as [number, number];
  const result: Filter = { data: dataOf(output), offset: output.layout.offset, inputs, outputs };
  if (isDepthwise(inputs, groups)) {
    depthwiseWeightGrad(windows, data, gradient, result);
    return;
  }
  const columns = outputs / groups;
  for (let group = 0; group < groups; group++) {
    const channels = { data, first: group * inputs, count: inputs };
    const grads: Matrix = {
      ...gradient,
      offset: gradient.offset + group * columns,
      rowStep: outputs,
      columnStep: 1,
    };
    const to: Matrix = {
      ...result,
      offset: result.offset + group * columns,
      rowStep: outputs,
      columnStep: 1,
    };
    multiply({
      rows: windows.taps * inputs,
      columns,
      depth: windows.count,
      isATransposed: true,
      packA: (tile, row, rows, k, depth) => packWindows(windows, channels, tile, k, depth, row, rows),
      packB: (tile, k, depth, column, count) => packPanels(grads, tile, k, depth, column, count),
      store: (results, pitch, row, rows, column, count) =>
        storeRows(to, results, pitch, row, rows, column, count),
    });
  }
}
