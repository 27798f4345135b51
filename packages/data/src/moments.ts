// Mean and standard deviation of each feature, in double precision and two passes, so that nothing cancels.

import { formatShape, TensorError } from '@cambium/tensor';
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
  const mean = new Float64Array(size);
  forEachValue(shape, reduced, (i, feature) => {
    const value = data[i]!;
    if (!Number.isFinite(value)) throw new TensorError(op, 'value', `element ${i} is ${value}: ${finiteHint}`);
    mean[feature]! += value;
  });
  for (let feature = 0; feature < size; feature++) mean[feature]! /= count;
  const std = new Float64Array(size);
  forEachValue(shape, reduced, (i, feature) => {
    std[feature]! += (data[i]! - mean[feature]!) ** 2;
  });
  for (let feature = 0; feature < size; feature++) std[feature] = Math.sqrt(std[feature]! / count);

  // Leading ones broadcast anyway: [1, 28, 28] is as good as [28, 28].
  const lead = kept.findIndex((_, i) => !reduced.has(i));
  return { shape: lead < 0 ? [] : kept.slice(lead), mean, std, count };
}

const finiteHint = 'one such value would spoil the statistics. Fill in or leave out missing values first.';

/** Calls `visit` with the place of each value and the number of its feature. */
function forEachValue(
  shape: readonly number[],
  reduced: ReadonlySet<number>,
  visit: (i: number, feature: number) => void,
): void {
  const steps: number[] = [];
  let size = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    steps[axis] = reduced.has(axis) ? 0 : size;
    if (!reduced.has(axis)) size *= shape[axis]!;
  }
  const inner = shape.length - 1;
  const walk = (axis: number, start: number, feature: number): number => {
    let i = start;
    for (let k = 0; k < shape[axis]!; k++) {
      if (axis === inner) visit(i++, feature + k * steps[axis]!);
      else i = walk(axis + 1, i, feature + k * steps[axis]!);
    }
    return i;
  };
  walk(0, 0, 0);
}

function checkAxes(op: string, axis: number | readonly number[], shape: readonly number[]): ReadonlySet<number> {
  const axes = typeof axis === 'number' ? [axis] : axis;
  const checked = new Set<number>();
  for (const each of axes) {
    if (!Number.isInteger(each) || each < -shape.length || each >= shape.length) {
      const range = shape.length === 0 ? 'the data is a single number' : `axes are 0 to ${shape.length - 1}`;
      throw new TensorError(op, 'axis', `there is no axis ${String(each)} in ${formatShape(shape)}: ${range}.`, { shapes: [shape] });
    }
    checked.add(each < 0 ? each + shape.length : each);
  }
  if (checked.size === 0) throw new TensorError(op, 'axis', 'axis is empty: give the axes to average over, 0 for the samples.');
  return checked;
}
