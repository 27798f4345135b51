// Layers that move elements: reshaping, borders, enlargement.

import {
  broadcastTo,
  concat,
  expandDims,
  flatten,
  lerp,
  reshape,
  resize,
  stack,
  type Tensor,
  transpose,
} from '@cambium/tensor';
import { Crop, Pad } from '../../border.ts';
import { Flatten } from '../../pool.ts';
import { sliceFrom } from '../axes.ts';
import type { Config } from '../config.ts';
import { quote } from '../error.ts';
import { type Converter, checkLayout, reshaping, reshapingFunction } from '../layer.ts';

/** `Flatten`. */
export const flattenLayer: Converter = ({ config }) => {
  checkLayout(config);
  return reshaping(new Flatten());
};

/** `Reshape`; one length may be open. */
export const reshapeLayer = reshapingFunction('Reshape', (config) => {
  const target = config.list('target_shape').map((length) => length ?? -1);
  const isShape = target.every((length) => Number.isSafeInteger(length) && (length as number) >= -1);
  if (!isShape || target.filter((length) => length === -1).length > 1)
    config.refuse(`target_shape ${quote(target)} is no shape.`);
  return (x) => reshape(x, [x.shape[0]!, ...(target as number[])]);
});

/** `Permute`; axes count from 1, the batch stays in front. */
export const permute = reshapingFunction('Permute', (config) => {
  const axes = config.list('dims');
  const sorted = [...axes].sort((a, b) => Number(a) - Number(b));
  if (!sorted.every((axis, i) => axis === i + 1))
    config.refuse(`dims ${quote(axes)} is no order of the axes 1 to ${axes.length}.`);
  return (x) => transpose(x, [0, ...(axes as number[])]);
});

/** `RepeatVector`: `[batch, features]` to `[batch, n, features]`. */
export const repeatVector = reshapingFunction('RepeatVector', (config) => {
  const count = config.count('n');
  return (x) => broadcastTo(expandDims(x, 1), [x.shape[0]!, count, ...x.shape.slice(1)]);
});

/** `[before, after]` of each spatial axis: one width for all, one an axis, or a pair an axis. */
function borderOf(config: Config, field: string, rank: number): (readonly [number, number])[] {
  const value = config.value(field) ?? 1;
  // One axis has one pair, which Keras does not wrap in another list.
  const isOnePair = rank === 1 && Array.isArray(value) && value.length === 2;
  const list = isOnePair ? [value] : Array.isArray(value) ? value : new Array<unknown>(rank).fill(value);
  const pairs = list.map((width: unknown) => (Array.isArray(width) ? width : [width, width]));
  const isWidth = (width: unknown) => Number.isSafeInteger(width) && (width as number) >= 0;
  if (pairs.length !== rank || !pairs.every((pair) => pair.length === 2 && pair.every(isWidth)))
    config.refuse(`${field} is ${quote(value)}, expected widths ≥ 0 of ${rank} axes.`);
  return pairs as [number, number][];
}

/** `ZeroPadding1D` and `ZeroPadding2D`. */
export const zeroPadding =
  (rank: number): Converter =>
  ({ config }) => {
    checkLayout(config);
    return reshaping(new Pad(borderOf(config, 'padding', rank)));
  };

/** `Cropping1D` and `Cropping2D`. */
export const cropping =
  (rank: number): Converter =>
  ({ config }) => {
    checkLayout(config);
    return reshaping(new Crop(borderOf(config, 'cropping', rank)));
  };

/** `UpSampling1D` and `UpSampling2D`. */
export const upSampling = (rank: number): Converter =>
  reshapingFunction(`UpSampling${rank}D`, (config) => {
    checkLayout(config);
    const factors = config.counts('size', rank, 2);
    const mode = config.choice('interpolation', ['nearest', 'bilinear'], 'nearest');
    if (mode === 'bilinear') return (x) => factors.reduce((y, factor, i) => stretch(y, i + 1, factor), x);
    return (x) =>
      resize(
        x,
        factors.map((factor, i) => factor * (x.shape[i + 1] ?? 1)),
      );
  });

/**
 * Makes an axis `factor` times as long, linearly between the elements. As in TensorFlow.js, element `i` lies at
 * `i / factor`, not between pixel edges as in `resize`; behind the last one it stays.
 */
function stretch(x: Tensor, axis: number, factor: number): Tensor {
  const last = x.shape[axis]! - 1;
  const behind = concat([sliceFrom(x, axis, 1), sliceFrom(x, axis, last)], axis);
  const between = Array.from({ length: factor }, (_, i) => lerp(x, behind, i / factor));
  return flatten(stack(between, axis + 1), axis, axis + 1);
}
