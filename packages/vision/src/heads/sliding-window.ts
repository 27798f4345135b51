// A classifier for windows of one size, slid over larger images: all windows at once, as a convolution.

import { Conv2d, type Linear } from '@cambium/layers';
import { reshape, scope, TensorError } from '@cambium/tensor';

/**
 * The convolution that does to each window of a feature map what a dense layer does to one flattened window: the kernel is
 * as large as the window. A classifier whose dense layers are turned into convolutions looks at all windows of a larger
 * image in one pass, and computes what they share once. Later dense layers become 1×1 convolutions.
 *
 * @param linear a layer from `height · width · channels` features; its values are copied
 * @param window height, width and channels of the features that were flattened
 * @throws TensorError `shape` if the window has another number of features
 * @see Sermanet et al., "OverFeat" (2014); course part 7
 * @example
 * ```ts
 * const dense = new Linear(2 * 2 * 3, 5);
 * slidingWindow(dense, [2, 2, 3]).forward(zeros([1, 4, 6, 3])).shape; // [1, 3, 5, 5]: a result for each window
 * ```
 */
export function slidingWindow(
  linear: Linear,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
): Conv2d {
  const [features, outChannels] = linear.weight.shape as [number, number];
  if (features !== height * width * channels) {
    throw new TensorError(
      'slidingWindow',
      'shape',
      `a window [${height}, ${width}, ${channels}] has ${height * width * channels} features, the layer takes ${features}.`,
      { shapes: [linear.weight.shape] },
    );
  }
  const { bias, weight } = linear;
  const conv = new Conv2d({
    inChannels: channels,
    outChannels,
    kernelSize: [height, width],
    bias: bias !== null,
    dtype: weight.dtype,
  });
  scope(() => {
    conv.weight.assign(reshape(weight, [height, width, channels, outChannels]));
    if (bias !== null) conv.bias!.assign(bias.value);
  });
  return conv;
}
