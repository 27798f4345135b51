// What sliding windows have in common: options for each spatial axis, and the arithmetic of padding.

import { formatShape, TensorError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[];

/**
 * Border of zeros around the spatial axes: none (`'valid'`), so much that the output has `⌈n / stride⌉` elements, an odd
 * one at the end (`'same'`), the same on all sides, one width an axis, or `[before, after]` for each axis.
 */
export type Padding = 'valid' | 'same' | PerAxis | readonly (readonly [number, number])[];

/** Padding by axis. */
export type Widths = readonly (readonly [number, number])[];

/** One integer ≥ `least` for each spatial axis. */
export function perAxis(
  op: string,
  name: string,
  value: PerAxis,
  rank: number,
  least = 1,
): readonly number[] {
  const values = typeof value === 'number' ? new Array<number>(rank).fill(value) : [...value];
  if (values.length !== rank || !values.every((each) => Number.isInteger(each) && each >= least)) {
    const given = typeof value === 'number' ? String(value) : formatShape(value);
    throw new TensorError(
      op,
      'value',
      `${name} must be an integer ≥ ${least}, or ${rank} of them; got ${given}.`,
    );
  }
  return values;
}

/** Padding of each spatial axis for windows of `kernel` elements. */
export function resolvePadding(
  op: string,
  padding: Padding,
  spatial: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
  dilation: readonly number[],
): Widths {
  if (padding === 'valid') return spatial.map(() => [0, 0] as const);
  if (padding === 'same') {
    return spatial.map((length, i) => {
      const reach = dilation[i]! * (kernel[i]! - 1) + 1;
      const total = Math.max(0, (Math.ceil(length / strides[i]!) - 1) * strides[i]! + reach - length);
      return [Math.floor(total / 2), Math.ceil(total / 2)] as const;
    });
  }
  const widths = typeof padding === 'number' ? spatial.map(() => padding) : padding;
  const pairs = Array.isArray(widths)
    ? widths.map((width: unknown) => (typeof width === 'number' ? [width, width] : width))
    : [];
  if (pairs.length !== spatial.length || !pairs.every(isWidthPair)) {
    throw new TensorError(
      op,
      'value',
      `padding must be 'valid', 'same', an integer ≥ 0, or ${spatial.length} integers or [before, after] pairs; got ${JSON.stringify(padding)}.`,
    );
  }
  return pairs as Widths;
}

function isWidthPair(value: unknown): value is readonly [number, number] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((width) => Number.isInteger(width) && width >= 0)
  );
}

/** Throws unless `x` is `[batch, ...spatial, channels]` of the given number of spatial axes. */
export function checkImages(op: string, x: Tensor, rank: number): void {
  if (x.rank === rank + 2) return;
  const axes = rank === 1 ? 'length' : rank === 2 ? 'height, width' : 'depth, height, width';
  throw new TensorError(
    op,
    'shape',
    `takes x [batch, ${axes}, channels], got ${formatShape(x.shape)}.${x.rank === rank + 1 ? ' Did you mean expandDims(x, 0)?' : ''}`,
    {
      shapes: [x.shape],
    },
  );
}
