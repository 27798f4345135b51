// Optimizers that follow the same rule in both libraries.

import * as tf from '@tensorflow/tfjs';
import { Adam, type Module, type Optimizer, RMSprop, SGD } from 'cambium';

/** One rule on both sides. */
export interface OptimizerPair {
  readonly name: string;
  readonly ours: (model: Module) => Pick<Optimizer<string, object>, 'step'>;
  readonly theirs: () => tf.Optimizer;
}

/**
 * TensorFlow.js adds the epsilon of RMSprop under the root, we add it to the root. Where it is far below all gradients both
 * are the same rule: 1e-24 under the root is 1e-12 beside it.
 */
const [underRoot, besideRoot] = [1e-24, 1e-12];

/**
 * TensorFlow.js keeps the powers of Adam's betas in float32, where 1 − 0.999 is wrong by 5e-5. These are as near to the usual
 * 0.9 and 0.999 as can be without such an error.
 */
const [beta1, beta2] = [1 - 1 / 8, 1 - 1 / 1024];

/** All of them. */
export const optimizerPairs: readonly OptimizerPair[] = [
  {
    name: 'SGD with momentum',
    ours: (model) => new SGD(model, { learningRate: 0.05, momentum: 0.9 }),
    theirs: () => tf.train.momentum(0.05, 0.9),
  },
  {
    name: 'Adam',
    ours: (model) => new Adam(model, { learningRate: 0.01, beta1, beta2, epsilon: 1e-7 }),
    theirs: () => tf.train.adam(0.01, beta1, beta2, 1e-7),
  },
  {
    name: 'RMSprop',
    ours: (model) => new RMSprop(model, { learningRate: 0.005, epsilon: besideRoot }),
    theirs: () => tf.train.rmsprop(0.005, 0.9, 0, underRoot),
  },
];
