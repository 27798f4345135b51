// From PyTorch's layouts (N,C,H,W and O,I,H,W) to ours and back, by transposing, so that gradients come back in theirs.

import * as cm from 'cambium';

/** `[N, C, ...spatial]` as `[N, ...spatial, C]`; a vector stays as it is. */
export function channelsLast(x: cm.Tensor): cm.Tensor {
  return x.rank < 2 ? x : cm.moveAxis(x, 1, -1);
}

/** `[N, ...spatial, C]` as `[N, C, ...spatial]`. */
export function channelsFirst(x: cm.Tensor): cm.Tensor {
  return x.rank < 2 ? x : cm.moveAxis(x, -1, 1);
}

/** A filter `[a, b, ...kernel]` as `[...kernel, b, a]`: convolutions are out, in; transposed ones in, out. */
export function kernelFirst(weight: cm.Tensor): cm.Tensor {
  const kernel = weight.shape.slice(2).map((_, i) => i + 2);
  return cm.transpose(weight, [...kernel, 1, 0]);
}

/** Runs a spatial function over `[C, ...spatial]` or `[N, C, ...spatial]`, which has `rank` spatial axes. */
export function overImages(x: cm.Tensor, rank: number, fn: (images: cm.Tensor) => cm.Tensor): cm.Tensor {
  const isSingle = x.rank === rank + 1;
  const result = channelsFirst(fn(channelsLast(isSingle ? cm.expandDims(x, 0) : x)));
  return isSingle ? cm.squeeze(result, 0) : result;
}
