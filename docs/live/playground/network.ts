// From a set-up to a network, an optimizer and a schedule.

import {
  Adam,
  AdamW,
  type AnyOptimizer,
  BatchNorm,
  Conv2d,
  cosineDecay,
  Dropout,
  flatten,
  inverseTimeDecay,
  type Layer,
  type LayerFunction,
  Linear,
  Lion,
  MaxPool2d,
  type Module,
  RMSprop,
  relu,
  type Schedule,
  Sequential,
  SGD,
  sigmoid,
  stepDecay,
  tanh,
} from 'cambium';
import type { LayerSetup, Setup } from './setup.ts';

/**
 * A network for samples of this shape, `[features]` or `[height, width, channels]`, with a last layer for the classes. Images
 * are flattened before the first dense layer.
 *
 * @throws Error if a layer cannot stand where it stands
 */
export function buildNetwork(
  layers: readonly LayerSetup[],
  sample: readonly number[],
  classes: number,
): Sequential {
  const made: (Layer | LayerFunction)[] = [];
  let shape = sample;
  const toRow = (): number => {
    if (shape.length > 1) made.push(flatten);
    const features = shape.reduce((product, size) => product * size, 1);
    shape = [features];
    return features;
  };
  const imageOnly = (kind: string): [number, number, number] => {
    if (shape.length !== 3)
      throw new Error(`${kind} needs images: it cannot follow dense, and not stand on points or tables.`);
    return [shape[0]!, shape[1]!, shape[2]!];
  };
  for (const { kind, size } of layers) {
    switch (kind) {
      case 'dense':
        made.push(new Linear(toRow(), size!));
        shape = [size!];
        break;
      case 'conv': {
        const [height, width, inChannels] = imageOnly(kind);
        made.push(new Conv2d({ inChannels, outChannels: size!, kernelSize: 3, padding: 'same' }));
        shape = [height, width, size!];
        break;
      }
      case 'pool': {
        const [height, width, channels] = imageOnly(kind);
        if (height < 2 || width < 2) throw new Error('The image is too small for another pool.');
        made.push(new MaxPool2d(2));
        shape = [Math.floor(height / 2), Math.floor(width / 2), channels];
        break;
      }
      case 'batchNorm':
        made.push(new BatchNorm(shape.at(-1)!));
        break;
      case 'dropout':
        made.push(new Dropout(size!));
        break;
      default:
        made.push({ tanh, relu, sigmoid }[kind]);
    }
  }
  return new Sequential(...made, new Linear(toRow(), classes));
}

/** The optimizer of a set-up, over a training of so many steps. */
export function buildOptimizer(setup: Setup, model: Module, steps: number): AnyOptimizer {
  const learningRate = scheduleOf(setup, steps);
  switch (setup.optimizer) {
    case 'sgd':
      return new SGD(model, { learningRate });
    case 'momentum':
      return new SGD(model, { learningRate, momentum: 0.9 });
    case 'rmsprop':
      return new RMSprop(model, { learningRate });
    case 'adam':
      return new Adam(model, { learningRate });
    case 'adamw':
      return new AdamW(model, { learningRate });
    case 'lion':
      return new Lion(model, { learningRate });
  }
}

function scheduleOf({ schedule, learningRate: initial }: Setup, steps: number): number | Schedule {
  switch (schedule) {
    case 'constant':
      return initial;
    case 'cosine':
      return cosineDecay({ initial, duration: steps });
    case 'step':
      return stepDecay({ initial, factor: 0.1, every: Math.ceil(steps / 3) });
    case 'inverse':
      return inverseTimeDecay({ initial, rate: 9 / steps });
  }
}
