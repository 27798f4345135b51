// Assertions for behaviours that are checked by hand.

import { TensorError } from '@cambium/tensor';
import { ConformanceError } from './run.ts';

/** Throws a {@link ConformanceError} unless the condition holds. */
export function expectThat(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new ConformanceError(otherwise);
}

/** Throws unless two things look the same: numbers, lists, typed arrays, plain objects. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [actual, expected].map((value) => describe(value));
  if (left !== right) throw new ConformanceError(`${what}: got ${left}, expected ${right}`);
}

function describe(value: unknown): string {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return describe(Array.from(value as Float64Array));
  if (Array.isArray(value)) return `[${value.map(describe).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, each]) => `${key}: ${describe(each)}`)
      .join(', ')} }`;
  }
  return String(value);
}

/** The TensorError that a call throws; a {@link ConformanceError} if it throws none. */
export function errorOf(call: () => unknown, what: string): TensorError {
  try {
    call();
  } catch (error) {
    if (error instanceof TensorError) return error;
    throw new ConformanceError(`${what}: threw ${String(error)}, which is no TensorError`);
  }
  throw new ConformanceError(`${what}: threw nothing`);
}
