// Batch and layer normalization, and rescaling by constants.

import { add, formatShape, moveAxis, mul, type Tensor, TensorError } from '@cambium/tensor';
import { BatchNorm } from '../../batch-norm.ts';
import { LayerNorm } from '../../layer-norm.ts';
import type { Config } from '../config.ts';
import { quote } from '../error.ts';
import { type Converter, Operation, stepwise, stepwiseFunction } from '../layer.ts';
import { fill, type LayerWeight } from '../weight-store.ts';

/** The axes that are normalized, as the file gives them: counted from the front where it knew the rank. */
function axesOf(config: Config): readonly number[] {
  const value = config.value('axis') ?? -1;
  const axes = Array.isArray(value) ? value : [value];
  if (axes.length === 0 || !axes.every((axis) => Number.isSafeInteger(axis)))
    config.refuse(`axis is ${quote(value)}, expected an integer or a list of them.`);
  return axes as number[];
}

/** `BatchNormalization`, over all axes but one. */
export const batchNormalization: Converter = ({ config, weights }) => {
  const axes = axesOf(config);
  if (axes.length !== 1) config.refuse('axis is a list of several: features lie along one axis.');
  const mean = weights.take('moving_mean', 1);
  const shape = mean.shape;
  const variance = weights.takeShaped('moving_variance', shape);
  const scale = config.flag('scale', true) ? weights.takeShaped('gamma', shape) : null;
  const shift = config.flag('center', true) ? weights.takeShaped('beta', shape) : null;
  const norm = new BatchNorm(shape[0]!, {
    epsilon: epsilonOf(config),
    decay: config.share('momentum', 0.99),
    scale: scale !== null,
    shift: shift !== null,
  });
  fill(norm.runningMean, mean);
  fill(norm.runningVariance, variance);
  if (scale !== null) fill(norm.scale, scale);
  if (shift !== null) fill(norm.shift, shift);
  return stepwise(withFeaturesLast(norm, axes[0]!));
};

/** The layer on the axis where its features lie, which is nearly always the last. */
function withFeaturesLast(norm: BatchNorm, axis: number): BatchNorm | Operation {
  if (axis === -1) return norm;
  const label = `${String(norm)}, axis ${axis}`;
  return new Operation(
    label,
    (x) => {
      const isLast = axis === x.rank - 1;
      return isLast ? norm.forward(x) : moveAxis(norm.forward(moveAxis(x, axis, -1)), -1, axis);
    },
    norm,
  );
}

/** `LayerNormalization`, over the last axes. */
export const layerNormalization: Converter = ({ config, weights }) => {
  const axes = axesOf(config);
  const hasScale = config.flag('scale', true);
  const hasShift = config.flag('center', true);
  if (!hasScale && !hasShift)
    config.refuse(
      'has neither scale nor center: without weights the file does not say how long the axes are.',
    );
  const scale = hasScale ? weights.take('gamma', axes.length) : null;
  const shift = hasShift ? shiftOf(scale, axes.length, weights) : null;
  const features = (scale ?? shift)!.shape;
  const norm = new LayerNorm(features, { epsilon: epsilonOf(config), scale: hasScale, shift: hasShift });
  if (scale !== null) fill(norm.scale, scale);
  if (shift !== null) fill(norm.shift, shift);
  return stepwise(
    new Operation(
      String(norm),
      (x) => {
        checkLastAxes(x, axes);
        return norm.forward(x);
      },
      norm,
    ),
  );
};

function shiftOf(
  scale: LayerWeight | null,
  rank: number,
  weights: Parameters<Converter>[0]['weights'],
): LayerWeight {
  return scale === null ? weights.take('beta', rank) : weights.takeShaped('beta', scale.shape);
}

function checkLastAxes(x: Tensor, axes: readonly number[]): void {
  const first = x.rank - axes.length;
  if (axes.every((axis, i) => (axis < 0 ? axis + x.rank : axis) === first + i)) return;
  throw new TensorError(
    'LayerNormalization',
    'axis',
    `normalizes the axes ${formatShape(axes)} of ${formatShape(x.shape)}; only the last axes are supported.`,
    { shapes: [x.shape] },
  );
}

function epsilonOf(config: Config): number {
  const epsilon = config.number('epsilon', 1e-3);
  return epsilon >= 0 ? epsilon : config.refuse(`epsilon is ${epsilon}, expected a number ≥ 0.`);
}

/** `Rescaling`: `x · scale + offset`. */
export const rescaling = stepwiseFunction('Rescaling', (config) => {
  const scale = config.number('scale', 1);
  const offset = config.number('offset', 0);
  return (x) => add(mul(x, scale), offset);
});
