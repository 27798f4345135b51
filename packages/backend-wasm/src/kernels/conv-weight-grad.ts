// The gradient of a convolution's filter. Its units of work are rows of the filter, and each goes through all images; a
// small filter has too few of them for several threads, and is summed over chunks of images instead. The chunks depend on
// the shapes alone, so that results do not depend on the number of threads.

import type { ConvWeightGradAttrs, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import { convPlanAt as planAt, convShapeAt as shapeAt } from '../module/first-page.ts';
import type { Team } from '../threads/team.ts';
import { describe, productsPerResult, runGradient } from './conv-call.ts';
import type { Device } from './device.ts';

/** Units for which going through the images counts beside the products. */
const fewUnits = 64;
/** Chunks at most, and the products that each is worth. */
const mostChunks = 16;
const productsPerChunk = 500_000;

/** Images, or the gradients of what they became, one behind the other. */
interface Images {
  readonly address: number;
  readonly shape: readonly number[];
  /** Bytes of one of them. */
  readonly bytes: number;
}

/** Computes the gradient of the filter into `output`. */
export function weightGrad(
  device: Device,
  x: Operand,
  grad: Operand,
  output: Operand,
  attrs: ConvWeightGradAttrs,
): void {
  const { wasm } = device;
  const [images, gradients] = [imagesOf(device, x), imagesOf(device, grad)];
  describe(device, images.shape, output.layout.shape, gradients.shape, attrs);
  const units = wasm.convWeightGradUnits(shapeAt, planAt);
  const products = grad.layout.size * productsPerResult(output);
  const team = device.teamForProducts(products);
  const count = images.shape[0]!;
  const chunks = Math.min(count, mostChunks, Math.floor(products / productsPerChunk));
  if (attrs.groups === 1 && units < fewUnits && chunks > 1) {
    sumChunks(device, team, images, gradients, output, attrs, Math.ceil(count / chunks));
    return;
  }
  const bytes = wasm.convWeightGradBytes(shapeAt, planAt);
  // Few units make one part a thread.
  const grain = team !== null && units < fewUnits ? Math.ceil(units / team.threads) : 1;
  const to = addressOf(output, 4);
  runGradient(device, team, wasm.convWeightGrad, images.address, gradients.address, to, bytes, units, grain);
}

function imagesOf(device: Device, x: Operand): Images {
  const { shape, size } = x.layout;
  return { address: device.dense(x), shape, bytes: (size / shape[0]!) * 4 };
}

/** The sum of what chunks of `size` images give, the last of which may have fewer. */
function sumChunks(
  device: Device,
  team: Team | null,
  images: Images,
  gradients: Images,
  output: Operand,
  attrs: ConvWeightGradAttrs,
  size: number,
): void {
  const { wasm } = device;
  const { layout } = output;
  const bytes = layout.size * 4;
  const count = images.shape[0]!;
  const whole = Math.floor(count / size);
  const chunks = Math.ceil(count / size);
  const sums = device.borrow(bytes * chunks);
  const plan = (some: number): { units: number; scratchBytes: number } => {
    const [first, second] = [images, gradients].map(({ shape }) => [some, ...shape.slice(1)]);
    describe(device, first!, layout.shape, second!, attrs);
    const units = wasm.convWeightGradUnits(shapeAt, planAt);
    return { units, scratchBytes: wasm.convWeightGradBytes(shapeAt, planAt) };
  };
  const { units, scratchBytes } = plan(size);
  const [first, second] = [images, gradients].map((each) => each.bytes * size) as [number, number];
  if (team === null) {
    const scratch = device.borrow(scratchBytes);
    for (let i = 0; i < whole; i++) {
      const [image, gradient] = [images.address + i * first, gradients.address + i * second];
      wasm.convWeightGrad(shapeAt, image, gradient, sums + i * bytes, scratch, 0, units);
    }
  } else {
    const scratch = device.borrow(scratchBytes * team.threads);
    const job = team.share(wasm.convWeightGrad).constant(shapeAt);
    job.moving(images.address, first).moving(gradients.address, second).moving(sums, bytes);
    job.scratch(scratch, scratchBytes).constants(0, units);
    team.runChunks(whole, 1);
  }
  if (whole < chunks) {
    const rest = plan(count - whole * size);
    const [image, gradient] = [images.address + whole * first, gradients.address + whole * second];
    const scratch = device.borrow(rest.scratchBytes);
    wasm.convWeightGrad(shapeAt, image, gradient, sums + whole * bytes, scratch, 0, rest.units);
  }
  wasm.sum(sums, addressOf(output, 4), 1, chunks, layout.size);
}
