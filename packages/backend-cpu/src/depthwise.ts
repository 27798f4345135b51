// Convolution with one input channel a group: too thin for matrix products, so it runs directly, a row of channels at a time.

import type { DTypeArray } from '@cambium/tensor/backend';
import type { Filter } from './filter.ts';
import { scratch } from './scratch.ts';
import type { Windows } from './windows.ts';

/** Elements in row-major order from `offset` on. */
interface Dense {
  readonly data: DTypeArray;
  readonly offset: number;
}

/** Forward: output channel `c · multiplier + q` sees input channel `c`. */
export function depthwise(windows: Windows, x: DTypeArray, filter: Filter, out: Dense): void {
  const { outputs } = filter;
  const multiplier = outputs / windows.channels;
  const sums = scratch('sums', outputs);
  windows.seek(0);
  for (let i = 0; i < windows.count; i++, windows.next()) {
    sums.fill(0, 0, outputs);
    for (let tap = 0; tap < windows.taps; tap++) {
      if (!windows.contains(tap)) continue;
      const from = windows.origin + windows.distances[tap]!;
      addProducts(windows, x, from, filter.data, filter.offset + tap * outputs, multiplier, sums, 0);
    }
    const to = out.offset + i * outputs;
    for (let j = 0; j < outputs; j++) out.data[to + j] = sums[j]!;
  }
}

/** The gradient of the filter, written into `result`. */
export function depthwiseWeightGrad(windows: Windows, x: DTypeArray, grad: Dense, result: Filter): void {
  const { outputs } = result;
  const multiplier = outputs / windows.channels;
  const size = windows.taps * outputs;
  const sums = scratch('sums', size);
  sums.fill(0, 0, size);
  windows.seek(0);
  for (let i = 0; i < windows.count; i++, windows.next()) {
    for (let tap = 0; tap < windows.taps; tap++) {
      if (!windows.contains(tap)) continue;
      const from = windows.origin + windows.distances[tap]!;
      addProducts(windows, x, from, grad.data, grad.offset + i * outputs, multiplier, sums, tap * outputs);
    }
  }
  result.data.set(sums.subarray(0, size), result.offset);
}

/** The gradient of the input, for one phase of it: its windows over the gradient, their kernel taps, and their places. */
export function depthwiseInputGrad(
  windows: Windows,
  grad: DTypeArray,
  filter: Filter,
  channels: number,
  taps: Int32Array,
  places: (windows: Windows) => number,
  out: DTypeArray,
): void {
  const { outputs } = filter;
  const multiplier = outputs / channels;
  const sums = scratch('sums', channels);
  windows.seek(0);
  for (let i = 0; i < windows.count; i++, windows.next()) {
    sums.fill(0, 0, channels);
    for (let tap = 0; tap < windows.taps; tap++) {
      if (!windows.contains(tap)) continue;
      const from = windows.origin + windows.distances[tap]!;
      const weightAt = filter.offset + taps[tap]! * outputs;
      addProductSums(grad, from, windows.channelStep, filter.data, weightAt, channels, multiplier, sums);
    }
    const to = places(windows);
    for (let c = 0; c < channels; c++) out[to + c] = sums[c]!;
  }
}

/** `sums[c · multiplier + q] += x[c] · factors[c · multiplier + q]`. */
function addProducts(
  { channels, channelStep }: Windows,
  x: DTypeArray,
  from: number,
  factors: DTypeArray,
  factorAt: number,
  multiplier: number,
  sums: Float64Array,
  at: number,
): void {
  if (multiplier === 1) {
    for (let c = 0; c < channels; c++, from += channelStep)
      sums[at + c]! += x[from]! * factors[factorAt + c]!;
    return;
  }
  for (let c = 0; c < channels; c++, from += channelStep) {
    const value = x[from]!;
    for (let q = 0; q < multiplier; q++) sums[at++]! += value * factors[factorAt++]!;
  }
}

/** `sums[c] += Σ x[c · multiplier + q] · factors[c · multiplier + q]`. */
function addProductSums(
  x: DTypeArray,
  from: number,
  step: number,
  factors: DTypeArray,
  factorAt: number,
  channels: number,
  multiplier: number,
  sums: Float64Array,
): void {
  for (let c = 0; c < channels; c++) {
    let sum = sums[c]!;
    for (let q = 0; q < multiplier; q++, from += step) sum += x[from]! * factors[factorAt++]!;
    sums[c] = sum;
  }
}
