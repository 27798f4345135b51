// What the tests of this package share: the CPU backend, comparison with hand results, caught errors.

import { createCpuBackend } from '@cambium/backend-cpu';
import { type NestedArray, setBackend, type Tensor, TensorError } from '@cambium/tensor';
import { expect } from 'vitest';

/** Puts a new CPU backend in place. */
export function useCpu(): void {
  setBackend(createCpuBackend());
}

/** Compares elements to five digits, and the shape. */
export function expectTensor(actual: Tensor, expected: NestedArray): void {
  compare(actual.toArray(), expected, []);
}

function compare(actual: NestedArray, expected: NestedArray, place: readonly number[]): void {
  if (Array.isArray(expected)) {
    expect(Array.isArray(actual) ? actual.length : actual, `length at [${place.join(', ')}]`).toBe(
      expected.length,
    );
    for (const [i, each] of expected.entries()) compare((actual as NestedArray[])[i]!, each, [...place, i]);
  } else if (typeof expected === 'number' && Number.isFinite(expected)) {
    const allowed = 1e-5 * Math.max(1, Math.abs(expected));
    expect(
      Math.abs((actual as number) - expected),
      `${String(actual)} at [${place.join(', ')}] is not ${expected}`,
    ).toBeLessThanOrEqual(allowed);
  } else {
    expect(actual, `at [${place.join(', ')}]`).toBe(expected);
  }
}

/** The TensorError that a call throws. */
export function errorOf(call: () => unknown): TensorError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(TensorError);
    return error as TensorError;
  }
  throw new Error('expected a TensorError, nothing was thrown');
}
