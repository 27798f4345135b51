// A program of elementwise ops by the kernels of the families, one instruction after the other: for backends without a
// kernel for programs, and for what such a kernel leaves out.

import { byteSize } from '../dtype.ts';
import { broadcastLayout, Layout, sameShape } from '../layout.ts';
import { type ElementwiseAttrs, valueSpecs } from '../op-table/pointwise.ts';
import type { Attrs, KernelRecord, TensorSpec } from '../op-table/record.ts';
import { opRecord } from '../op-table/table.ts';
import type { BufferHandle, KernelTable, Operand } from './types.ts';

type AnyKernel = (op: string, inputs: readonly Operand[], outputs: readonly Operand[], attrs: Attrs) => void;

/** Memory for results in between. */
export interface Workspace {
  /** Memory for `byteLength` bytes. */
  alloc(byteLength: number): BufferHandle;
  /** Gives memory back. */
  free(buffer: BufferHandle): void;
}

/**
 * Runs a program with the kernels given.
 *
 * @example
 * ```ts
 * const backend = createCpuBackend();
 * const operand = (...values) => {
 *   const bytes = new Uint8Array(Float32Array.from(values).buffer);
 *   const buffer = backend.alloc(bytes.length);
 *   backend.write(buffer, bytes);
 *   return { buffer, dtype: 'float32', layout: Layout.contiguous([values.length]) };
 * };
 * const [a, b, output] = [operand(1, 2), operand(3, 4), operand(0, 0)];
 * const program = {
 *   instructions: [{ op: 'mul', inputs: [0, 1], attrs: {} }, { op: 'neg', inputs: [2], attrs: {} }],
 *   results: [3],
 *   assignments: [],
 * };
 * runInstructions(backend.kernels, [a, b], [output], program, backend);
 * [...new Float32Array(backend.readSync(output.buffer, 0, 8).slice().buffer)];   // [-3, -8]
 * ```
 */
export function runInstructions(
  kernels: KernelTable,
  inputs: readonly Operand[],
  outputs: readonly Operand[],
  attrs: ElementwiseAttrs,
  workspace: Workspace,
): void {
  const specs = valueSpecs(inputs.map(specOf), attrs);
  const values = [...inputs];
  const taken: BufferHandle[] = [];
  const place = (value: number): Operand => {
    const result = attrs.results.indexOf(value);
    if (result >= 0) return outputs[result]!;
    const { shape, dtype } = specs[value]!;
    const layout = Layout.contiguous(shape);
    const buffer = workspace.alloc(layout.size * byteSize(dtype));
    taken.push(buffer);
    return { buffer, dtype, layout };
  };
  try {
    for (const instruction of attrs.instructions) {
      const output = place(values.length);
      const record = opRecord(instruction.op) as KernelRecord;
      const kernel = kernels[record.family] as AnyKernel;
      const operands = instruction.inputs.map((value) => stretched(values[value]!, output.layout.shape));
      kernel(instruction.op, operands, [output], instruction.attrs);
      values.push(output);
    }
    for (const [input, value] of attrs.assignments) {
      kernels.copy('contiguous', [values[value]!], [inputs[input]!], {});
    }
  } finally {
    for (const buffer of taken) workspace.free(buffer);
  }
}

function specOf({ layout, dtype }: Operand): TensorSpec {
  return { shape: layout.shape, dtype };
}

function stretched(operand: Operand, shape: readonly number[]): Operand {
  if (sameShape(operand.layout.shape, shape)) return operand;
  const { buffer, dtype, layout } = operand;
  return { buffer, dtype, layout: broadcastLayout(layout, shape) };
}
