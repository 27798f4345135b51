// Pooling.

import * as cambium from 'cambium';
import { convert, run, runAll, type Wanted } from './convert.ts';
import type { FacadeTensor, Like } from './tensor.ts';
import {
  batched,
  checkFormat,
  checkRounding,
  checkSteps,
  type Format,
  list,
  type Pad,
  type PerAxis,
  padding,
  type Rounding,
} from './window.ts';

function pooling(op: string, rank: 2 | 3, pool: 'max' | 'avg', wanted: Wanted) {
  const apply = {
    max: { 2: cambium.maxPool2d, 3: cambium.maxPool3d },
    avg: { 2: cambium.avgPool2d, 3: cambium.avgPool3d },
  }[pool][rank];
  return (
    x: Like,
    filterSize: PerAxis = 1,
    strides: PerAxis = 1,
    pad: Pad = 'valid',
    rounding?: Rounding,
    dataFormat?: Format,
    dilations: PerAxis = 1,
  ): FacadeTensor =>
    run(() => {
      const images = convert(x, 'x', op, wanted);
      if (dataFormat !== undefined) checkFormat(op, dataFormat, ['NHWC', 'NDHWC']);
      checkSteps(op, strides, dilations);
      checkRounding(op, pad, rounding);
      return batched(op, images, rank + 1, (each) =>
        apply(each, list(filterSize, rank), {
          stride: list(strides, rank),
          padding: padding(pad, 'NHWC'),
          ceilMode: rounding === 'ceil',
          // The border does not count in a mean.
          ...(pool === 'avg' ? { countPadding: false } : { dilation: list(dilations, rank) }),
        }),
      );
    });
}

export const maxPool = pooling('maxPool', 2, 'max', 'numeric');
export const avgPool = pooling('avgPool', 2, 'avg', 'float32');
export const maxPool3d = pooling('maxPool3d', 3, 'max', 'numeric');
export const avgPool3d = pooling('avgPool3d', 3, 'avg', 'float32');

export function maxPoolWithArgmax(
  x: Like,
  filterSize: PerAxis,
  strides: PerAxis,
  pad: Pad,
  includeBatchInIndex = false,
): { result: FacadeTensor; indexes: FacadeTensor } {
  const [result, indexes] = runAll(() => {
    const given = convert(x, 'x', 'maxPoolWithArgmax');
    const options = { stride: strides, padding: padding(pad, 'NHWC') };
    const { values, indices } = cambium.maxPool2dWithIndices(given, filterSize, options);
    if (!includeBatchInIndex) return [values, indices];
    const [batch, ...image] = given.shape as [number, ...number[]];
    const first = cambium.mul(
      cambium.arange(0, batch, 1, { dtype: 'int32' }),
      image.reduce((a, b) => a * b, 1),
    );
    return [values, cambium.add(indices, cambium.reshape(first, [batch, 1, 1, 1]))];
  });
  return { result: result!, indexes: indexes! };
}

/** Pooling of either kind; with dilation the pixels of a window come together in blocks. */
export function pool(
  input: Like,
  windowShape: PerAxis,
  poolingType: 'avg' | 'max',
  pad: Pad,
  dilations: PerAxis = 1,
  strides: PerAxis = 1,
  rounding?: Rounding,
): FacadeTensor {
  const apply = poolingType === 'avg' ? avgPool : maxPool;
  return apply(input, windowShape, strides ?? 1, pad, rounding, 'NHWC', dilations ?? 1);
}
