// Public surface of @cambium/layers.

export { BatchNorm, type BatchNormLayerOptions } from './batch-norm.ts';
export { Conv1d, Conv2d, Conv3d, type ConvLayerOptions } from './conv.ts';
export { Dropout } from './dropout.ts';
export { GRU, GRUCell } from './gru.ts';
export {
  constantInit,
  fanInUniform,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  identityInit,
  lecunNormal,
  lecunUniform,
  normalInit,
  onesInit,
  orthogonal,
  truncatedNormalInit,
  uniformInit,
  type WeightSpec,
  zerosInit,
} from './initializers.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { LSTM, LSTMCell, type LSTMCellOptions } from './lstm.ts';
export { Module } from './module.ts';
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
export {
  Recurrent,
  type RecurrentCallOptions,
  type RecurrentOptions,
  type RecurrentOutput,
} from './recurrent.ts';
export { RecurrentCell, type RecurrentState } from './recurrent-cell.ts';
export { RNN, RNNCell, type RNNCellOptions } from './rnn.ts';
export { type Layer, type LayerFunction, Sequential } from './sequential.ts';
export { type ModelSummary, type SummaryRow, summary } from './summary.ts';
export type { WeightOptions } from './weights.ts';
