// Makes many calls on a backend, compares each with the reference, and reports all that went wrong in one error.

import {
  type AttrsOf,
  type Backend,
  formatShape,
  type OpName,
  sameShape,
  type Tensor,
  withBackend,
} from '@cambium/tensor';
import type { Suite } from '../suite.ts';
import { arrange } from './arrange.ts';
import { type Call, codeFor, describeCall, make, overwritten, uploadBases } from './call.ts';
import { allowanceFor, type Deviation, sameBits, worstDeviation } from './compare.ts';
import { type HostTensor, sizeOf, toTypedArray } from './host.ts';
import { withoutLeaks } from './leaks.ts';
import { guard } from './wrap.ts';

/** What a check has done. */
export interface CheckReport {
  /** Ops called. */
  readonly calls: number;
  /** Numbers compared. */
  readonly comparisons: number;
}

/**
 * A broken contract, with everything needed to see it again.
 *
 * @example
 * ```ts
 * const error = new ConformanceError('matmul: element 3 is off by 0.1');
 * error.name;   // 'ConformanceError'
 * ```
 */
export class ConformanceError extends Error {
  /** Tells it from other errors. */
  override readonly name = 'ConformanceError';
}

/** One call that went wrong. */
export interface Failure {
  readonly call: Call;
  readonly reason: string;
}

/** Makes the calls and throws a {@link ConformanceError} if any result is wrong. */
export async function checkCalls(
  backend: Backend,
  suite: Suite<OpName>,
  calls: readonly Call[],
): Promise<CheckReport> {
  if (calls.length === 0)
    throw new ConformanceError('there is nothing to check: the suite is wrong, not the backend');
  const guarded = guard(backend);
  const failures: Failure[] = [];
  let comparisons = 0;
  for (const call of calls) {
    try {
      comparisons += await withoutLeaks(guarded.backend, () => checkCall(guarded.backend, suite, call));
      const complaints = guarded.complaints();
      if (complaints.length > 0) failures.push({ call, reason: complaints.join('; ') });
    } catch (error) {
      guarded.complaints();
      failures.push({ call, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (failures.length > 0) throw failed(failures, calls.length);
  return { calls: calls.length, comparisons };
}

/** The error for failed calls: the smallest in full, the others in a line each. */
export function failed(failures: readonly Failure[], total: number): ConformanceError {
  const sizeOfCall = ({ call }: Failure) =>
    call.arranged.reduce((sum, { base }) => sum + sizeOf(base.shape), 0);
  const [first, ...others] = [...failures].sort((a, b) => sizeOfCall(a) - sizeOfCall(b));
  const more = others.slice(0, 8).map(({ call, reason }) => `  ${describeCall(call)}: ${reason}`);
  if (others.length > more.length) more.push(`  … and ${others.length - more.length} others`);
  return new ConformanceError(
    [
      `${failures.length} of ${total} calls of ${first!.call.op} went wrong. The smallest: ${describeCall(first!.call)}`,
      `  ${first!.reason}`,
      codeFor(first!.call),
      ...(more.length > 0 ? ['Also:', ...more] : []),
    ].join('\n'),
  );
}

async function checkCall(backend: Backend, suite: Suite<OpName>, call: Call): Promise<number> {
  const attrs = call.attrs as AttrsOf<OpName>;
  const [bases, outputs] = withBackend(backend, () => {
    const uploaded = uploadBases(call);
    return [uploaded, make(call, suite, uploaded)] as const;
  });
  const expected = suite.reference(call.op, call.inputs, attrs);
  if (outputs.length !== expected.length)
    throw new Error(`gave ${outputs.length} outputs, not ${expected.length}`);
  const terms = suite.terms?.(call.op, call.inputs, attrs) ?? 1;
  let comparisons = 0;
  for (const [i, output] of outputs.entries())
    comparisons += await checkOutput(call.op, output, expected[i]!, terms);
  await checkInputs(call, bases, expected);
  return comparisons;
}

async function checkOutput(op: OpName, output: Tensor, expected: HostTensor, terms: number): Promise<number> {
  if (!sameShape(output.shape, expected.shape) || output.dtype !== expected.dtype) {
    const [actual, right] = [output, expected].map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
    throw new Error(`the output is ${actual}, not ${right}`);
  }
  const data = await output.data();
  const allowed = allowanceFor(op, expected.dtype, terms);
  const deviation = worstDeviation(data, expected, allowed);
  if (deviation !== null) throw new Error(describeDeviation(deviation, expected, allowed));
  return data.length;
}

function describeDeviation(
  { position, actual, expected, excess }: Deviation,
  { shape }: HostTensor,
  allowed: { readonly relative: number; readonly absolute: number },
): string {
  const plain = (value: number) => (Object.is(value, -0) ? '-0' : String(value));
  const worst = `the largest error: element ${position} of ${formatShape(shape)} is ${plain(actual)}, expected ${plain(expected)}`;
  if (!Number.isFinite(excess)) return worst;
  const limit = `${allowed.absolute.toPrecision(2)} + ${allowed.relative.toPrecision(2)}·|expected|`;
  return `${worst} (off by ${Math.abs(actual - expected).toPrecision(3)}, ${excess.toPrecision(3)} times the ${limit} allowed)`;
}

/** Ops borrow their inputs: they are what they were, or, where the op overwrites them, what it should write there. */
async function checkInputs(
  call: Call,
  bases: readonly Tensor[],
  expected: readonly HostTensor[],
): Promise<void> {
  const mutated = overwritten(call);
  const outputCount = expected.length - mutated.length;
  for (const [i, base] of bases.entries()) {
    const written = mutated.includes(i) ? expected[outputCount + mutated.indexOf(i)] : undefined;
    const right = written === undefined ? call.arranged[i]! : arrange(written, call.arrangements[i]!);
    if (sameBits(await base.data(), toTypedArray(right.base.values, base.dtype))) continue;
    throw new Error(
      written === undefined ? `input ${i} was changed` : 'elements beside the destination were changed',
    );
  }
}
