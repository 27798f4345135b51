// Programs of elementwise ops in one pass; what the kernel lacks goes by the kernels of the families.

import {
  byteSize,
  type ElementwiseAttrs,
  type FusedKernel,
  type KernelTable,
  type Operand,
  runInstructions,
  valueSpecs,
  type Workspace,
} from '@cambium/tensor/backend';
import { addressOf, bufferOf } from '../memory/buffer.ts';
import { programAt } from '../module/first-page.ts';
import { cacheLine, type Device } from './device.ts';
import { type Plan, planFor } from './elementwise/plan.ts';

/** A few instructions on data in the cache cost as much as one on data in memory. */
const instructionsPerPass = 3;

const number = new Float32Array(1);
const bits = new Int32Array(number.buffer);

/** Makes the kernel of `elementwise`. */
export function elementwiseOn(device: Device, kernels: KernelTable): FusedKernel<'elementwise'> {
  const { heap } = device;
  const plans = new WeakMap<ElementwiseAttrs, Plan | null>();
  const workspace: Workspace = {
    alloc: (byteLength) => heap.alloc(byteLength),
    free: (buffer) => heap.release(bufferOf(buffer)),
  };
  return (inputs, outputs, attrs) => {
    let plan = plans.get(attrs);
    if (plan === undefined || (plan !== null && !fits(plan, inputs))) {
      const specs = inputs.map(({ layout, dtype }) => ({ shape: layout.shape, dtype }));
      plan = planFor(attrs, valueSpecs(specs, attrs), inputs.length);
      plans.set(attrs, plan);
    }
    if (plan === null || !isFree(plan, inputs)) runInstructions(kernels, inputs, outputs, attrs, workspace);
    else runPlan(device, plan, inputs, outputs);
  };
}

function fits({ dtypes, singles }: Plan, inputs: readonly Operand[]): boolean {
  for (let i = 0; i < dtypes.length; i++) {
    const { dtype, layout } = inputs[i]!;
    if (dtype !== dtypes[i] || (layout.size === 1) !== singles[i]) return false;
  }
  return true;
}

/** Whether what is overwritten lies in one run, and no other input is there. */
function isFree({ assigned }: Plan, inputs: readonly Operand[]): boolean {
  for (const target of assigned) {
    const { buffer, layout } = inputs[target]!;
    if (!layout.isContiguous) return false;
    for (let i = 0; i < inputs.length; i++) if (i !== target && inputs[i]!.buffer === buffer) return false;
  }
  return true;
}

function runPlan(device: Device, plan: Plan, inputs: readonly Operand[], outputs: readonly Operand[]): void {
  const values = new Float64Array(plan.valueCount);
  for (const input of plan.hostReads) {
    const { buffer, dtype, layout } = inputs[input]!;
    values[input] = bufferOf(buffer).view(dtype)[layout.offset]!;
  }
  for (const step of plan.hostSteps) step(values);
  try {
    if (plan.words[0] !== 0 || plan.length > 0) runKernel(device, plan, inputs, outputs, values);
  } finally {
    device.settle();
  }
  for (const { value, to, dtype } of plan.storedOutputs) store(outputs[to]!, dtype, values[value]!);
  for (const { value, to, dtype } of plan.storedInputs) {
    // Other threads may still be reading, but no float64.
    if (dtype !== 'float64') device.team?.finish();
    store(inputs[to]!, dtype, values[value]!);
  }
}

function store({ buffer, layout }: Operand, dtype: Operand['dtype'], value: number): void {
  bufferOf(buffer).view(dtype)[layout.offset] = value;
}

function runKernel(
  device: Device,
  plan: Plan,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  values: Float64Array,
): void {
  const { wasm, heap } = device;
  const count = fullSize(inputs, outputs);
  const team = device.teamFor(count * Math.max(1, plan.length / instructionsPerPass));
  const scratch = device.borrow(plan.scratchBytes * (team?.threads ?? 1));
  // Everything that takes memory comes first: the parameters move when the memory grows.
  const dense = inputs.map((input) => (input.layout.isContiguous ? -1 : device.dense(input)));
  const { parameters } = heap;
  const at = programAt / 4;
  parameters.set(plan.words, at);
  for (const { word, of } of plan.inputPatches) {
    const input = inputs[of]!;
    parameters[at + word] = dense[of]! >= 0 ? dense[of]! : addressOf(input, byteSize(input.dtype));
  }
  for (const { word, of } of plan.outputPatches) {
    parameters[at + word] = addressOf(outputs[of]!, byteSize(outputs[of]!.dtype));
  }
  for (const { word, of, dtype } of plan.numberPatches) {
    number[0] = values[of]!;
    parameters[at + word] = dtype === 'float32' ? bits[0]! : values[of]!;
  }
  if (team === null) {
    wasm.runProgram(programAt, scratch, 0, count);
    return;
  }
  team.share(wasm.runProgram).constant(programAt).scratch(scratch, plan.scratchBytes).from().to();
  team.begin(count, cacheLine);
}

/** How many elements there are, apart from single ones. */
function fullSize(inputs: readonly Operand[], outputs: readonly Operand[]): number {
  for (const { layout } of inputs) if (layout.size !== 1) return layout.size;
  for (const { layout } of outputs) if (layout.size !== 1) return layout.size;
  return 0;
}
