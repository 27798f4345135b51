// All steps of recurrent layers over float32 sequences, and their gradients. Samples do not meet: each thread takes some
// rows of the batch through all steps.

import type { FusedKernel, Operand } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { KernelFunction } from '../threads/job.ts';
import type { Adaptor, Device } from './device.ts';

/** Rows that a tile of the product computes together. */
const rowGrain = 4;

/** A part goes through all steps: so many for each thread let one that is slower do less. */
const partsPerThread = 4;

/** A run over a sequence: its sizes, and the weight as it meets the rows of a step. */
interface Run {
  readonly time: number;
  readonly batch: number;
  readonly size: number;
  /** How often as wide as the state the gates are that the weight makes. */
  readonly gates: number;
  readonly weight: Operand;
  /** Whether gates are multiplied, to go back to states. */
  readonly isBack: boolean;
}

/** Makes the kernel of `lstm`. */
export const lstmOn: Adaptor<FusedKernel<'lstm'>> = (device, fallback) => (inputs, outputs, attrs) => {
  const [projected, weight, hidden, cell] = inputs as readonly [Operand, Operand, Operand, Operand];
  if (weight.dtype !== 'float32') return fallback(inputs, outputs, attrs);
  const [states, gates] = outputs as readonly [Operand, Operand];
  const run = { ...sizesOf(projected, hidden), gates: 4, weight, isBack: false };
  runRows(device, device.wasm.lstm, run, (packed) => [
    device.dense(projected),
    packed,
    device.dense(hidden),
    device.dense(cell),
    addressOf(states, 4),
    addressOf(gates, 4),
  ]);
};

/** Makes the kernel of `lstmGrad`. */
export const lstmGradOn: Adaptor<FusedKernel<'lstmGrad'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const [grad, weight, cell, states, gates] = inputs as FiveOperands;
    if (weight.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const run = { ...sizesOf(gates, cell), gates: 4, weight, isBack: true };
    const out = addressOf(outputs[0]!, 4);
    const hiddenGrad = out + gates.layout.size * 4;
    runRows(device, device.wasm.lstmGrad, run, (packed) => [
      device.dense(grad),
      packed,
      device.dense(cell),
      device.dense(states),
      device.dense(gates),
      out,
      hiddenGrad,
      hiddenGrad + cell.layout.size * 4,
    ]);
  };

/** Makes the kernel of `gru`. */
export const gruOn: Adaptor<FusedKernel<'gru'>> = (device, fallback) => (inputs, outputs, attrs) => {
  const [projected, weight, bias, hidden] = inputs as readonly [Operand, Operand, Operand, Operand];
  if (weight.dtype !== 'float32') return fallback(inputs, outputs, attrs);
  const [states, gates] = outputs as readonly [Operand, Operand];
  const run = { ...sizesOf(projected, hidden), gates: 3, weight, isBack: false };
  runRows(device, device.wasm.gru, run, (packed) => [
    device.dense(projected),
    packed,
    device.dense(bias),
    device.dense(hidden),
    addressOf(states, 4),
    addressOf(gates, 4),
  ]);
};

/** Makes the kernel of `gruGrad`. */
export const gruGradOn: Adaptor<FusedKernel<'gruGrad'>> = (device, fallback) => (inputs, outputs, attrs) => {
  const [grad, weight, hidden, states, gates] = inputs as FiveOperands;
  if (weight.dtype !== 'float32') return fallback(inputs, outputs, attrs);
  const run = { ...sizesOf(gates, hidden), gates: 3, weight, isBack: true };
  const out = addressOf(outputs[0]!, 4);
  const bytes = 3 * states.layout.size * 4;
  runRows(device, device.wasm.gruGrad, run, (packed) => [
    device.dense(grad),
    packed,
    device.dense(hidden),
    device.dense(states),
    device.dense(gates),
    out,
    out + bytes,
    out + 2 * bytes,
  ]);
};

type FiveOperands = readonly [Operand, Operand, Operand, Operand, Operand];

function sizesOf(gates: Operand, state: Operand): { time: number; batch: number; size: number } {
  const [batch, size] = state.layout.shape as [number, number];
  return { time: gates.layout.shape[0]!, batch, size };
}

/** Packs the weight, and runs the kernel over the rows of the batch. `operands` are those before the sizes. */
function runRows(
  device: Device,
  kernel: KernelFunction,
  { time, batch, size, gates, weight, isBack }: Run,
  operands: (packedWeight: number) => readonly number[],
): void {
  if (batch * size === 0) return;
  const { wasm } = device;
  const [row, column] = weight.layout.strides as [number, number];
  const width = gates * size;
  const [k, n] = isBack ? [width, size] : [size, width];
  const team = batch > rowGrain ? device.teamForProducts(time * batch * k * n) : null;
  try {
    const packed = device.borrow(wasm.stepWeightBytes(k, n));
    const bytes = Math.ceil(wasm.stepScratchBytes(k, n) / 16) * 16;
    const scratch = device.borrow(bytes * (team?.threads ?? 1));
    const all = [...operands(packed), time, batch, size];
    const [rowStride, columnStride] = isBack ? [column, row] : [row, column];
    wasm.packStepWeight(addressOf(weight, 4), rowStride, columnStride, k, n, packed, scratch);
    if (team === null) {
      kernel(...all, scratch, 0, batch);
      return;
    }
    team
      .share(kernel)
      .constants(...all)
      .scratch(scratch, bytes)
      .from()
      .to();
    team.begin(batch, rowGrain, partsPerThread);
  } finally {
    device.settle();
  }
}
