// How far numbers are from what they should be.

import {
  abs,
  add,
  type Cell,
  cast,
  div,
  getBackend,
  isFloating,
  mean,
  mul,
  onesLike,
  State,
  scope,
  square,
  sub,
  sum,
  type Tensor,
  where,
  zeros,
} from '@cambium/tensor';
import { alignWeights } from '../sample-weights.ts';
import { checkSameShape } from './classes.ts';
import { RunningMean } from './mean.ts';
import type { Metric, MetricBatch } from './metric.ts';

/** Options of the metrics of regression. */
export interface RegressionMetricOptions {
  /** Key in logs and history. */
  name?: string;
}

/**
 * Mean absolute error `mean |ŷ − y|` over all elements; in logs `meanAbsoluteError`.
 *
 * @throws TensorError `shape` if outputs and targets differ in shape
 * @example
 * ```ts
 * const metrics = [absoluteError(), rootMeanSquaredError(), rSquared()];
 * ```
 */
export function absoluteError(options: RegressionMetricOptions = {}): Metric<number> {
  return meanOf('absoluteError', options.name ?? 'meanAbsoluteError', abs);
}

/**
 * Mean squared error `mean (ŷ − y)²` over all elements; in logs `meanSquaredError`. Errors as {@link absoluteError}.
 *
 * @example
 * ```ts
 * const metrics = [squaredError()];
 * ```
 */
export function squaredError(options: RegressionMetricOptions = {}): Metric<number> {
  return meanOf('squaredError', options.name ?? 'meanSquaredError', square);
}

/**
 * Root of the mean squared error, in the unit of the targets. Errors as {@link absoluteError}.
 *
 * @example
 * ```ts
 * const metrics = [rootMeanSquaredError()];
 * ```
 */
export function rootMeanSquaredError(options: RegressionMetricOptions = {}): Metric<number> {
  const squares = meanOf('rootMeanSquaredError', options.name ?? 'rootMeanSquaredError', square);
  return { ...squares, result: async () => Math.sqrt(await squares.result()) };
}

function meanOf(op: string, name: string, error: (difference: Tensor) => Tensor): Metric<number> {
  const running = new RunningMean();
  return {
    name,
    state: running.state,
    takesWeights: true,
    reset: () => running.reset(),
    result: () => running.result(),
    update: (batch) =>
      scope(() => {
        checkSameShape(op, batch);
        running.addEach(op, error(sub(batch.output, floating(batch))), batch.weights);
      }),
  };
}

/**
 * Coefficient of determination `R² = 1 − Σ (y − ŷ)² / Σ (y − ȳ)²`: 1 is perfect, 0 as good as always saying the mean,
 * below 0 worse. All elements are taken together. Targets that are all alike give NaN.
 *
 * The spread of the targets is merged from batch to batch, because `Σ y² − n ȳ²` loses all digits where the mean is large.
 *
 * @throws TensorError `shape` if outputs and targets differ in shape
 * @see Chan, Golub and LeVeque, "Algorithms for computing the sample variance" (1983)
 * @example
 * ```ts
 * const metrics = [rSquared()];
 * ```
 */
export function rSquared(options: RegressionMetricOptions = {}): Metric<number> {
  // The mean and the spread are worth double precision, where the backend has it.
  const dtype = getBackend().supports('float64') ? 'float64' : 'float32';
  const cell = (): Cell => new State(zeros([], { dtype }));
  const state = scope(() => ({ residual: cell(), spread: cell(), mean: cell(), count: cell() }));
  return {
    name: options.name ?? 'rSquared',
    state,
    takesWeights: true,
    reset: () => scope(() => void Object.values(state).map((each) => each.assign(0))),
    update: (batch) =>
      scope(() => {
        checkSameShape('rSquared', batch);
        const [output, target] = [cast(batch.output, dtype), cast(batch.target, dtype)];
        if (target.size === 0) return;
        const weights = batch.weights && alignWeights('rSquared', cast(batch.weights, dtype), target);
        const total = (values: Tensor): Tensor => sum(weights === undefined ? values : mul(values, weights));
        const size = weights === undefined ? target.size : total(onesLike(target));
        // where nothing counts, nothing is divided
        const safely = (count: Tensor | number): Tensor | number =>
          typeof count === 'number' ? count : where(count.equal(0), 1, count);
        const center = weights === undefined ? mean(target) : div(total(target), safely(size));
        const count = add(state.count, size);
        const shift = sub(center, state.mean);
        const own = total(square(sub(target, center)));
        const between = div(mul(mul(square(shift), state.count), size), safely(count));
        state.residual.assign(add(state.residual, total(square(sub(output, target)))));
        state.spread.assign(add(state.spread, add(own, between)));
        state.mean.assign(add(state.mean, div(mul(shift, size), safely(count))));
        state.count.assign(count);
      }),
    async result() {
      const spread = await state.spread.value.item();
      return spread === 0 ? Number.NaN : 1 - (await state.residual.value.item()) / spread;
    },
  };
}

function floating({ output, target }: MetricBatch): Tensor {
  return isFloating(target.dtype) ? target : cast(target, output.dtype);
}
