// What convolutions and pools share on their side: explicit borders, spacing, and one-dimensional images as flat ones.

import * as tf from '@tensorflow/tfjs';

/** Before and after, by spatial axis. */
export type Borders = readonly (readonly [before: number, after: number])[];

/** Pairs from a flat list; no border unless given. */
export function bordersOf(rank: number, flat?: readonly number[]): Borders {
  return Array.from({ length: rank }, (_, i) => [flat?.[2 * i] ?? 0, flat?.[2 * i + 1] ?? 0] as const);
}

/** Images with a border of one value. Their convolutions take words instead of most borders. */
export function withBorder(x: tf.Tensor, borders: Borders, value = 0): tf.Tensor {
  if (borders.flat().every((width) => width === 0)) return x;
  return tf.pad(
    x,
    [[0, 0], ...borders.map(([before, after]): [number, number] => [before, after]), [0, 0]],
    value,
  );
}

/** Sequences `[batch, length, channels]` as images of width 1; images and volumes as they are. */
export function asImage(x: tf.Tensor): tf.Tensor {
  return x.rank === 3 ? tf.expandDims(x, 2) : x;
}

/** Back from `asImage`. */
export function asBefore(x: tf.Tensor, rank: number): tf.Tensor {
  return rank === 1 ? tf.squeeze(x, [2]) : x;
}

/** Numbers by axis, for the width that `asImage` adds, too. */
export function perAxis(values: readonly number[]): number[] {
  return values.length === 1 ? [values[0]!, 1] : [...values];
}

/** A filter with zeros between its elements: they have no gradients for dilated convolutions. */
export function dilated(weight: tf.Tensor, dilation: readonly number[]): tf.Tensor {
  return dilation.reduce((filter, step, axis) => {
    if (step === 1) return filter;
    const { shape } = filter;
    const length = shape[axis]!;
    const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
    const product = (lengths: number[]) => lengths.reduce((all, each) => all * each, 1);
    const apart = tf.reshape(filter, [product(before), length, 1, product(after)]);
    const filled = tf.pad(apart, [
      [0, 0],
      [0, 0],
      [0, step - 1],
      [0, 0],
    ]);
    const long = tf.reshape(filled, [product(before), length * step, product(after)]);
    const reach = (length - 1) * step + 1;
    return tf.reshape(tf.slice(long, [0, 0, 0], [-1, reach, -1]), [...before, reach, ...after]);
  }, weight);
}
