// Every layer with parameters, in double precision: how it is called, on what, and the shape of what it gives.

import { arange, cos, reshape, type Tensor, tanh, tensor } from '@cambium/tensor';
import {
  AdaptiveAvgPool,
  AdaptiveMaxPool,
  AdditiveAttention,
  BatchNorm,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Crop,
  DepthwiseConv2d,
  Embedding,
  Flatten,
  GroupNorm,
  Inception,
  InstanceNorm,
  LayerNorm,
  Linear,
  LSTM,
  MaxPool2d,
  type Module,
  MultiHeadAttention,
  Pad,
  PReLU,
  Residual,
  RMSNorm,
  SeparableConv2d,
  Sequential,
  TimeDistributed,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  UpSampling,
} from '../src/index.ts';

const dtype = 'float64';

/** A layer to be checked as a whole. */
export interface LayerCase {
  readonly name: string;
  readonly make: () => Module;
  /** Calls the layer on an input of the shape. */
  readonly call: (layer: never, x: Tensor) => Tensor;
  readonly input: readonly number[];
  readonly output: readonly number[];
}

type Simple = Module & { forward(x: Tensor): Tensor };

function plain(name: string, make: () => Simple, input: readonly number[], output = input): LayerCase {
  return { name, make, call: (layer: Simple, x) => layer.forward(x), input, output };
}

const words = (): Tensor => tensor([0, 2, 2, 1, 0, 3], { shape: [2, 3], dtype: 'int32' });
const keys = (): Tensor => cos(reshape(arange(0, 32, 1, { dtype }), [2, 4, 4]));
const transformer = { features: 4, heads: 2, hiddenSize: 6, dropout: 0, dtype } as const;

/** All of them. */
export const layerCases: readonly LayerCase[] = [
  plain('Linear', () => new Linear(3, 2, { dtype }), [4, 3], [4, 2]),
  plain('Linear on sequences', () => new Linear(3, 2, { dtype }), [2, 5, 3], [2, 5, 2]),
  plain(
    'Conv1d',
    () => new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: 3, padding: 'same', dtype }),
    [2, 7, 2],
    [2, 7, 3],
  ),
  plain(
    'Conv2d',
    () => new Conv2d({ inChannels: 2, outChannels: 3, kernelSize: [3, 2], stride: 2, dtype }),
    [2, 7, 6, 2],
    [2, 3, 3, 3],
  ),
  plain(
    'Conv2d in groups',
    () => new Conv2d({ inChannels: 4, outChannels: 6, kernelSize: 3, groups: 2, dtype }),
    [1, 5, 5, 4],
    [1, 3, 3, 6],
  ),
  plain(
    'Conv2d dilated',
    () => new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 3, dilation: 2, dtype }),
    [1, 7, 7, 1],
    [1, 3, 3, 2],
  ),
  plain(
    'Conv3d',
    () => new Conv3d({ inChannels: 1, outChannels: 2, kernelSize: 2, dtype }),
    [1, 3, 4, 3, 1],
    [1, 2, 3, 2, 2],
  ),
  plain(
    'ConvTranspose1d',
    () =>
      new ConvTranspose1d({
        inChannels: 2,
        outChannels: 3,
        kernelSize: 3,
        stride: 2,
        padding: 1,
        outputPadding: 1,
        dtype,
      }),
    [2, 3, 2],
    [2, 6, 3],
  ),
  plain(
    'ConvTranspose2d',
    () => new ConvTranspose2d({ inChannels: 2, outChannels: 3, kernelSize: 2, stride: 2, dtype }),
    [1, 2, 3, 2],
    [1, 4, 6, 3],
  ),
  plain(
    'ConvTranspose2d in groups',
    () => new ConvTranspose2d({ inChannels: 4, outChannels: 6, kernelSize: 2, groups: 2, dtype }),
    [1, 2, 2, 4],
    [1, 3, 3, 6],
  ),
  plain(
    'ConvTranspose3d',
    () => new ConvTranspose3d({ inChannels: 1, outChannels: 2, kernelSize: 2, dtype }),
    [1, 2, 2, 2, 1],
    [1, 3, 3, 3, 2],
  ),
  plain(
    'DepthwiseConv2d',
    () => new DepthwiseConv2d({ inChannels: 2, kernelSize: 3, multiplier: 2, padding: 'same', dtype }),
    [1, 4, 4, 2],
    [1, 4, 4, 4],
  ),
  plain(
    'SeparableConv2d',
    () => new SeparableConv2d({ inChannels: 2, outChannels: 3, kernelSize: 3, dtype }),
    [1, 4, 5, 2],
    [1, 2, 3, 3],
  ),
  plain(
    'Conv2d with a mirrored border',
    () =>
      new Conv2d({
        inChannels: 1,
        outChannels: 2,
        kernelSize: [3, 2],
        padding: 'same',
        paddingMode: 'reflect',
        dtype,
      }),
    [1, 4, 3, 1],
    [1, 4, 3, 2],
  ),
  plain('BatchNorm', () => new BatchNorm(3, { dtype }), [6, 3]),
  plain(
    'BatchNorm without statistics',
    () => new BatchNorm(3, { tracksStatistics: false, dtype }),
    [2, 3, 3],
  ),
  plain('LayerNorm', () => new LayerNorm(3, { dtype }), [4, 3]),
  plain('LayerNorm over two axes', () => new LayerNorm([2, 3], { dtype }), [2, 2, 3]),
  plain('RMSNorm', () => new RMSNorm(3, { dtype }), [4, 3]),
  plain('GroupNorm', () => new GroupNorm(2, 4, { dtype }), [2, 2, 3, 4]),
  plain('InstanceNorm', () => new InstanceNorm(2, { dtype }), [2, 3, 2, 2]),
  plain('PReLU', () => new PReLU({ features: 3, dtype }), [4, 3]),
  plain('MultiHeadAttention', () => new MultiHeadAttention({ features: 4, heads: 2, dtype }), [2, 3, 4]),
  plain(
    'MultiHeadAttention with shared keys',
    () => new MultiHeadAttention({ features: 8, heads: 4, keyValueHeads: 2, dtype }),
    [1, 3, 8],
  ),
  {
    name: 'MultiHeadAttention with an extra key',
    make: () => new MultiHeadAttention({ features: 4, heads: 2, extraKey: true, dtype }),
    call: (layer: MultiHeadAttention, x) => layer.forward(x, x, x, { isCausal: true }),
    input: [2, 3, 4],
    output: [2, 3, 4],
  },
  {
    name: 'LSTM with a projection',
    make: () =>
      new LSTM({
        inputSize: 2,
        hiddenSize: 3,
        projectionSize: 2,
        numLayers: 2,
        bidirectional: true,
        dtype,
      }),
    call: (layer: LSTM, x) => layer.forward(x).outputs,
    input: [2, 3, 2],
    output: [2, 3, 4],
  },
  {
    name: 'AdditiveAttention',
    make: () => new AdditiveAttention({ queryFeatures: 3, keyFeatures: 4, hiddenSize: 5, dtype }),
    call: (layer: AdditiveAttention, x) => layer.forward(x, keys()).context,
    input: [2, 2, 3],
    output: [2, 2, 4],
  },
  plain('TransformerEncoderLayer', () => new TransformerEncoderLayer(transformer), [2, 3, 4]),
  plain(
    'TransformerEncoder',
    () => new TransformerEncoder({ ...transformer, layers: 2, normFirst: true, activation: 'gelu' }),
    [1, 3, 4],
  ),
  {
    name: 'TransformerDecoderLayer',
    make: () => new TransformerDecoderLayer(transformer),
    call: (layer: TransformerDecoderLayer, x) => layer.forward(x, keys()),
    input: [2, 3, 4],
    output: [2, 3, 4],
  },
  {
    name: 'TransformerDecoder',
    make: () => new TransformerDecoder({ ...transformer, layers: 2, normFirst: true }),
    call: (layer: TransformerDecoder, x) => layer.forward(x, x),
    input: [1, 3, 4],
    output: [1, 3, 4],
  },
  plain('Pad', () => new Pad([[0, 1], 2], { mode: 'replicate' }), [1, 2, 3, 2], [1, 3, 7, 2]),
  plain('Crop', () => new Crop([[1, 0], 1]), [2, 3, 4, 1], [2, 2, 2, 1]),
  plain('UpSampling', () => new UpSampling(2), [1, 2, 3, 2], [1, 4, 6, 2]),
  plain('UpSampling that mixes', () => new UpSampling(3, { mode: 'bilinear' }), [1, 2, 2, 1], [1, 6, 6, 1]),
  plain('AdaptiveAvgPool', () => new AdaptiveAvgPool([2, 3]), [1, 5, 4, 2], [1, 2, 3, 2]),
  plain('AdaptiveMaxPool', () => new AdaptiveMaxPool(2), [2, 5, 1], [2, 2, 1]),
  plain(
    'TimeDistributed',
    () => new TimeDistributed(new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: 2, dtype })),
    [2, 3, 4, 2],
    [2, 3, 3, 3],
  ),
  plain(
    'Residual',
    () =>
      new Residual(new Sequential(new Linear(3, 4, { dtype }), tanh, new Linear(4, 2, { dtype })), {
        shortcut: new Linear(3, 2, { dtype }),
        activation: tanh,
      }),
    [4, 3],
    [4, 2],
  ),
  plain(
    'Inception',
    () => new Inception({ inChannels: 2, ones: 1, threes: [1, 2], fives: [2, 1], pooled: 1, dtype }),
    [1, 3, 4, 2],
    [1, 3, 4, 5],
  ),
  {
    name: 'Embedding',
    make: () => new Embedding(4, 3, { dtype }),
    call: (layer: Embedding, x) => layer.forward(words()).mul(x),
    input: [2, 3, 3],
    output: [2, 3, 3],
  },
  plain(
    'a small ConvNet',
    () =>
      new Sequential(
        new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 3, dtype }),
        new MaxPool2d(2),
        new Flatten(),
        new Linear(8, 3, { dtype }),
      ),
    [2, 6, 6, 1],
    [2, 3],
  ),
];
