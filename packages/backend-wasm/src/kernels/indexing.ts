// Gathers and scatters along one axis. Indices are checked in WebAssembly; a wrong one is left to the fallback, which
// refuses it by name before anything is written.

import { byteSize, type Kernel, type Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { IndexKernel } from '../module/exports.ts';
import { type Adaptor, cacheLine, type Device } from './device.ts';
import { product } from './reduce.ts';

/** Makes the kernel of `gather` and `takeAlongAxis`. */
export const gatherOn: Adaptor<Kernel<'gather'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const x = inputs[0]!;
  const indices = inputs[1]!;
  const output = outputs[0]!;
  const size = byteSize(x.dtype);
  const { axis } = attrs;
  const { shape } = x.layout;
  try {
    const places = checked(device, indices, shape[axis]!);
    if (places === null || (op === 'takeAlongAxis' && size !== 4))
      return fallback(op, inputs, outputs, attrs);
    if (output.layout.size === 0) return;
    const outer = product(shape, 0, axis);
    const inner = product(shape, axis + 1, shape.length);
    const from = device.dense(x);
    const to = addressOf(output, size);
    const { gatherSlices, takeElements } = device.wasm;
    if (op === 'gather') {
      const bytes = inner * size;
      const lengths = { outer, length: shape[axis]!, n: indices.layout.size, inner: bytes };
      if (outer === 1) eachSlice(device, from, places, to, lengths);
      else
        eachOuter(device, gatherSlices, [from, places, to], [lengths.length, 0, lengths.n], bytes, lengths);
    } else {
      const lengths = { outer, length: shape[axis]!, n: indices.layout.shape[axis]!, inner };
      const steps = [lengths.length, lengths.n, lengths.n] as const;
      eachOuter(device, takeElements, [from, places, to], steps, inner * 4, lengths);
    }
  } finally {
    device.settle();
  }
};

/** Makes the kernel of `scatterSlices` and `scatterElements`. */
export const scatterAddOn: Adaptor<Kernel<'scatterAdd'>> =
  (device, fallback) => (op, inputs, outputs, attrs) => {
    const indices = inputs[0]!;
    const updates = inputs[1]!;
    const output = outputs[0]!;
    if (updates.dtype !== 'float32') return fallback(op, inputs, outputs, attrs);
    const { axis, size } = attrs;
    const { shape } = output.layout;
    try {
      const places = checked(device, indices, size);
      if (places === null) return fallback(op, inputs, outputs, attrs);
      if (output.layout.size === 0) return;
      const isSlices = op === 'scatterSlices';
      const n = isSlices ? indices.layout.size : indices.layout.shape[axis]!;
      const outer = product(shape, 0, axis);
      const inner = product(shape, axis + 1, shape.length);
      const addresses = [places, device.dense(updates), addressOf(output, 4)] as const;
      const steps = [isSlices ? 0 : n, n, size] as const;
      eachOuter(device, device.wasm[op], addresses, steps, inner * 4, { outer, length: size, n, inner });
    } finally {
      device.settle();
    }
  };

/** `[outer, length, inner]`, and how many of the length are taken; `inner` as the kernel counts it. */
interface Lengths {
  readonly outer: number;
  readonly length: number;
  readonly n: number;
  readonly inner: number;
}
type Three = readonly [number, number, number];

/** A call cut along the outer axis: for each of it, an address is so many steps of `bytes` further. */
function eachOuter(
  device: Device,
  run: IndexKernel,
  addresses: Three,
  steps: Three,
  bytes: number,
  { outer, length, n, inner }: Lengths,
): void {
  const team = outer > 1 ? device.teamFor((outer * Math.max(length, n) * bytes) / 4) : null;
  if (team === null) {
    run(...addresses, outer, length, n, inner);
    return;
  }
  const job = team.share(run);
  for (let i = 0; i < 3; i++) job.moving(addresses[i]!, steps[i]! * bytes);
  job.length().constants(length, n, inner);
  team.run(outer);
}

/** Slices of one matrix, as of a table of embeddings: a call cut along the indices. */
function eachSlice(
  device: Device,
  from: number,
  places: number,
  to: number,
  { length, n, inner }: Lengths,
): void {
  const { gatherSlices } = device.wasm;
  const team = device.teamFor((n * inner) / 4);
  if (team === null) {
    gatherSlices(from, places, to, 1, length, n, inner);
    return;
  }
  const job = team.share(gatherSlices).constant(from).moving(places, 4).moving(to, inner);
  job.constants(1, length).length().constant(inner);
  team.run(n, cacheLine);
}

/** Address of the indices, dense, or `null` if one of them is outside the axis. */
function checked(device: Device, indices: Operand, limit: number): number | null {
  const places = device.dense(indices);
  return device.wasm.areIndices(places, indices.layout.size, limit) !== 0 ? places : null;
}
