// Optimizers beside those of tf.train.

import * as tf from '@tensorflow/tfjs';
import type { SGD } from 'cambium';
import type { Comparison, Fault } from '../compare/comparison.ts';
import { exportedAs } from '../compare/exported.ts';
import { steps, trajectory } from './trajectory.ts';

/** Our optimizers that TensorFlow.js has as well. */
type Shared = 'SGD' | 'Adagrad' | 'Adadelta' | 'RMSprop' | 'Adam' | 'Adamax';

function races(
  name: Shared,
  options: { readonly [name: string]: number | boolean },
  theirs: () => tf.Optimizer,
  fault?: Fault,
): Comparison[] {
  const make = exportedAs<new (target: object, options: object) => SGD>(name);
  return trajectory({
    group: 'optimizer',
    subject: name,
    ours: (parameter) => new make(parameter, options),
    theirs,
    code: (parameter) => `new ${name}(${parameter}, ${JSON.stringify(options)})`,
    ...(fault === undefined ? {} : { fault }),
  });
}

const rates = [0.3, 0.05, 0.001];
/** Small enough that it makes no difference whether it stands inside the root or outside. */
const tiny = 1e-12;

function sgd(): Comparison[] {
  return rates.flatMap((learningRate) => [
    ...races('SGD', { learningRate }, () => tf.train.sgd(learningRate)),
    ...[0.5, 0.9].flatMap((momentum) =>
      [false, true].flatMap((nesterov) =>
        races('SGD', { learningRate, momentum, nesterov }, () =>
          tf.train.momentum(learningRate, momentum, nesterov),
        ),
      ),
    ),
  ]);
}

function rmsprop(): Comparison[] {
  return rates
    .slice(1)
    .flatMap((learningRate) =>
      [0.9, 0.99].flatMap((decay) =>
        [0, 0.5].flatMap((momentum) =>
          [false, true].flatMap((centered) =>
            races('RMSprop', { learningRate, decay, momentum, centered, epsilon: tiny }, () =>
              tf.train.rmsprop(learningRate, decay, momentum, tiny, centered),
            ),
          ),
        ),
      ),
    );
}

const betas = [
  [0.9, 0.999],
  [0.5, 0.9],
  [0, 0.99],
] as const;

function adam(): Comparison[] {
  return rates.flatMap((learningRate) =>
    betas.flatMap(([beta1, beta2]) =>
      races('Adam', { learningRate, beta1, beta2, epsilon: 1e-7 }, () =>
        tf.train.adam(learningRate, beta1, beta2, 1e-7),
      ),
    ),
  );
}

function adamax(): Comparison[] {
  return rates
    .slice(1)
    .flatMap((learningRate) =>
      betas.flatMap(([beta1, beta2]) =>
        races('Adamax', { learningRate, beta1, beta2, epsilon: tiny }, () =>
          tf.train.adamax(learningRate, beta1, beta2, tiny),
        ),
      ),
    );
}

/** Adadelta by its formula, element by element. */
function oldSquares(learningRate: number, decay: number, epsilon: number): Fault {
  return {
    reason: 'the mean square that divides the gradient does not hold the gradient yet',
    values: ([start, slopes, targets]) => {
      const squares = start!.map(() => ({ gradient: 0, step: 0 }));
      const w = [...start!];
      return Array.from({ length: steps }, () => {
        squares.forEach((mean, i) => {
          const gradient = slopes![i]! * (w[i]! - targets![i]!);
          mean.gradient = decay * mean.gradient + (1 - decay) * gradient ** 2;
          const step = Math.sqrt((mean.step + epsilon) / (mean.gradient + epsilon)) * gradient;
          mean.step = decay * mean.step + (1 - decay) * step ** 2;
          w[i]! -= learningRate * step;
        });
        return [...w];
      }).flat();
    },
  };
}

/** Comparisons of all of them. */
export function optimizerComparisons(): Comparison[] {
  return [
    sgd(),
    rmsprop(),
    adam(),
    adamax(),
    rates.flatMap((learningRate) =>
      [0.1, 1].flatMap((initialSum) =>
        races('Adagrad', { learningRate, initialSum, epsilon: tiny }, () =>
          tf.train.adagrad(learningRate, initialSum),
        ),
      ),
    ),
    rates.flatMap((learningRate) =>
      [0.9, 0.95].flatMap((decay) =>
        [1e-6, 1e-8].flatMap((epsilon) =>
          races(
            'Adadelta',
            { learningRate, decay, epsilon },
            () => tf.train.adadelta(learningRate, decay, epsilon),
            oldSquares(learningRate, decay, epsilon),
          ),
        ),
      ),
    ),
  ].flat();
}
