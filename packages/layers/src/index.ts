// Public surface of @cambium/layers.

export { PReLU } from './activation.ts';
export { AdaptiveAvgPool, AdaptiveMaxPool } from './adaptive-pool.ts';
export {
  AdditiveAttention,
  type AdditiveAttentionOptions,
  type AdditiveAttentionOutput,
} from './additive-attention.ts';
export type { NormLayerOptions } from './affine.ts';
export type { AttentionCallOptions } from './attention-mask.ts';
export { BatchNorm, type BatchNormLayerOptions } from './batch-norm.ts';
export { type BorderWidths, Crop, Pad } from './border.ts';
export { type Constraint, constrain, maxNorm, minMaxNorm, nonNegative, unitNorm } from './constraints.ts';
export { Conv1d, Conv2d, Conv3d, type ConvLayerOptions } from './conv.ts';
export type { ConvBaseOptions } from './conv-base.ts';
export type { PaddingMode } from './conv-padding.ts';
export {
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
} from './conv-transpose.ts';
export { Dropout, type DropoutLayerOptions, SpatialDropout } from './dropout.ts';
export { Embedding, type EmbeddingLayerOptions } from './embedding.ts';
export { GroupNorm } from './group-norm.ts';
export { GRU, GRUCell } from './gru.ts';
export { Inception, type InceptionOptions } from './inception.ts';
export {
  constantInit,
  type Initializer,
  identityInit,
  normalInit,
  onesInit,
  orthogonal,
  truncatedNormalInit,
  uniformInit,
  type WeightSpec,
  zerosInit,
} from './initializers.ts';
export { InstanceNorm, type InstanceNormOptions } from './instance-norm.ts';
export { LayerNorm, RMSNorm } from './layer-norm.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { LSTM, LSTMCell, type LSTMCellOptions } from './lstm.ts';
export * from './models/index.ts';
export { Module } from './module.ts';
export {
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from './multi-head-attention.ts';
export { AlphaDropout, GaussianDropout } from './noise.ts';
export {
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  Flatten,
  GlobalAvgPool,
  GlobalMaxPool,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
} from './pool.ts';
export { PositionalEncoding } from './positional-encoding.ts';
export {
  Recurrent,
  type RecurrentCallOptions,
  type RecurrentOptions,
  type RecurrentOutput,
} from './recurrent.ts';
export { RecurrentCell, type RecurrentState, type RecurrentSteps } from './recurrent-cell.ts';
export { Residual, type ResidualOptions } from './residual.ts';
export { RNN, RNNCell, type RNNCellOptions } from './rnn.ts';
export {
  DepthwiseConv2d,
  type DepthwiseConvOptions,
  SeparableConv2d,
  type SeparableConvOptions,
} from './separable-conv.ts';
export { type Layer, type LayerFunction, Sequential } from './sequential.ts';
export { type ModelSummary, type SummaryRow, summary } from './summary.ts';
export { TimeDistributed } from './time-distributed.ts';
export { TransformerDecoder, TransformerEncoder, type TransformerOptions } from './transformer.ts';
export {
  type DecoderCallOptions,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformer-layer.ts';
export { UpSampling, type UpSamplingOptions } from './up-sampling.ts';
export {
  calculateGain,
  type FanMode,
  fanInUniform,
  type GainActivation,
  glorotNormal,
  glorotUniform,
  type HeOptions,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  type VarianceScalingOptions,
  varianceScaling,
} from './variance-scaling.ts';
export { type LayerObserver, observeLayers } from './walk.ts';
export type { WeightOptions } from './weights.ts';
