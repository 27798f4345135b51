// Values on the host that can be set one by one before they become a tensor.

import type { DType, DTypeArray } from 'cambium';
import { tensor } from './create.ts';
import type { FacadeTensor, Like } from './tensor.ts';

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** TensorFlow.js' `TensorBuffer`. */
export class TensorBuffer {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values: DTypeArray;
  readonly strides: readonly number[];
  readonly size: number;

  constructor(shape: readonly number[], dtype: keyof typeof arrays, values?: DTypeArray) {
    this.shape = [...shape];
    this.dtype = dtype;
    this.size = shape.reduce((a, b) => a * b, 1);
    this.values = values ?? new arrays[dtype](this.size);
    this.strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  }

  get rank(): number {
    return this.shape.length;
  }

  set(value: number | boolean, ...place: readonly number[]): void {
    this.values[this.locToIndex(place.length === 0 ? [0] : place)] = Number(value);
  }

  get(...place: readonly number[]): number {
    const isInside = place.every((each, axis) => each >= 0 && each < this.shape[axis]!);
    if (!isInside) throw new Error(`Requested out of range element at ${place}. Buffer shape=${this.shape}`);
    return this.values[this.locToIndex(place)]!;
  }

  locToIndex(place: readonly number[]): number {
    if (this.rank === 0) return 0;
    return place.reduce((total, each, axis) => total + each * this.strides[axis]!, 0);
  }

  indexToLoc(index: number): number[] {
    let rest = index;
    return this.strides.map((stride) => {
      const each = Math.floor(rest / stride);
      rest -= each * stride;
      return each;
    });
  }

  toTensor(): FacadeTensor {
    return tensor(this.values as Like, this.shape, this.dtype);
  }
}

export function buffer(
  shape: readonly number[],
  dtype: keyof typeof arrays = 'float32',
  values?: DTypeArray,
): TensorBuffer {
  if (!shape.every((length) => Number.isInteger(length) && length >= 0))
    throw new Error(`Tensor must have a shape comprised of positive integers but got shape [${shape}].`);
  return new TensorBuffer(shape, dtype, values);
}
