// Blocks of pixels, morphology, response normalisation.

import * as cambium from 'cambium';
import { convert, run } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';
import { batched, inFormat, type Pad, type PerAxis, padding } from './window.ts';

type Widths = readonly (readonly [number, number])[];

export function spaceToBatchND(x: Like, blockShape: readonly number[], paddings: Widths): FacadeTensor {
  return run(() => cambium.spaceToBatch(convert(x, 'x', 'spaceToBatchND'), blockShape, paddings));
}

export function batchToSpaceND(x: Like, blockShape: readonly number[], crops: Widths): FacadeTensor {
  return run(() => cambium.batchToSpace(convert(x, 'x', 'batchToSpaceND'), blockShape, crops));
}

export function depthToSpace(x: Like, blockSize: number, dataFormat: 'NHWC' | 'NCHW' = 'NHWC'): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'depthToSpace', 'float32');
    if (blockSize <= 1) throw new Error(`blockSize should be > 1 for depthToSpace, but was: ${blockSize}`);
    return inFormat(dataFormat, given, (images) => cambium.depthToSpace(images, blockSize));
  });
}

export function dilation2d(
  x: Like,
  filter: Like,
  strides: PerAxis,
  pad: Pad,
  dilations: PerAxis = 1,
  dataFormat = 'NHWC',
): FacadeTensor {
  return run(() => {
    const [given, element] = [convert(x, 'x', 'dilation2d'), convert(filter, 'filter', 'dilation2d')];
    if (dataFormat !== 'NHWC')
      refuse('dilation2d', `Only NHWC is currently supported, but got dataFormat of ${dataFormat}`);
    return batched('dilation2d', given, 3, (images) =>
      cambium.dilation2d(images, element, {
        stride: strides,
        padding: padding(pad, 'NHWC'),
        dilation: dilations,
      }),
    );
  });
}

export function localResponseNormalization(
  x: Like,
  depthRadius = 5,
  bias = 1,
  alpha = 1,
  beta = 0.5,
): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'localResponseNormalization');
    return batched('localResponseNormalization', given, 3, (images) =>
      cambium.localResponseNorm(images, { radius: depthRadius, bias, alpha, beta }),
    );
  });
}
