// Mean and standard deviation of each feature, in double precision and two passes, so that nothing cancels.

import { type DTypeArray, formatShape, TensorError } from '@cambium/tensor';
import { sizeOf } from '@cambium/tensor/backend';
import type { HostArray } from './host-array.ts';

/** Statistics of the features; `shape` broadcasts against the samples. */
export interface Moments {
  readonly shape: readonly number[];
  readonly mean: Float64Array;
  /** Square root of the mean squared deviation, divided by the number of values, as in the course. */
  readonly std: Float64Array;
  /** Values that each of them was computed from. */
  readonly count: number;
}

/** Mean and standard deviation over the given axes. Refuses empty data, and values that are not finite. */
export function momentsOf(op: string, { data, shape }: HostArray, axis: number | readonly number[]): Moments {
  const reduced = checkAxes(op, axis, shape);
  const kept = shape.map((length, i) => (reduced.has(i) ? 1 : length));
  const size = sizeOf(kept);
  const count = data.length / size;
  if (data.length === 0) {
    throw new TensorError(op, 'shape', `there are no values in ${formatShape(shape)}.`, { shapes: [shape] });
  }
  const axes = mergeAxes(shape, reduced);
  const mean = new Float64Array(size);
  forEachRow(axes, ({ start, length, feature, step }) => {
    for (let i = 0; i < length; i++) mean[feature + i * step]! += data[start + i]!;
  });
  for (let feature = 0; feature < size; feature++) mean[feature]! /= count;
  if (!mean.every(Number.isFinite)) throw notFinite(op, data);
  const std = new Float64Array(size);
  forEachRow(axes, ({ start, length, feature, step }) => {
    for (let i = 0; i < length; i++)
      std[feature + i * step]! += (data[start + i]! - mean[feature + i * step]!) ** 2;
  });
  for (let feature = 0; feature < size; feature++) std[feature] = Math.sqrt(std[feature]! / count);
  if (!std.every(Number.isFinite)) throw notFinite(op, data);

  // Leading ones broadcast anyway: [1, 28, 28] is as good as [28, 28].
  const lead = kept.findIndex((_, i) => !reduced.has(i));
  return { shape: lead < 0 ? [] : kept.slice(lead), mean, std, count };
}

function notFinite(op: string, data: DTypeArray): TensorError {
  const place = data.findIndex((value) => !Number.isFinite(value));
  const what = place < 0 ? 'the values are too large to be averaged' : `element ${place} is ${data[place]}`;
  return new TensorError(
    op,
    'value',
    `${what}: the statistics would not be finite. Fill in or leave out such values.`,
  );
}

interface Axis {
  length: number;
  /** Distance between features along the axis; 0 where it is averaged over. */
  step: number;
}

/** The axes with neighbours of one kind made one, so that rows are long. */
function mergeAxes(shape: readonly number[], reduced: ReadonlySet<number>): Axis[] {
  const axes: Axis[] = [];
  let features = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const length = shape[i]!;
    const isReduced = reduced.has(i);
    const inner = axes[0];
    if (inner !== undefined && (inner.step === 0) === isReduced) inner.length *= length;
    else axes.unshift({ length, step: isReduced ? 0 : features });
    if (!isReduced) features *= length;
  }
  return axes;
}

/** Values next to each other, from `start` on, and the feature of the first. */
interface FeatureRow extends Axis {
  start: number;
  feature: number;
}

/** Visits the values, a row along the innermost axis at a time. */
function forEachRow(axes: readonly Axis[], visit: (row: FeatureRow) => void): void {
  const inner = axes.at(-1)!;
  let start = 0;
  const walk = (depth: number, feature: number): void => {
    const { length, step } = axes[depth]!;
    if (depth === axes.length - 1) {
      visit({ start, feature, ...inner });
      start += length;
    } else {
      for (let k = 0; k < length; k++) walk(depth + 1, feature + k * step);
    }
  };
  walk(0, 0);
}

function checkAxes(
  op: string,
  axis: number | readonly number[],
  shape: readonly number[],
): ReadonlySet<number> {
  const axes = typeof axis === 'number' ? [axis] : axis;
  const checked = new Set<number>();
  for (const each of axes) {
    if (!Number.isInteger(each) || each < -shape.length || each >= shape.length) {
      const range = shape.length === 0 ? 'the data is a single number' : `axes are 0 to ${shape.length - 1}`;
      throw new TensorError(
        op,
        'axis',
        `there is no axis ${String(each)} in ${formatShape(shape)}: ${range}.`,
        { shapes: [shape] },
      );
    }
    checked.add(each < 0 ? each + shape.length : each);
  }
  if (checked.size === 0)
    throw new TensorError(op, 'axis', 'axis is empty: give the axes to average over, 0 for the samples.');
  return checked;
}
