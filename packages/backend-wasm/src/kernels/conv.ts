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
const fewUnits = 64;

/** Chunks into which the images are cut for such a gradient, each with so many products. */
const mostChunks = 16;
const productsPerChunk = 500_000;

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
  const image = device.dense(x);
  const gradient = device.dense(grad);
  const to = addressOf(output, 4);
  describe(device, x.layout.shape, output.layout.shape, grad.layout.shape, attrs);
  const units = wasm.convWeightGradUnits(shapeAt, planAt);
  const products = grad.layout.size * productsPerResult(output);
  const images = x.layout.shape[0]!;
  const chunks = Math.min(images, mostChunks, Math.floor(products / productsPerChunk));
  if (attrs.groups === 1 && units < fewUnits && chunks > 1) {
    sumOverImages(device, image, x, gradient, grad, to, output, attrs, Math.ceil(images / chunks));
    return;
  }
  const bytes = wasm.convWeightGradBytes(shapeAt, planAt);
  const team = device.teamForProducts(products);
  // Each part goes through all images: few units make one part a thread.
  const grain = team !== null && units < fewUnits ? Math.ceil(units / team.threads) : 1;
  runGradient(device, team, wasm.convWeightGrad, image, gradient, to, bytes, units, grain);
}

/**
 * The gradient of a small filter: chunks of images give a part of each sum. The chunks depend on the shape alone, so that
 * the result does not depend on the number of threads.
 */
function sumOverImages(
  device: Device,
  image: number,
  x: Operand,
  gradient: number,
  grad: Operand,
  to: number,
  output: Operand,
  attrs: ConvWeightGradAttrs,
  size: number,
): void {
  const { wasm } = device;
  const images = x.layout.shape[0]!;
  const [imageBytes, gradientBytes] = [x, grad].map(({ layout }) => (layout.size / images) * size * 4) as [
    number,
    number,
  ];
  const sumBytes = output.layout.size * 4;
  const chunks = Math.ceil(images / size);
  const sums = device.borrow(sumBytes * chunks);
  const whole = Math.floor(images / size);
  const describeImages = (count: number): void =>
    describe(
      device,
      [count, ...x.layout.shape.slice(1)],
      output.layout.shape,
      [count, ...grad.layout.shape.slice(1)],
      attrs,
    );
  describeImages(size);
  const bytes = wasm.convWeightGradBytes(shapeAt, planAt);
  const units = wasm.convWeightGradUnits(shapeAt, planAt);
  const team = device.teamForProducts(grad.layout.size * productsPerResult(output));
  const scratch = device.borrow(bytes * (team?.threads ?? 1));
  const run = (chunk: number): void =>
    wasm.convWeightGrad(
      shapeAt,
      image + chunk * imageBytes,
      gradient + chunk * gradientBytes,
      sums + chunk * sumBytes,
      scratch,
      0,
      units,
    );
  if (team === null) {
    for (let chunk = 0; chunk < whole; chunk++) run(chunk);
  } else {
    team
      .share(wasm.convWeightGrad)
      .constant(shapeAt)
      .moving(image, imageBytes)
      .moving(gradient, gradientBytes)
      .moving(sums, sumBytes)
      .scratch(scratch, bytes)
      .constants(0, units);
    team.runChunks(whole, 1);
  }
  if (whole < chunks) {
    describeImages(images - whole * size);
    run(whole);
  }
  wasm.sum(sums, to, 1, chunks, output.layout.size);
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
  return device.teamForProducts(grid.layout.size * productsPerResult(filter));
}

/** How many products a result of a convolution is the sum of. */
function productsPerResult({ layout: { size, shape } }: Operand): number {
  return size / shape[shape.length - 1]!;
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
