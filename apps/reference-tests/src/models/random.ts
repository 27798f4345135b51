// Seeded numbers that both libraries get.

import * as tf from '@tensorflow/tfjs';
import { HostRandom } from 'cambium';

/** Numbers spread over an interval. */
export function uniform(random: HostRandom, shape: readonly number[], low = -1, high = 1): Float32Array {
  const length = shape.reduce((product, each) => product * each, 1);
  return Float32Array.from({ length }, () => low + random.uniform() * (high - low));
}

/** Integers below `count`. */
export function integers(random: HostRandom, shape: readonly number[], count: number): Int32Array {
  const length = shape.reduce((product, each) => product * each, 1);
  return Int32Array.from({ length }, () => random.integer(count));
}

/** Gives a model seeded weights, of a size that keeps signals alive; variances are positive. */
export function seedWeights(model: tf.LayersModel, seed: number): void {
  const random = new HostRandom(seed);
  const values = model.weights.map(({ name, shape }) => {
    const sizes = shape as number[];
    const fanIn = sizes.slice(0, -1).reduce((product, each) => product * each, 1);
    const reach = sizes.length === 1 ? 0.2 : Math.sqrt(3 / Math.min(fanIn, 64));
    const isPositive = /variance|gamma/.test(name);
    return tf.tensor(
      isPositive ? uniform(random, sizes, 0.5, 1.5) : uniform(random, sizes, -reach, reach),
      sizes,
    );
  });
  model.setWeights(values);
  tf.dispose(values);
}
