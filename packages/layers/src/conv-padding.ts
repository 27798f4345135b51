// Borders that a convolution fills with something else than zeros.

import { type ConvOptions, type Padding, pad, type Tensor } from '@cambium/tensor';

/** What the border of a convolution is filled with; see `pad` for what the modes do. */
export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular';

type Window = Pick<ConvOptions, 'padding' | 'stride' | 'dilation'>;

const at = (values: number | readonly number[] | undefined, axis: number): number =>
  typeof values === 'number' ? values : (values?.[axis] ?? 1);

/** `[before, after]` of a spatial axis of the given length. */
function widthsOf(
  window: Window,
  axis: number,
  length: number,
  kernel: number,
): readonly [before: number, after: number] {
  const padding: Padding = window.padding ?? 'valid';
  if (padding === 'valid') return [0, 0];
  if (padding === 'same') {
    const stride = at(window.stride, axis);
    const reach = at(window.dilation, axis) * (kernel - 1) + 1;
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + reach - length);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  }
  const width = typeof padding === 'number' ? padding : padding[axis]!;
  return typeof width === 'number' ? [width, width] : width;
}

/** Images `[batch, ...spatial, channels]` with the border that a convolution with these settings would add. */
export function withBorder(
  x: Tensor,
  mode: Exclude<PaddingMode, 'zeros'>,
  kernel: readonly number[],
  window: Window,
): Tensor {
  const spatial = kernel.map((length, axis) => widthsOf(window, axis, x.shape[axis + 1] ?? 0, length));
  return pad(x, [[0, 0], ...spatial, [0, 0]], { mode });
}
