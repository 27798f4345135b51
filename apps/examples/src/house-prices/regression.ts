// Linear regression: one neuron without an activation, and plain gradient descent.

import {
  type ArrayDataset,
  DataLoader,
  fit,
  type History,
  Linear,
  Module,
  meanSquaredError,
  Normalizer,
  predict,
  SGD,
  type Tensor,
  tensor,
  zerosInit,
} from 'cambium';

/** `ŷ = w · x + b`, for features that are scaled first, or taken as they are. */
export class LinearRegression extends Module {
  readonly normalizer: Normalizer | null;
  readonly linear: Linear;

  constructor(normalizer: Normalizer | null, features: number) {
    super();
    this.normalizer = normalizer;
    this.linear = new Linear(features, 1, { weightInit: zerosInit(), biasInit: zerosInit() });
  }

  forward(x: Tensor): Tensor {
    return this.linear.forward(this.normalizer === null ? x : this.normalizer.transform(x));
  }
}

/** How a regression is trained. */
export interface RegressionOptions {
  readonly learningRate: number;
  readonly epochs: number;
  /** Whether each feature is brought to mean 0 and standard deviation 1. */
  readonly isScaled: boolean;
}

/** Batch gradient descent: each step looks at all districts. */
export async function regress(
  data: ArrayDataset<'x' | 'y'>,
  { learningRate, epochs, isScaled }: RegressionOptions,
): Promise<{ model: LinearRegression; history: History }> {
  const normalizer = isScaled ? Normalizer.fit(data.fields.x) : null;
  const model = new LinearRegression(normalizer, data.fields.x.shape[1]!);
  const history = await fit(model, {
    train: new DataLoader(data, { batchSize: data.length }),
    loss: meanSquaredError,
    optimizer: new SGD(model, { learningRate }),
    epochs,
    progress: null,
  });
  return { model, history };
}

/** What a model says about each district. */
export async function predictions(
  model: LinearRegression,
  data: ArrayDataset<'x' | 'y'>,
): Promise<ArrayLike<number>> {
  const { data: x, shape } = data.fields.x;
  return (await predict(model, tensor(x, { shape }))).data();
}

/** Root of the mean squared error, in the unit of the target. */
export function rootMeanSquaredError(guesses: ArrayLike<number>, truths: ArrayLike<number>): number {
  const squares = Array.from(truths, (truth, i) => (guesses[i]! - truth) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}
