// Convolution and the gradient of its input. Both are products of windows with a filter: the gradient looks at the
// gradient of the output, with the filter turned around, once for each phase of the strides.

import { none } from '../gemm/activation';
import { copyBias } from '../gemm/bias';
import { blockRows, roundUp, tileColumns } from '../gemm/tile';
import { align } from './align';
import { countPhases, planInput, planOutput } from './plan';
import { multiplyWindows, Product } from './product';
import { ConvShape } from './shape';
import { WindowAxis, Windows } from './windows';

const planBytes: usize = offsetof<Product>() + offsetof<Windows>() + 3 * offsetof<WindowAxis>();

function productAt(scratch: usize): Product {
  return changetype<Product>(scratch);
}

function windowsAt(scratch: usize): Windows {
  return changetype<Windows>(scratch + offsetof<Product>());
}

function planForward(shape: ConvShape, scratch: usize): void {
  const windows = windowsAt(scratch);
  const product = productAt(scratch);
  planOutput(windows, shape);
  windows.plan(blockRows, true);
  product.inner = shape.groupInputs;
  product.columns = shape.groupOutputs;
  product.filterTap = (shape.groupInputs * shape.outChannels) << 2;
  product.filterChannel = shape.outChannels << 2;
  product.filterColumn = 4;
  product.outChannels = shape.outChannels;
}

function planInputGrad(shape: ConvShape, phase: i32, scratch: usize): void {
  const windows = windowsAt(scratch);
  const product = productAt(scratch);
  planInput(windows, shape, phase);
  windows.plan(blockRows, true);
  product.inner = shape.groupOutputs;
  product.columns = shape.groupInputs;
  product.filterTap = (shape.groupInputs * shape.outChannels) << 2;
  product.filterChannel = 4;
  product.filterColumn = shape.outChannels << 2;
  product.outChannels = shape.inChannels;
}

/** Where the scratch behind the plan begins: with a copy of the bias. */
function scratchEnd(shape: ConvShape, scratch: usize): usize {
  const bias = align(scratch + planBytes);
  const biasBytes = (shape.outChannels + tileColumns) << 2;
  return productAt(scratch).layOut(windowsAt(scratch), align(bias + biasBytes));
}

/** Blocks of work: `forwardByWindows` takes any range of them. */
export function forwardByWindowsUnits(shape: ConvShape, scratch: usize): i32 {
  planForward(shape, scratch);
  return windowsAt(scratch).blocks;
}

export function forwardByWindowsBytes(shape: ConvShape, scratch: usize): usize {
  planForward(shape, scratch);
  return scratchEnd(shape, scratch) - scratch;
}

/** `y = activation(conv(x, weight) + bias)` for the blocks `from … to`; without a bias it is 0. */
export function forwardByWindows(
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
  planForward(shape, scratch);
  scratchEnd(shape, scratch);
  const inputs = shape.groupInputs << 2;
  const outputs = shape.groupOutputs;
  const room = align(scratch + planBytes);
  for (let group = 0; group < shape.groups; group++) {
    const first = (group * outputs) << 2;
    const groupBias = bias ? copyBias(room, bias + first, outputs, roundUp(outputs, tileColumns)) : 0;
    multiplyWindows(
      windowsAt(scratch),
      productAt(scratch),
      x + group * inputs,
      weight + first,
      y + first,
      groupBias,
      activation,
      from,
      to,
    );
  }
}

/** Blocks of work of all phases: `inputGradByWindows` takes any range of them. */
export function inputGradByWindowsUnits(shape: ConvShape, scratch: usize): i32 {
  let units = 0;
  for (let phase = 0; phase < countPhases(shape); phase++) {
    planInputGrad(shape, phase, scratch);
    units += windowsAt(scratch).blocks;
  }
  return units;
}

export function inputGradByWindowsBytes(shape: ConvShape, scratch: usize): usize {
  let bytes: usize = 0;
  for (let phase = 0; phase < countPhases(shape); phase++) {
    planInputGrad(shape, phase, scratch);
    bytes = max(bytes, scratchEnd(shape, scratch) - scratch);
  }
  return bytes;
}

/** The gradient of the input, for the blocks `from … to`. Writes every number of `dx` if all blocks are run. */
export function inputGradByWindows(
  shape: ConvShape,
  grad: usize,
  weight: usize,
  dx: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  const inputs = shape.groupInputs << 2;
  const outputs = shape.groupOutputs << 2;
  const windows = windowsAt(scratch);
  for (let phase = 0; phase < countPhases(shape); phase++) {
    planInputGrad(shape, phase, scratch);
    scratchEnd(shape, scratch);
    const last = min(to, windows.blocks);
    if (from < last) {
      for (let group = 0; group < shape.groups; group++) {
        const first = group * outputs;
        const image = grad + first;
        const result = dx + group * inputs;
        multiplyWindows(
          windows,
          productAt(scratch),
          image,
          weight + first,
          result,
          0,
          none,
          max(from, 0),
          last,
        );
      }
    }
    from -= windows.blocks;
    to -= windows.blocks;
  }
}
