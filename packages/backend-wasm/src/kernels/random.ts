// Random bits, and float32 numbers from them; float64 on the fallback.

import type { Kernel } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { RandomKernel } from '../module/exports.ts';
import type { Adaptor, Device } from './device.ts';

/** How much more work an element is than a copy. */
const effort = 4;
/** Elements that come from one block of the generator. */
const perBlock = 4;
/** Blocks whose elements fill a cache line, times four: as many as a round of the kernel takes. */
const grain = 16;

/** Makes the kernel of the random numbers. */
export const randomOn: Adaptor<Kernel<'random'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const output = outputs[0]!;
  if (output.dtype === 'float64') return fallback(op, inputs, outputs, attrs);
  try {
    fill(device, device.wasm[op], device.dense(inputs[0]!), addressOf(output, 4), output.layout.size);
  } finally {
    device.settle();
  }
};

/** Any thread can begin at any block: the generator counts them. */
function fill(device: Device, run: RandomKernel, state: number, to: number, size: number): void {
  const team = device.teamFor(size * effort);
  if (team === null) {
    run(state, to, 0, size);
    return;
  }
  const blocks = Math.floor(size / perBlock);
  team
    .share(run)
    .constant(state)
    .moving(to, perBlock * 4)
    .from()
    .length(perBlock);
  team.run(blocks, grain);
  const done = blocks * perBlock;
  if (done < size) run(state, to + done * 4, blocks, size - done);
}
