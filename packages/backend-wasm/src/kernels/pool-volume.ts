// Pooling of float32 in three spatial dimensions. The kernels take a block of parameters, which lies in the first page,
// below the constants.

import type {
  AvgPoolAttrs,
  AvgPoolGradAttrs,
  Kernel,
  MaxPoolAttrs,
  PoolAttrs,
} from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import { poolShapeAt as shapeAt } from '../module/first-page.ts';
import type { KernelFunction } from '../threads/job.ts';
import type { Adaptor, Device } from './device.ts';
import { product } from './reduce.ts';

/** Makes the kernel of the poolings in three dimensions; other dtypes, and fewer dimensions, on the fallback. */
export const volumePoolOn: Adaptor<Kernel<'pool'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const input = inputs[0]!;
  const output = outputs[0]!;
  if (input.dtype !== 'float32' || attrs.kernelShape.length !== 3) {
    return fallback(op, inputs, outputs, attrs);
  }
  const { wasm } = device;
  const [image, grid] = op === 'avgPoolGrad' ? [output, input] : [input, output];
  const batch = image.layout.shape[0]!;
  try {
    const from = device.dense(input);
    const to = addressOf(output, 4);
    // The table pairs each op with its attributes, which a union of ops forgets.
    const { dilation } = attrs as MaxPoolAttrs;
    const { countPadding } = attrs as AvgPoolAttrs | AvgPoolGradAttrs;
    describe(
      device,
      image.layout.shape,
      grid.layout.shape,
      attrs,
      dilation ?? [1, 1, 1],
      countPadding ?? false,
    );
    const addresses = op === 'avgPoolGrad' ? [to, from] : [from, to];
    if (op === 'maxPool') addresses.push(addressOf(outputs[1]!, 4));
    const run: KernelFunction = wasm[`${op}Volume`];
    const team = batch > 1 ? device.teamFor(grid.layout.size * product(attrs.kernelShape, 0, 3)) : null;
    if (team === null) {
      run(shapeAt, ...addresses, 0, batch);
      return;
    }
    team
      .share(run)
      .constant(shapeAt)
      .constants(...addresses)
      .from()
      .to();
    team.run(batch);
  } finally {
    device.settle();
  }
};

/** Writes the parameters, in the order of assembly/elementwise/pool-volume.ts. */
function describe(
  device: Device,
  image: readonly number[],
  grid: readonly number[],
  { kernelShape, strides, padding }: PoolAttrs,
  dilation: readonly number[],
  countPadding: boolean,
): void {
  const { parameters } = device.heap;
  let at = shapeAt / 4;
  parameters[at++] = image[0]!;
  parameters[at++] = image[4]!;
  for (let axis = 0; axis < 3; axis++) {
    const [before, after] = padding[axis]!;
    parameters[at++] = image[axis + 1]!;
    parameters[at++] = grid[axis + 1]!;
    parameters[at++] = kernelShape[axis]!;
    parameters[at++] = strides[axis]!;
    parameters[at++] = before;
    parameters[at++] = dilation[axis]!;
    parameters[at++] = countPadding ? before : 0;
    parameters[at++] = countPadding ? after : 0;
  }
}
