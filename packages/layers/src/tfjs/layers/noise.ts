// Layers that disturb their input in training only.

import { add, normal, type Tensor } from '@cambium/tensor';
import { Dropout, SpatialDropout } from '../../dropout.ts';
import { Module } from '../../module.ts';
import { AlphaDropout, GaussianDropout } from '../../noise.ts';
import type { Layer } from '../../sequential.ts';
import { type Converter, stepwise } from '../layer.ts';

const dropping =
  (Made: new (rate: number) => Layer): Converter =>
  ({ config }) => {
    if (config.has('noise_shape')) config.refuse('noise_shape is not supported. Use a SpatialDropout layer.');
    return stepwise(new Made(config.share('rate', 0)));
  };

/** `Dropout`. */
export const dropout = dropping(Dropout);
/** `SpatialDropout1D` and `SpatialDropout2D`. */
export const spatialDropout = dropping(SpatialDropout);
/** `GaussianDropout`. */
export const gaussianDropout = dropping(GaussianDropout);
/** `AlphaDropout`. */
export const alphaDropout = dropping(AlphaDropout);

/** Adds normal noise in training. */
class GaussianNoise extends Module {
  readonly std: number;

  constructor(std: number) {
    super();
    this.std = std;
  }

  forward(x: Tensor): Tensor {
    return this.isTraining ? add(x, normal(x.shape, { std: this.std, dtype: x.dtype })) : x;
  }

  override toString(): string {
    return `GaussianNoise ${this.std}`;
  }
}

/** `GaussianNoise`. */
export const gaussianNoise: Converter = ({ config }) => {
  const std = config.number('stddev');
  return stepwise(
    new GaussianNoise(std >= 0 ? std : config.refuse(`stddev is ${std}, expected a number ≥ 0.`)),
  );
};
