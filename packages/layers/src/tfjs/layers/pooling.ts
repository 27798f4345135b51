// Pooling: over windows, and over all positions.

import { globalAvgPool, globalMaxPool, type Tensor } from '@cambium/tensor';
import { AvgPool1d, AvgPool2d, AvgPool3d, MaxPool1d, MaxPool2d, MaxPool3d } from '../../pool.ts';
import type { Layer } from '../../sequential.ts';
import { type Converter, checkLayout, reshaping, reshapingFunction } from '../layer.ts';

interface Options {
  readonly stride: readonly number[];
  readonly padding: 'valid' | 'same';
  readonly countPadding?: boolean;
}

const pooling =
  (
    rank: number,
    extra: Pick<Options, 'countPadding'>,
    Made: new (kernelSize: readonly number[], options: Options) => Layer,
  ): Converter =>
  ({ config }) => {
    checkLayout(config);
    const size = config.counts('pool_size', rank, 2);
    const stride = config.has('strides') ? config.counts('strides', rank) : size;
    const padding = config.choice('padding', ['valid', 'same'], 'valid');
    return reshaping(new Made(size, { stride, padding, ...extra }));
  };

// Means are over what of a window lies inside.
const ofInside = { countPadding: false };

/** `MaxPooling1D`, `MaxPooling2D`, `MaxPooling3D`. */
export const maxPooling = [
  pooling(1, {}, MaxPool1d),
  pooling(2, {}, MaxPool2d),
  pooling(3, {}, MaxPool3d),
] as const;

/** `AveragePooling1D`, `AveragePooling2D`, `AveragePooling3D`. */
export const averagePooling = [
  pooling(1, ofInside, AvgPool1d),
  pooling(2, ofInside, AvgPool2d),
  pooling(3, ofInside, AvgPool3d),
] as const;

const globalPooling = (label: string, fn: (x: Tensor, options: { keepDims: boolean }) => Tensor): Converter =>
  reshapingFunction(label, (config) => {
    checkLayout(config);
    const keepDims = config.flag('keepdims', false);
    return (x) => fn(x, { keepDims });
  });

/** `GlobalAveragePooling1D` to `3D`. */
export const globalAverage = globalPooling('GlobalAveragePooling', globalAvgPool);

/** `GlobalMaxPooling1D` to `3D`. */
export const globalMax = globalPooling('GlobalMaxPooling', globalMaxPool);
