// Every layer: how it is called, on what, and the shape of what it gives.

import { arange, cos, type DType, reshape, type Tensor, tanh, tensor } from '@cambium/tensor';
import {
  AdaptiveAvgPool,
  AdaptiveMaxPool,
  AdditiveAttention,
  AlphaDropout,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  BatchNorm,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Crop,
  DepthwiseConv2d,
  Dropout,
  Embedding,
  Flatten,
  GaussianDropout,
  GlobalAvgPool,
  GlobalMaxPool,
  GRU,
  GRUCell,
  GroupNorm,
  Inception,
  InstanceNorm,
  LayerNorm,
  Linear,
  LSTM,
  LSTMCell,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  type Module,
  MultiHeadAttention,
  Pad,
  PositionalEncoding,
  PReLU,
  Residual,
  RMSNorm,
  RNN,
  RNNCell,
  SeparableConv2d,
  Sequential,
  SpatialDropout,
  TimeDistributed,
  TransformerDecoder,
  TransformerDecoderLayer,
  TransformerEncoder,
  TransformerEncoderLayer,
  UpSampling,
} from '../src/index.ts';

/** A layer to be checked as a whole. */
export interface LayerCase {
  readonly name: string;
  readonly make: () => Module;
  /** Calls the layer on an input of the shape. */
  readonly call: (layer: never, x: Tensor) => Tensor;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** A shape that the layer refuses; `null` if it takes any. */
  readonly wrong: readonly number[] | null;
  /** Why training gives other results than evaluation, if it does. */
  readonly modes?: 'random' | 'statistics';
}

type Simple = Module & { forward(x: Tensor): Tensor };
type Rest = Partial<Pick<LayerCase, 'output' | 'wrong' | 'modes'>>;

/** A feature too many is wrong, unless said otherwise. */
function plain(
  name: string,
  make: () => Simple,
  input: readonly number[],
  { output = input, wrong = withOneMore(input), ...rest }: Rest = {},
): LayerCase {
  return { name, make, call: (layer: Simple, x) => layer.forward(x), input, output, wrong, ...rest };
}

function withOneMore(shape: readonly number[]): readonly number[] {
  return [...shape.slice(0, -1), shape.at(-1)! + 1];
}

const words = (): Tensor => tensor([0, 2, 2, 1, 0, 3], { shape: [2, 3], dtype: 'int32' });

/** All of them, with parameters of a dtype. */
export function layerCases(dtype: DType): readonly LayerCase[] {
  const keys = (): Tensor => cos(reshape(arange(0, 32, 1, { dtype }), [2, 4, 4]));
  const transformer = { features: 4, heads: 2, hiddenSize: 6, dropout: 0, dtype } as const;
  return [
    plain('Linear', () => new Linear(3, 2, { dtype }), [4, 3], { output: [4, 2] }),
    plain('Linear on sequences', () => new Linear(3, 2, { dtype }), [2, 5, 3], { output: [2, 5, 2] }),
    plain(
      'Conv1d',
      () => new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: 3, padding: 'same', dtype }),
      [2, 7, 2],
      { output: [2, 7, 3] },
    ),
    plain(
      'Conv2d',
      () => new Conv2d({ inChannels: 2, outChannels: 3, kernelSize: [3, 2], stride: 2, dtype }),
      [2, 7, 6, 2],
      { output: [2, 3, 3, 3] },
    ),
    plain(
      'Conv2d in groups',
      () => new Conv2d({ inChannels: 4, outChannels: 6, kernelSize: 3, groups: 2, dtype }),
      [1, 5, 5, 4],
      { output: [1, 3, 3, 6] },
    ),
    plain(
      'Conv2d dilated',
      () => new Conv2d({ inChannels: 1, outChannels: 2, kernelSize: 3, dilation: 2, dtype }),
      [1, 7, 7, 1],
      { output: [1, 3, 3, 2] },
    ),
    plain(
      'Conv3d',
      () => new Conv3d({ inChannels: 1, outChannels: 2, kernelSize: 2, dtype }),
      [1, 3, 4, 3, 1],
      { output: [1, 2, 3, 2, 2] },
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
      { output: [2, 6, 3] },
    ),
    plain(
      'ConvTranspose2d',
      () => new ConvTranspose2d({ inChannels: 2, outChannels: 3, kernelSize: 2, stride: 2, dtype }),
      [1, 2, 3, 2],
      { output: [1, 4, 6, 3] },
    ),
    plain(
      'ConvTranspose2d in groups',
      () => new ConvTranspose2d({ inChannels: 4, outChannels: 6, kernelSize: 2, groups: 2, dtype }),
      [1, 2, 2, 4],
      { output: [1, 3, 3, 6] },
    ),
    plain(
      'ConvTranspose3d',
      () => new ConvTranspose3d({ inChannels: 1, outChannels: 2, kernelSize: 2, dtype }),
      [1, 2, 2, 2, 1],
      { output: [1, 3, 3, 3, 2] },
    ),
    plain(
      'DepthwiseConv2d',
      () => new DepthwiseConv2d({ inChannels: 2, kernelSize: 3, multiplier: 2, padding: 'same', dtype }),
      [1, 4, 4, 2],
      { output: [1, 4, 4, 4] },
    ),
    plain(
      'SeparableConv2d',
      () => new SeparableConv2d({ inChannels: 2, outChannels: 3, kernelSize: 3, dtype }),
      [1, 4, 5, 2],
      { output: [1, 2, 3, 3] },
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
      { output: [1, 4, 3, 2] },
    ),
    plain('BatchNorm', () => new BatchNorm(3, { dtype }), [6, 3], { modes: 'statistics' }),
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
      wrong: withOneMore([2, 3, 4]),
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
      wrong: withOneMore([2, 3, 2]),
    },
    {
      name: 'AdditiveAttention',
      make: () => new AdditiveAttention({ queryFeatures: 3, keyFeatures: 4, hiddenSize: 5, dtype }),
      call: (layer: AdditiveAttention, x) => layer.forward(x, keys()).context,
      input: [2, 2, 3],
      output: [2, 2, 4],
      wrong: withOneMore([2, 2, 3]),
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
      wrong: withOneMore([2, 3, 4]),
    },
    {
      name: 'TransformerDecoder',
      make: () => new TransformerDecoder({ ...transformer, layers: 2, normFirst: true }),
      call: (layer: TransformerDecoder, x) => layer.forward(x, x),
      input: [1, 3, 4],
      output: [1, 3, 4],
      wrong: withOneMore([1, 3, 4]),
    },
    plain('Pad', () => new Pad([[0, 1], 2], { mode: 'replicate' }), [1, 2, 3, 2], {
      output: [1, 3, 7, 2],
      wrong: [2, 3],
    }),
    plain('Crop', () => new Crop([[1, 0], 1]), [2, 3, 4, 1], { output: [2, 2, 2, 1], wrong: [2, 3] }),
    plain('UpSampling', () => new UpSampling(2), [1, 2, 3, 2], { output: [1, 4, 6, 2], wrong: [3, 2] }),
    plain('UpSampling that mixes', () => new UpSampling(3, { mode: 'bilinear' }), [1, 2, 2, 1], {
      output: [1, 6, 6, 1],
      wrong: [2, 1],
    }),
    plain('AdaptiveAvgPool', () => new AdaptiveAvgPool([2, 3]), [1, 5, 4, 2], {
      output: [1, 2, 3, 2],
      wrong: [5, 4, 2],
    }),
    plain('AdaptiveMaxPool', () => new AdaptiveMaxPool(2), [2, 5, 1], { output: [2, 2, 1], wrong: [5, 1] }),
    plain(
      'TimeDistributed',
      () => new TimeDistributed(new Conv1d({ inChannels: 2, outChannels: 3, kernelSize: 2, dtype })),
      [2, 3, 4, 2],
      { output: [2, 3, 3, 3] },
    ),
    plain(
      'Residual',
      () =>
        new Residual(new Sequential(new Linear(3, 4, { dtype }), tanh, new Linear(4, 2, { dtype })), {
          shortcut: new Linear(3, 2, { dtype }),
          activation: tanh,
        }),
      [4, 3],
      { output: [4, 2] },
    ),
    plain(
      'Inception',
      () => new Inception({ inChannels: 2, ones: 1, threes: [1, 2], fives: [2, 1], pooled: 1, dtype }),
      [1, 3, 4, 2],
      { output: [1, 3, 4, 5] },
    ),
    {
      name: 'Embedding',
      make: () => new Embedding(4, 3, { dtype }),
      call: (layer: Embedding, x) => layer.forward(words()).mul(x),
      input: [2, 3, 3],
      output: [2, 3, 3],
      wrong: null,
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
      { output: [2, 3] },
    ),
    ...poolingCases,
    ...randomCases,
    ...recurrentCases(dtype),
  ];
}

const poolingCases: readonly LayerCase[] = [
  plain('MaxPool1d', () => new MaxPool1d(2), [2, 5, 2], { output: [2, 2, 2], wrong: [2, 5] }),
  plain('MaxPool2d', () => new MaxPool2d(2), [1, 4, 5, 2], { output: [1, 2, 2, 2], wrong: [4, 5, 2] }),
  plain('MaxPool3d', () => new MaxPool3d(2), [1, 2, 4, 3, 1], {
    output: [1, 1, 2, 1, 1],
    wrong: [2, 4, 3, 1],
  }),
  plain('AvgPool1d', () => new AvgPool1d(2), [2, 5, 2], { output: [2, 2, 2], wrong: [2, 5] }),
  plain('AvgPool2d', () => new AvgPool2d(3, { stride: 1, padding: 'same' }), [1, 4, 5, 2], {
    wrong: [4, 5, 2],
  }),
  plain('AvgPool3d', () => new AvgPool3d(2), [1, 2, 4, 3, 1], {
    output: [1, 1, 2, 1, 1],
    wrong: [2, 4, 3, 1],
  }),
  plain('GlobalAvgPool', () => new GlobalAvgPool(), [2, 3, 4, 2], { output: [2, 2], wrong: [3] }),
  plain('GlobalMaxPool', () => new GlobalMaxPool(), [2, 3, 4, 2], { output: [2, 2], wrong: [3] }),
  plain('Flatten', () => new Flatten(), [2, 3, 2], { output: [2, 6], wrong: null }),
];

const randomCases: readonly LayerCase[] = [
  plain('Dropout', () => new Dropout(0.5), [4, 5], { wrong: null, modes: 'random' }),
  plain('SpatialDropout', () => new SpatialDropout(0.5), [2, 3, 8], { wrong: [3], modes: 'random' }),
  plain('GaussianDropout', () => new GaussianDropout(0.5), [4, 5], { wrong: null, modes: 'random' }),
  plain('AlphaDropout', () => new AlphaDropout(0.5), [4, 5], { wrong: null, modes: 'random' }),
];

function recurrentCases(dtype: DType): readonly LayerCase[] {
  const sizes = { inputSize: 2, hiddenSize: 3, dtype } as const;
  const layer = (name: string, make: () => RNN | GRU | LSTM): LayerCase => ({
    name,
    make,
    call: (each: RNN, x) => each.forward(x).outputs,
    input: [2, 4, 2],
    output: [2, 4, 3],
    wrong: [2, 4, 3],
  });
  const cell = (name: string, make: () => RNNCell | GRUCell | LSTMCell): LayerCase => ({
    name,
    make,
    call: (each: RNNCell, x) => each.forward(x).hidden,
    input: [4, 2],
    output: [4, 3],
    wrong: [4, 3],
  });
  return [
    layer('RNN', () => new RNN(sizes)),
    layer('GRU', () => new GRU(sizes)),
    layer('LSTM', () => new LSTM(sizes)),
    cell('RNNCell', () => new RNNCell(2, 3, { dtype })),
    cell('GRUCell', () => new GRUCell(2, 3, { dtype })),
    cell('LSTMCell', () => new LSTMCell(2, 3, { dtype })),
    plain('PositionalEncoding', () => new PositionalEncoding({ features: 4, longest: 5 }), [2, 5, 4]),
  ];
}
