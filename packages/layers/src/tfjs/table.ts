// The layer classes that can be read, by their Keras names.

import type { Converter } from './layer.ts';
import {
  activation,
  eluLayer,
  leakyReluLayer,
  preluLayer,
  reluLayer,
  softmaxLayer,
  thresholdedRelu,
} from './layers/activation.ts';
import {
  conv1d,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  depthwiseConv2d,
  separableConv2d,
} from './layers/convolution.ts';
import { dense, embedding } from './layers/dense.ts';
import { masking } from './layers/masking.ts';
import {
  addLayer,
  averageLayer,
  concatenate,
  dot,
  maximumLayer,
  minimumLayer,
  multiplyLayer,
  subtractLayer,
} from './layers/merge.ts';
import { alphaDropout, dropout, gaussianDropout, gaussianNoise, spatialDropout } from './layers/noise.ts';
import { batchNormalization, layerNormalization, rescaling } from './layers/normalization.ts';
import { averagePooling, globalAverage, globalMax, maxPooling } from './layers/pooling.ts';
import { gru, lstm, simpleRnn } from './layers/recurrent.ts';
import {
  cropping,
  flattenLayer,
  permute,
  repeatVector,
  reshapeLayer,
  upSampling,
  zeroPadding,
} from './layers/shape.ts';
import { bidirectional, timeDistributed } from './layers/wrappers.ts';

/** Converters by class. Models inside models are not in it: they are read as models. */
export const converters: Readonly<Record<string, Converter>> = {
  Activation: activation,
  Add: addLayer,
  AlphaDropout: alphaDropout,
  Average: averageLayer,
  AveragePooling1D: averagePooling[0],
  AveragePooling2D: averagePooling[1],
  AveragePooling3D: averagePooling[2],
  BatchNormalization: batchNormalization,
  BatchNormalizationV1: batchNormalization,
  BatchNormalizationV2: batchNormalization,
  Bidirectional: bidirectional,
  Concatenate: concatenate,
  Conv1D: conv1d,
  Conv2D: conv2d,
  Conv2DTranspose: conv2dTranspose,
  Conv3D: conv3d,
  Conv3DTranspose: conv3dTranspose,
  Cropping1D: cropping(1),
  Cropping2D: cropping(2),
  Dense: dense,
  DepthwiseConv2D: depthwiseConv2d,
  Dot: dot,
  Dropout: dropout,
  ELU: eluLayer,
  Embedding: embedding,
  Flatten: flattenLayer,
  GRU: gru,
  GaussianDropout: gaussianDropout,
  GaussianNoise: gaussianNoise,
  GlobalAveragePooling1D: globalAverage,
  GlobalAveragePooling2D: globalAverage,
  GlobalAveragePooling3D: globalAverage,
  GlobalMaxPooling1D: globalMax,
  GlobalMaxPooling2D: globalMax,
  GlobalMaxPooling3D: globalMax,
  LSTM: lstm,
  LayerNormalization: layerNormalization,
  LeakyReLU: leakyReluLayer,
  Masking: masking,
  MaxPooling1D: maxPooling[0],
  MaxPooling2D: maxPooling[1],
  MaxPooling3D: maxPooling[2],
  Maximum: maximumLayer,
  Minimum: minimumLayer,
  Multiply: multiplyLayer,
  PReLU: preluLayer,
  Permute: permute,
  ReLU: reluLayer,
  RepeatVector: repeatVector,
  Rescaling: rescaling,
  Reshape: reshapeLayer,
  SeparableConv2D: separableConv2d,
  SimpleRNN: simpleRnn,
  Softmax: softmaxLayer,
  SpatialDropout1D: spatialDropout,
  SpatialDropout2D: spatialDropout,
  Subtract: subtractLayer,
  ThresholdedReLU: thresholdedRelu,
  TimeDistributed: timeDistributed,
  UpSampling1D: upSampling(1),
  UpSampling2D: upSampling(2),
  ZeroPadding1D: zeroPadding(1),
  ZeroPadding2D: zeroPadding(2),
};

/** Names of the classes that can be read, for messages. */
export const supportedClasses: readonly string[] = [
  'InputLayer',
  'Sequential',
  'Functional',
  'Model',
  ...Object.keys(converters),
].sort();
