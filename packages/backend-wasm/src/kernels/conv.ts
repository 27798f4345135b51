// Convolution of float32 and its gradients; other dtypes on the fallback. The kernels take a block of parameters, which
// lies in the first page, below the constants.

import type {
  ConvAttrs,
  ConvInputGradAttrs,
  ConvWeightGradAttrs,
  FusedKernel,
  Kernel,
  Operand,
} from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { ConvGradient } from '../module/exports.ts';
import { convPlanAt as planAt, convShapeAt as shapeAt } from '../module/first-page.ts';
import type { Team } from '../threads/team.ts';
import type { Adaptor, Device } from './device.ts';

/** Units of a filter's gradient for which going through the images counts beside the products. */
const fewUnits = 32;

/** Makes the kernel of the convolutions. */
export const convOn: Adaptor<Kernel<'conv'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const first = inputs[0]!;
  const second = inputs[1]!;
  const output = outputs[0]!;
  if (first.dtype !== 'float32') return fallback(op, inputs, outputs, attrs);
  if (output.layout.size === 0) return;
  try {
    // The table pairs each op with its attributes, which a union of ops forgets.
    if (op === 'conv') forward(device, first, second, null, output, attrs);
    else if (op === 'convInputGrad') inputGrad(device, first, second, output, attrs as ConvInputGradAttrs);
    else weightGrad(device, first, second, output, attrs as ConvWeightGradAttrs);
  } finally {
    device.settle();
  }
};

/** Makes the kernel of `convBias`: the convolution, with the bias added as results are stored. */
export const convBiasOn: Adaptor<FusedKernel<'convBias'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const output = outputs[0]!;
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    if (output.layout.size === 0) return;
    try {
      forward(device, x, inputs[1]!, inputs[2]!, output, attrs);
    } finally {
      device.settle();
    }
  };

function forward(
  device: Device,
  x: Operand,
  weight: Operand,
  bias: Operand | null,
  output: Operand,
  attrs: ConvAttrs,
): void {
  const { wasm } = device;
  describe(device, x.layout.shape, weight.layout.shape, output.layout.shape, attrs);
  const image = device.dense(x);
  const filter = device.dense(weight);
  const shift = bias === null ? 0 : device.dense(bias);
  const bytes = wasm.convForwardBytes(shapeAt, planAt);
  const units = wasm.convForwardUnits(shapeAt, planAt);
  const to = addressOf(output, 4);
  const team = teamFor(device, output, weight);
  if (team === null) {
    wasm.convForward(shapeAt, image, filter, shift, 0, to, device.borrow(bytes), 0, units);
    return;
  }
  const scratch = device.borrow(bytes * team.threads);
  team.share(wasm.convForward).constant(shapeAt).constant(image).constant(filter);
  team.job.constant(shift).constant(0).constant(to).scratch(scratch, bytes).from().to();
  team.begin(units);
}

function inputGrad(
  device: Device,
  grad: Operand,
  weight: Operand,
  output: Operand,
  attrs: ConvInputGradAttrs,
): void {
  const { wasm } = device;
  describe(device, output.layout.shape, weight.layout.shape, grad.layout.shape, attrs);
  const gradient = device.dense(grad);
  const filter = device.dense(weight);
  const bytes = wasm.convInputGradBytes(shapeAt, planAt);
  const units = wasm.convInputGradUnits(shapeAt, planAt);
  const team = teamFor(device, grad, weight);
  runGradient(device, team, wasm.convInputGrad, gradient, filter, addressOf(output, 4), bytes, units, 1);
}

function weightGrad(
  device: Device,
  x: Operand,
  grad: Operand,
  output: Operand,
  attrs: ConvWeightGradAttrs,
): void {
  const { wasm } = device;
  describe(device, x.layout.shape, output.layout.shape, grad.layout.shape, attrs);
  const image = device.dense(x);
  const gradient = device.dense(grad);
  const bytes = wasm.convWeightGradBytes(shapeAt, planAt);
  const units = wasm.convWeightGradUnits(shapeAt, planAt);
  const team = teamFor(device, grad, output);
  // Each part goes through all images: few units make one part a thread.
  const grain = team !== null && units < fewUnits ? Math.ceil(units / team.threads) : 1;
  runGradient(device, team, wasm.convWeightGrad, image, gradient, addressOf(output, 4), bytes, units, grain);
}

function runGradient(
  device: Device,
  team: Team | null,
  run: ConvGradient,
  first: number,
  second: number,
  to: number,
  bytes: number,
  units: number,
  grain: number,
): void {
  if (team === null) {
    run(shapeAt, first, second, to, device.borrow(bytes), 0, units);
    return;
  }
  const scratch = device.borrow(bytes * team.threads);
  team.share(run).constant(shapeAt).constant(first).constant(second).constant(to);
  team.job.scratch(scratch, bytes).from().to();
  team.begin(units, grain);
}

/** The team, if a product of each element of the larger side with each of the filter's is worth its while. */
function teamFor(device: Device, grid: Operand, filter: Operand): Team | null {
  const { shape } = filter.layout;
  return device.teamForProducts(grid.layout.size * (filter.layout.size / shape[shape.length - 1]!));
}

/** Writes the parameters, in the order of assembly/conv/shape.ts; a missing spatial axis has length 1. */
function describe(
  device: Device,
  image: readonly number[],
  filter: readonly number[],
  result: readonly number[],
  { strides, padding, dilation, groups }: ConvAttrs,
): void {
  const { parameters } = device.heap;
  let at = shapeAt / 4;
  parameters[at++] = image[0]!;
  parameters[at++] = image[image.length - 1]!;
  parameters[at++] = result[result.length - 1]!;
  parameters[at++] = groups;
  const rank = strides.length;
  for (let axis = rank - 3; axis < rank; axis++) {
    const isThere = axis >= 0;
    parameters[at++] = isThere ? image[axis + 1]! : 1;
    parameters[at++] = isThere ? filter[axis]! : 1;
    parameters[at++] = isThere ? strides[axis]! : 1;
    parameters[at++] = isThere ? padding[axis]![0] : 0;
    parameters[at++] = isThere ? dilation[axis]! : 1;
    parameters[at++] = isThere ? result[axis + 1]! : 1;
  }
}
