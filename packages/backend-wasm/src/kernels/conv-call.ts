// What the kernels of convolution have in common: the block of parameters, which lies in the first page, below the
// constants, and who does the work.

import type { ConvAttrs, Operand } from '@cambium/tensor/backend';
import type { ConvGradient } from '../module/exports.ts';
import { convShapeAt as shapeAt } from '../module/first-page.ts';
import type { Team } from '../threads/team.ts';
import type { Device } from './device.ts';

/** Runs a gradient's units of work, with threads in parts of a multiple of `grain`. */
export function runGradient(
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
export function teamFor(device: Device, grid: Operand, filter: Operand): Team | null {
  return device.teamForProducts(grid.layout.size * productsPerResult(filter));
}

/** How many products a result of a convolution is the sum of. */
export function productsPerResult({ layout: { size, shape } }: Operand): number {
  return size / shape[shape.length - 1]!;
}

/** Writes the parameters, in the order of assembly/conv/shape.ts; a missing spatial axis has length 1. */
export function describe(
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
