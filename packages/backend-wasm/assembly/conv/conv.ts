// Convolution and its two gradients: each goes the way that is quickest for its shape.
//
// Each of them comes with how many units of work there are, of which a call takes any range (a unit is computed the
// same way whoever does it), and with the bytes of scratch that a call needs. Those two use the first 4 KiB of `scratch`.

import * as windows from './by-windows';
import * as depthwise from './depthwise';
import * as depthwiseWeight from './depthwise-weight-grad';
import * as scatter from './scatter';
import { isScatterQuicker } from './scatter-layout';
import { ConvShape } from './shape';
import * as weight from './weight-grad';

export function convForwardUnits(shape: ConvShape, scratch: usize): i32 {
  if (shape.isDepthwise) return depthwise.depthwiseUnits(shape, scratch);
  return windows.forwardByWindowsUnits(shape, scratch);
}

export function convForwardBytes(shape: ConvShape, scratch: usize): usize {
  if (shape.isDepthwise) return depthwise.depthwiseBytes(shape, scratch);
  return windows.forwardByWindowsBytes(shape, scratch);
}

/** `y = activation(conv(x, weight) + bias)` for the units `from … to`; `bias` 0 is none. */
export function convForward(
  shape: ConvShape,
  x: usize,
  weight: usize,
  bias: usize,
  activation: i32,
  y: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  if (shape.isDepthwise) depthwise.depthwiseForward(shape, x, weight, bias, activation, y, scratch, from, to);
  else windows.forwardByWindows(shape, x, weight, bias, activation, y, scratch, from, to);
}

export function convInputGradUnits(shape: ConvShape, scratch: usize): i32 {
  if (shape.isDepthwise) return depthwise.depthwiseInputGradUnits(shape, scratch);
  if (isScatterQuicker(shape)) return scatter.scatterUnits(shape);
  return windows.inputGradByWindowsUnits(shape, scratch);
}

export function convInputGradBytes(shape: ConvShape, scratch: usize): usize {
  if (shape.isDepthwise) return depthwise.depthwiseInputGradBytes(shape, scratch);
  if (isScatterQuicker(shape)) return scatter.scatterBytes(shape, scratch);
  return windows.inputGradByWindowsBytes(shape, scratch);
}

/** The gradient of x for the units `from … to`. All units together write every number of `dx`. */
export function convInputGrad(
  shape: ConvShape,
  grad: usize,
  weight: usize,
  dx: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  if (shape.isDepthwise) depthwise.depthwiseInputGrad(shape, grad, weight, dx, scratch, from, to);
  else if (isScatterQuicker(shape))
    scatter.scatterInputGrad(shape, grad, weight, dx, scratch, from, to);
  else windows.inputGradByWindows(shape, grad, weight, dx, scratch, from, to);
}

export function convWeightGradUnits(shape: ConvShape, scratch: usize): i32 {
  if (shape.isDepthwise) return depthwiseWeight.depthwiseWeightGradUnits(shape);
  return weight.weightGradUnits(shape, scratch);
}

export function convWeightGradBytes(shape: ConvShape, scratch: usize): usize {
  if (shape.isDepthwise) return depthwiseWeight.depthwiseWeightGradBytes(shape, scratch);
  return weight.weightGradBytes(shape, scratch);
}

/** The gradient of the filter for the units `from … to`. */
export function convWeightGrad(
  shape: ConvShape,
  x: usize,
  grad: usize,
  dw: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  if (shape.isDepthwise) depthwiseWeight.depthwiseWeightGrad(shape, x, grad, dw, scratch, from, to);
  else weight.weightGrad(shape, x, grad, dw, scratch, from, to);
}
