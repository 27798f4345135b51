// The interpreter that computes at once: checks, allocates the outputs, calls the kernel.

import type { Backend, Operand } from './backend/types.ts';
import { byteSize, type DType } from './dtype.ts';
import { TensorError } from './errors.ts';
import { type Interpreter, unobserved } from './execute.ts';
import { decompose } from './fused/table.ts';
import { broadcastLayout, Layout, sameShape } from './layout.ts';
import { disposedError } from './memory/handle.ts';
import { scope, track } from './memory/scope.ts';
import { Storage } from './memory/storage.ts';
import {
  type Attrs,
  type KernelRecord,
  mutatedInputs,
  type TensorSpec,
  type ViewRecord,
} from './op-table/record.ts';
import { type AttrsOf, type FusedOp, type OpName, opRecord } from './op-table/table.ts';
import { Tensor } from './tensor.ts';

type AnyKernel = (op: string, inputs: readonly Operand[], outputs: readonly Operand[], attrs: Attrs) => void;
type AnyFused = (inputs: readonly Operand[], outputs: readonly Operand[], attrs: Attrs) => void;

/** Computes each op when it is called. */
export const eagerInterpreter: Interpreter = {
  run<N extends OpName>(name: N, inputs: readonly Tensor[], attrs: AttrsOf<N>, backend: Backend): Tensor[] {
    checkInputs(name, inputs, backend);
    const record = opRecord(name);
    if (record.kind === 'view') return [makeView(name, record, inputs[0]!, attrs)];

    const specs = record.infer(inputs, attrs, name);
    if (record.kind === 'kernel') {
      const outputs = specs.map((spec) => allocate(spec, backend, name));
      const operands = record.broadcasts === true ? stretch(inputs, specs[0]!.shape) : inputs;
      // The table pairs each op with its family, which the index access forgets.
      runKernel(backend, record, name, operands, outputs, attrs);
      return finish(outputs);
    }
    const mutated = mutatedInputs(record, attrs).map((index) => inputs[index]!.storage);
    let outputs: Tensor[];
    if (record.kind === 'assembled') {
      outputs = specs.map((spec) => allocate(spec, backend, name));
      guard(outputs, () => record.assemble(backend.kernels, inputs, outputs, attrs));
    } else {
      const kernel = backend.fused?.[name as keyof typeof backend.fused] as AnyFused | undefined;
      if (kernel === undefined) return runDecomposed(name as FusedOp, inputs, attrs as AttrsOf<FusedOp>);
      outputs = specs.map((spec) => allocate(spec, backend, name));
      guard(outputs, () => kernel(inputs, outputs, attrs));
    }
    for (const storage of mutated) storage.version++;
    return finish(outputs);
  },

  constant(bytes: Uint8Array, spec: TensorSpec, backend: Backend, madeBy: string): Tensor {
    const tensor = allocate(spec, backend, madeBy);
    guard([tensor], () => backend.write(tensor.buffer, bytes));
    track(tensor);
    return tensor;
  },
};

function runKernel(
  backend: Backend,
  record: KernelRecord,
  name: OpName,
  inputs: readonly Operand[],
  outputs: Tensor[],
  attrs: Attrs,
): void {
  const kernel = backend.kernels[record.family] as AnyKernel;
  try {
    kernel(name, inputs, outputs, attrs);
  } catch (error) {
    for (const output of outputs) output.dispose();
    throw error;
  }
}

/** Runs the work and frees the outputs should it throw. */
function guard(outputs: readonly Tensor[], work: () => void): void {
  try {
    work();
  } catch (error) {
    for (const output of outputs) output.dispose();
    throw error;
  }
}

/** The parts are not observed: the op as a whole is. */
function runDecomposed<N extends FusedOp>(name: N, inputs: readonly Tensor[], attrs: AttrsOf<N>): Tensor[] {
  return [...scope(() => unobserved(() => decompose(name, inputs, attrs)))];
}

function makeView(name: OpName, record: ViewRecord, input: Tensor, attrs: Attrs): Tensor {
  const layout = record.layout(input.layout, attrs, name);
  const view = new Tensor(input.storage.retain(), layout, input.dtype, name);
  track(view);
  return view;
}

function allocate(spec: TensorSpec, backend: Backend, madeBy: string): Tensor {
  checkSupport(spec.dtype, backend, madeBy);
  const layout =
    'layout' in spec && spec.layout instanceof Layout && isPlain(spec.layout)
      ? spec.layout
      : Layout.contiguous(spec.shape);
  return new Tensor(
    new Storage(backend, layout.size * byteSize(spec.dtype), madeBy),
    layout,
    spec.dtype,
    madeBy,
  );
}

/** Whether a layout can serve a new tensor as it is. */
function isPlain(layout: Layout): boolean {
  return layout.isContiguous && layout.offset === 0 && layout.size > 0;
}

function finish(outputs: Tensor[]): Tensor[] {
  for (const output of outputs) track(output);
  return outputs;
}

function stretch(inputs: readonly Tensor[], shape: readonly number[]): readonly Operand[] {
  let stretched: Operand[] | null = null;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!;
    if (sameShape(input.shape, shape)) continue;
    stretched ??= [...inputs];
    stretched[i] = { buffer: input.buffer, dtype: input.dtype, layout: broadcastLayout(input.layout, shape) };
  }
  return stretched ?? inputs;
}

function checkInputs(name: OpName, inputs: readonly Tensor[], backend: Backend): void {
  for (const input of inputs) {
    if (input.isDisposed) throw disposedError(name, input);
    const other = input.storage.backend;
    if (other !== backend) {
      const place =
        other.name === backend.name
          ? `two backends named ${other.name}: one was brought up anew, by init() for example`
          : `${backend.name} and ${other.name}`;
      throw new TensorError(name, 'backend', `inputs are on ${place}. Move one with await t.to(backend).`, {
        shapes: inputs.map((each) => each.shape),
      });
    }
  }
}

function checkSupport(dtype: DType, backend: Backend, op: string): void {
  if (!backend.supports(dtype)) {
    throw new TensorError(
      op,
      'dtype',
      `backend ${backend.name} has no ${dtype}. Use another dtype or backend.`,
    );
  }
}
