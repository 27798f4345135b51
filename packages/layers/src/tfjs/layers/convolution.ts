// Convolutions. Their weights lie as ours do: `[...kernel, in, out]`, and `[...kernel, out, in]` where transposed.

import { formatShape, type Padding, sameShape } from '@cambium/tensor';
import { Conv1d, Conv2d, Conv3d, type ConvLayerOptions } from '../../conv.ts';
import { ConvTranspose2d, ConvTranspose3d, type ConvTransposeLayerOptions } from '../../conv-transpose.ts';
import { zerosInit } from '../../initializers.ts';
import { DepthwiseConv2d, SeparableConv2d } from '../../separable-conv.ts';
import type { Layer } from '../../sequential.ts';
import { optionalActivation } from '../activations.ts';
import type { Config } from '../config.ts';
import { type Converter, checkLayout, type LayerSource, reshaping } from '../layer.ts';
import { fill } from '../weight-store.ts';

interface Window {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: Padding;
}

/** The settings of a window, which must have the size of the weight. */
function windowOf(config: Config, kernel: readonly number[]): Window {
  checkLayout(config);
  const rank = kernel.length;
  const stride = config.counts('strides', rank, 1);
  const dilation = config.counts('dilation_rate', rank, 1);
  if (config.has('kernel_size') && String(config.counts('kernel_size', rank)) !== String(kernel))
    config.refuse(`kernel_size is [${config.counts('kernel_size', rank)}], the weight has [${kernel}].`);
  const named = config.choice(
    'padding',
    rank === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same'],
    'valid',
  );
  const padding: Padding =
    named === 'causal' ? [[dilation[0]! * (kernel[0]! - 1), 0]] : (named as 'valid' | 'same');
  return { kernelSize: kernel, stride, dilation, padding };
}

/** The bias, as the layers take it. */
function biasOf(
  { config, weights }: LayerSource,
  channels: number,
): Pick<ConvLayerOptions, 'bias' | 'biasInit'> {
  return config.flag('use_bias', true)
    ? { biasInit: weights.takeShaped('bias', [channels]).init }
    : { bias: false };
}

function checkFilters(config: Config, channels: number): void {
  if (config.count('filters', channels) !== channels)
    config.refuse(`filters is ${config.count('filters')}, the weight has ${channels}.`);
}

const convolution =
  (rank: number, Made: new (options: ConvLayerOptions) => Layer): Converter =>
  (source) => {
    const { config, weights } = source;
    const kernel = weights.take('kernel', rank + 2);
    const [narrow, outChannels] = kernel.shape.slice(-2) as [number, number];
    const groups = config.count('groups', 1);
    checkFilters(config, outChannels);
    const layer = new Made({
      ...windowOf(config, kernel.shape.slice(0, rank)),
      ...biasOf(source, outChannels),
      inChannels: narrow * groups,
      outChannels,
      groups,
      weightInit: kernel.init,
    });
    return reshaping(layer, optionalActivation(config));
  };

const transposed =
  (rank: number, Made: new (options: ConvTransposeLayerOptions) => Layer): Converter =>
  (source) => {
    const { config, weights } = source;
    const kernel = weights.take('kernel', rank + 2);
    const [outChannels, inChannels] = kernel.shape.slice(-2) as [number, number];
    checkFilters(config, outChannels);
    if (config.has('output_padding')) config.refuse('output_padding is not supported. Leave it out.');
    const window = windowOf(config, kernel.shape.slice(0, rank));
    // Keras gives rows that no window reaches to the output, so that it has `stride` for each of the input.
    const outputPadding = window.stride.map((step, i) => Math.max(0, step - window.kernelSize[i]!));
    const layer = new Made({
      ...window,
      ...biasOf(source, outChannels),
      ...(window.padding === 'same' ? {} : { outputPadding }),
      inChannels,
      outChannels,
      weightInit: kernel.init,
    });
    return reshaping(layer, optionalActivation(config));
  };

/** `Conv1D`, with `causal` padding, too. */
export const conv1d = convolution(1, Conv1d);
/** `Conv2D`. */
export const conv2d = convolution(2, Conv2d);
/** `Conv3D`. */
export const conv3d = convolution(3, Conv3d);
/** `Conv2DTranspose`. */
export const conv2dTranspose = transposed(2, ConvTranspose2d);
/** `Conv3DTranspose`. */
export const conv3dTranspose = transposed(3, ConvTranspose3d);

/** `DepthwiseConv2D`. */
export const depthwiseConv2d: Converter = (source) => {
  const { config, weights } = source;
  const kernel = weights.take('depthwise_kernel', 4);
  const [inChannels, multiplier] = kernel.shape.slice(2) as [number, number];
  const layer = new DepthwiseConv2d({
    ...windowOf(config, kernel.shape.slice(0, 2)),
    ...biasOf(source, inChannels * multiplier),
    inChannels,
    multiplier,
    weightInit: kernel.init,
  });
  return reshaping(layer, optionalActivation(config));
};

/** `SeparableConv2D`. */
export const separableConv2d: Converter = (source) => {
  const { config, weights } = source;
  const depthwise = weights.take('depthwise_kernel', 4);
  const [inChannels, multiplier] = depthwise.shape.slice(2) as [number, number];
  const pointwise = weights.take('pointwise_kernel', 4);
  const outChannels = pointwise.shape[3]!;
  checkFilters(config, outChannels);
  if (!sameShape(pointwise.shape, [1, 1, inChannels * multiplier, outChannels]))
    config.refuse(
      `its weights ${formatShape(depthwise.shape)} and ${formatShape(pointwise.shape)} do not fit together.`,
    );
  const layer = new SeparableConv2d({
    ...windowOf(config, depthwise.shape.slice(0, 2)),
    ...biasOf(source, outChannels),
    inChannels,
    multiplier,
    outChannels,
    weightInit: zerosInit(),
  });
  fill(layer.depthwise, depthwise);
  fill(layer.pointwise, pointwise);
  return reshaping(layer, optionalActivation(config));
};
