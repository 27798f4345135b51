// Which windows a convolution and its gradients look through.

import { ConvShape } from './shape';
import { Windows } from './windows';

/** Windows on the input, one for each pixel of the output: for the forward pass and the gradient of the filter. */
export function planOutput(windows: Windows, shape: ConvShape): void {
  windows.images = shape.batch;
  windows.channels = shape.inChannels;
  setChannels(windows, shape.groupInputs);
  for (let i = 0; i < 3; i++) {
    const from = shape.axis(i);
    const to = windows.axis(i);
    to.grid = from.output;
    to.step = from.stride;
    to.origin = -from.padding;
    to.taps = from.kernel;
    to.spacing = from.dilation;
    to.length = from.input;
    to.filterFirst = 0;
    to.filterStep = 1;
    to.filterLength = from.kernel;
    to.outFirst = 0;
    to.outStep = 1;
    to.outLength = from.output;
  }
}

/** How many phases the gradient of the input has: one for each place relative to the strides. */
export function countPhases(shape: ConvShape): i32 {
  return shape.axis(0).stride * shape.axis(1).stride * shape.axis(2).stride;
}

/**
 * Windows on the gradient of the output, one for each pixel of the input of a phase. An input pixel `i` is seen by tap
 * `k` from output pixel `(i + padding − k · dilation) / stride`, if that is whole. Pixels that are equal modulo the
 * stride see the same taps; they form a phase, and within it the windows lie one output pixel apart.
 */
export function planInput(windows: Windows, shape: ConvShape, phase: i32): void {
  windows.images = shape.batch;
  windows.channels = shape.outChannels;
  setChannels(windows, shape.groupOutputs);
  for (let i = 2; i >= 0; i--) {
    const from = shape.axis(i);
    const to = windows.axis(i);
    const stride = from.stride;
    const first = phase % stride;
    phase /= stride;
    // The taps of the phase are every `filterStep`-th, if there are any.
    const filterStep = stride / greatestDivisor(stride, from.dilation);
    let tap = 0;
    while (tap < filterStep && (first + from.padding - tap * from.dilation) % stride !== 0) tap++;
    const hasTaps = tap < filterStep && tap < from.kernel;
    to.grid = max(0, (from.input - first + stride - 1) / stride);
    to.step = 1;
    to.origin = hasTaps ? (first + from.padding - tap * from.dilation) / stride : 0;
    to.taps = hasTaps ? (from.kernel - tap + filterStep - 1) / filterStep : 0;
    to.spacing = -(filterStep * from.dilation) / stride;
    to.length = from.output;
    to.filterFirst = tap;
    to.filterStep = filterStep;
    to.filterLength = from.kernel;
    to.outFirst = first;
    to.outStep = stride;
    to.outLength = from.input;
  }
}

function setChannels(windows: Windows, groupChannels: i32): void {
  windows.groupChannels = groupChannels;
  windows.repeats = 1;
  windows.stripChannels = groupChannels;
}

function greatestDivisor(a: i32, b: i32): i32 {
  while (b !== 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
