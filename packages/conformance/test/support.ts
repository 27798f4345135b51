// Broken backends: the CPU backend with one kernel exchanged, and the checks that must notice.

import { createCpuBackend } from '@cambium/backend-cpu';
import { type Check, conformanceChecks, derive } from '@cambium/conformance';
import type { Backend } from '@cambium/tensor';
import {
  type DTypeArray,
  type KernelTable,
  type Layout,
  type Operand,
  viewBytes,
} from '@cambium/tensor/backend';

/** A new backend to break. */
export const cpu = (): Backend => createCpuBackend();

const [all, normalOnly] = [true, false].map((subnormals) => conformanceChecks({ create: cpu, subnormals }));

/** All checks. */
export function allChecks({ subnormals = true } = {}): readonly Check[] {
  return (subnormals ? all : normalOnly)!;
}

/** A backend with some kernels exchanged. */
export function withKernels(change: (backend: Backend) => Partial<KernelTable>): Backend {
  const backend = cpu();
  return derive(backend, { kernels: { ...backend.kernels, ...change(backend) } });
}

/** The message with which a check refuses a backend; empty if it passes. */
export async function complaintOf(
  backend: Backend,
  group: string,
  name: string,
  options?: { readonly subnormals?: boolean },
): Promise<string> {
  const check = allChecks(options).find((each) => each.group === group && each.name === name);
  if (check === undefined) throw new Error(`there is no check '${name}' in ${group}`);
  try {
    await check.run(backend);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The elements of a dense operand. */
export function readOperand(backend: Backend, { buffer, dtype, layout }: Operand): DTypeArray {
  const width = dtype === 'float64' ? 8 : dtype === 'uint8' || dtype === 'bool' ? 1 : 4;
  return viewBytes(backend.readSync!(buffer, layout.offset * width, layout.size * width), dtype);
}

/** Overwrites the elements of a dense operand. */
export function writeOperand(backend: Backend, { buffer, layout }: Operand, data: DTypeArray): void {
  const width = data.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  backend.write(buffer, bytes, layout.offset * width);
}

/** The operand under another layout. */
export function relaid(operand: Operand, layout: Layout): Operand {
  return { buffer: operand.buffer, dtype: operand.dtype, layout };
}
