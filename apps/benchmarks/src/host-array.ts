// Inputs on the host: the same numbers for every library, drawn from a seed.

/** Numbers in row-major order, and their shape. */
export interface HostArray {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Uniform numbers from [low, high), by mulberry32: the same for the same seed everywhere. */
export function uniform(shape: readonly number[], seed: number, low = -1, high = 1): HostArray {
  let state = seed;
  const values = new Float32Array(sizeOf(shape));
  for (let i = 0; i < values.length; i++) {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    values[i] = low + (high - low) * (((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32);
  }
  return { shape, values };
}

/** A weight whose products keep the scale of their input: uniform within ±1/√fanIn. */
export function weight(
  shape: readonly number[],
  seed: number,
  fanIn = sizeOf(shape.slice(0, -1)),
): HostArray {
  return uniform(shape, seed, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn));
}

/** The same number everywhere. */
export function filled(shape: readonly number[], value: number): HostArray {
  return { shape, values: new Float32Array(sizeOf(shape)).fill(value) };
}

/** Random labels, one-hot: `[count, classes]`. */
export function oneHotLabels(count: number, classes: number, seed: number): HostArray {
  const values = new Float32Array(count * classes);
  uniform([count], seed, 0, classes).values.forEach((label, row) => {
    values[row * classes + Math.floor(label)] = 1;
  });
  return { shape: [count, classes], values };
}

/** The same numbers under another shape. */
export function reshaped({ values }: HostArray, shape: readonly number[]): HostArray {
  return { shape, values };
}

/** Copies into another order of axes: axis `i` of the copy is axis `order[i]` of the source. */
export function permuted({ shape, values }: HostArray, order: readonly number[]): HostArray {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const to = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const copy = new Float32Array(values.length);
  const place = to.map(() => 0);
  for (let i = 0, from = 0; i < copy.length; i++) {
    copy[i] = values[from]!;
    for (let axis = to.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++place[axis]! < to[axis]!) break;
      from -= place[axis]! * steps[axis]!;
      place[axis] = 0;
    }
  }
  return { shape: to, values: copy };
}

/** Images `[batch, height, width, channels]` for libraries that have the channels in front. */
export function channelsFirst(images: HostArray): HostArray {
  return permuted(images, [0, 3, 1, 2]);
}

/** Back again. */
export function channelsLast(images: HostArray): HostArray {
  return permuted(images, [0, 2, 3, 1]);
}

/** Filters `[height, width, in, out]` for libraries that have `[out, in, height, width]`. */
export function outInFirst(filters: HostArray): HostArray {
  return permuted(filters, [3, 2, 0, 1]);
}

/** One after the other. */
export function joined(parts: readonly ArrayLike<number>[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}
