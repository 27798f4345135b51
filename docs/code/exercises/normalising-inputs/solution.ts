import { mean, std, type Tensor, where } from 'cambium';

/**
 * Brings the features of a training and of a test set to one scale: (x − μ) / σ, feature by feature.
 * A feature that does not vary in the training set becomes x − μ.
 *
 * @param train `[samples, features]`
 * @param test `[other samples, features]`
 * @returns both sets, of the same shapes
 */
export function normalise(train: Tensor, test: Tensor): { train: Tensor; test: Tensor } {
  const centre = mean(train, 0);
  const deviation = std(train, 0);
  const scale = where(deviation.equal(0), 1, deviation);
  const transform = (x: Tensor) => x.sub(centre).div(scale);
  return { train: transform(train), test: transform(test) };
}
