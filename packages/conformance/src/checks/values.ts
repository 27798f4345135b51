// Every op of the table, in every dtype that it takes, against the reference.

import { type DType, isFloating, type OpName, opRecord, TensorError, withBackend } from '@cambium/tensor';
import { type Check, type CheckOptions, without } from '../check.ts';
import { callOf, codeFor, make, randomFill, uploadBases } from '../harness/call.ts';
import { sameBits } from '../harness/compare.ts';
import { withoutLeaks } from '../harness/leaks.ts';
import { acceptedDTypes, callsFor, refusedDTypes } from '../harness/plan.ts';
import { ConformanceError, checkCalls } from '../harness/run.ts';
import { derive, guard } from '../harness/wrap.ts';
import type { Suite } from '../suite.ts';
import { opNames, suiteOf } from '../suites.ts';

/** The part of the report that an op belongs to. */
export function groupOf(op: OpName): string {
  const record = opRecord(op);
  return record.kind === 'kernel' ? record.family : record.kind;
}

/** Results, special values, refusals and repeatability of every op. */
export function valueChecks({ subnormals = true }: CheckOptions): Check[] {
  return opNames.flatMap((op) => {
    const suite = suiteOf(op);
    const group = groupOf(op);
    const checks = acceptedDTypes(op, suite).flatMap((dtype) => ofDType(op, suite, dtype, subnormals));
    const refused = refusedDTypes(op, suite);
    if (refused.length > 0) checks.push(refusal(op, suite, refused));
    return checks.map((check) => ({ group, ...check }));
  });
}

function ofDType(
  op: OpName,
  suite: Suite<OpName>,
  dtype: DType,
  subnormals: boolean,
): Omit<Check, 'group'>[] {
  const checks: Omit<Check, 'group'>[] = [
    {
      name: `${op} of ${dtype} is right in every shape, arrangement and attribute`,
      missing: without(dtype),
      run: (backend) => checkCalls(backend, suite, callsFor(op, suite.forms(op, dtype), dtype, backend)),
    },
    {
      name: `${op} of ${dtype} gives the same bits again`,
      missing: without(dtype),
      run: (backend) => checkRepeats(op, suite, dtype, backend),
    },
  ];
  const special = suite.specialForms?.(op, dtype, subnormals) ?? [];
  if (special.length > 0) {
    const what = isFloating(dtype) ? 'NaN, infinities and zeros' : 'the ends of the range';
    checks.push({
      name: `${op} of ${dtype} treats ${what} as defined`,
      missing: without(dtype),
      run: (backend) => checkCalls(backend, suite, callsFor(op, special, dtype, backend)),
    });
  }
  if (opRecord(op).kind === 'fused') {
    checks.push({
      name: `${op} of ${dtype} is right without its fused kernel`,
      missing: without(dtype),
      run: (backend) => {
        const calls = callsFor(op, [...suite.forms(op, dtype), ...special], dtype, backend);
        return checkCalls(derive(backend, { fused: {} }), suite, calls);
      },
    });
  }
  return checks;
}

/** A kernel may not depend on what its memory held before, on threads, or on time. */
async function checkRepeats(
  op: OpName,
  suite: Suite<OpName>,
  dtype: DType,
  inner: Parameters<Check['run']>[0],
) {
  const { backend } = guard(inner);
  const forms = suite.forms(op, dtype);
  const some = forms.filter((_, i) => i % Math.ceil(forms.length / 12) === 0);
  const calls = callsFor(op, some, dtype, backend);
  let comparisons = 0;
  for (const call of calls) {
    await withoutLeaks(backend, async () => {
      const run = () => withBackend(backend, () => make(call, suite, uploadBases(call)));
      const [first, second] = [run(), run()];
      for (const [i, output] of first.entries()) {
        const [a, b] = [await output.data(), await second[i]!.data()];
        comparisons += a.length;
        if (!sameBits(a, b))
          throw new ConformanceError(`${op} gave other bits the second time:\n${codeFor(call)}`);
      }
    });
  }
  return { calls: 2 * calls.length, comparisons };
}

function refusal(op: OpName, suite: Suite<OpName>, dtypes: readonly DType[]): Omit<Check, 'group'> {
  return {
    name: `${op} refuses ${dtypes.join(', ')} and leaves no trace`,
    missing: (backend) => (dtypes.some((dtype) => backend.supports(dtype)) ? null : 'none of these dtypes'),
    run: async (backend) => {
      const supported = dtypes.filter((dtype) => backend.supports(dtype));
      for (const dtype of supported) {
        await withoutLeaks(backend, () => {
          const call = callOf(op, suite.forms(op, dtype)[0]!, dtype, randomFill(op, 1));
          const code = withBackend(backend, () => codeOf(() => make(call, suite, uploadBases(call))));
          if (code !== 'dtype')
            throw new ConformanceError(
              `${op} of ${dtype} gave ${code}, not a dtype error:\n${codeFor(call)}`,
            );
        });
      }
      return { calls: supported.length, comparisons: 0 };
    },
  };
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof TensorError ? error.code : String(error);
  }
  return 'no error';
}
