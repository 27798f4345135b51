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

/** The gradient of the input, added to `out`, which is zero at first. */
export function depthwiseInputGrad(windows: Windows, grad: Dense, filter: Filter, out: DTypeArray): void {
  const { outputs } = filter;
  const { channels, channelStep } = windows;
  const multiplier = outputs / channels;
  windows.seek(0);
  for (let i = 0; i < windows.count; i++, windows.next()) {
    const gradAt = grad.offset + i * outputs;
    for (let tap = 0; tap < windows.taps; tap++) {
      if (!windows.contains(tap)) continue;
      const to = windows.origin + windows.distances[tap]!;
      const weightAt = filter.offset + tap * outputs;
      addProductSums(grad.data, gradAt, filter.data, weightAt, channels, multiplier, out, to, channelStep);
    }
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

/** `out[c] += Σ a[c · multiplier + q] · b[c · multiplier + q]`. */
function addProductSums(
  a: DTypeArray,
  aAt: number,
  b: DTypeArray,
  bAt: number,
  channels: number,
  multiplier: number,
  out: DTypeArray,
  to: number,
  step: number,
): void {
  if (multiplier === 1) {
    for (let c = 0; c < channels; c++, to += step) out[to]! += a[aAt + c]! * b[bAt + c]!;
    return;
  }
  for (let c = 0; c < channels; c++, to += step) {
    let sum = 0;
    for (let q = 0; q < multiplier; q++) sum += a[aAt++]! * b[bAt++]!;
    out[to]! += sum;
  }
}
