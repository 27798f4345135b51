// The gradient of every differentiable op, and the gradient of that gradient, against two-sided differences.

import { checkGradients, type GradientReport, grad } from '@cambium/autograd';
import {
  type Backend,
  type DifferentiableOp,
  isDifferentiable,
  isFloating,
  mul,
  type OpName,
  sum,
  type Tensor,
  withBackend,
} from '@cambium/tensor';
import type { Check } from '../check.ts';
import { follow, upload } from '../harness/arrange.ts';
import { type Call, callOf, type Fill, make } from '../harness/call.ts';
import { sizeOf } from '../harness/host.ts';
import { withoutLeaks } from '../harness/leaks.ts';
import { isSupported } from '../harness/plan.ts';
import { type CheckReport, type Failure, failed } from '../harness/run.ts';
import { domainOf, sample, spread } from '../harness/values.ts';
import type { Suite } from '../suite.ts';
import { opNames, suiteOf } from '../suites.ts';

/** At most so many entries of each input are compared. */
const entriesPerTensor = 8;

/** First and second derivatives of every differentiable op. */
export function gradientChecks(): Check[] {
  return opNames.filter(isDifferentiable).flatMap((op) =>
    ([1, 2] as const).map((order) => ({
      group: 'gradients',
      name: order === 1 ? `${op} has the right gradient` : `the gradient of ${op} has the right gradient`,
      // The differences are computed while the tape's scope is open, which cannot wait.
      missing: (backend) => (backend.readSync === undefined ? 'no synchronous reads' : null),
      run: (backend) => checkOp(op, suiteOf(op), order, backend),
    })),
  );
}

/** Values where the op is smooth; in float32 differences need room, so that no two are close. */
function smoothFill(op: OpName, seed: number): Fill {
  return ({ shape }, input) => spread(sizeOf(shape), seed + input, domainOf(op, input), input);
}

async function checkOp(
  op: DifferentiableOp,
  suite: Suite<OpName>,
  order: 1 | 2,
  backend: Backend,
): Promise<CheckReport> {
  const dtype = backend.supports('float64') ? 'float64' : 'float32';
  const forms = (suite.gradientForms?.(op) ?? []).filter((form) => isSupported(op, form, dtype, backend));
  if (forms.length === 0) throw new Error(`${op} is differentiable and has no gradientForms`);
  const calls = forms.map((form, i) => callOf(op, form, dtype, smoothFill(op, i + 1)));
  const failures: Failure[] = [];
  let comparisons = 0;
  for (const call of calls) {
    const isPrecise = dtype === 'float64' && !narrows(call);
    try {
      const report = await withoutLeaks(backend, () =>
        withBackend(backend, () => checkCall(call, suite, order, isPrecise)),
      );
      comparisons += report.checked;
      const reason = problemOf(report, isPrecise);
      if (reason !== null) failures.push({ call, reason });
    } catch (error) {
      failures.push({ call, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  if (failures.length > 0) throw failed(failures, calls.length);
  return { calls: calls.length, comparisons };
}

/** Whether the call itself leaves only the digits of float32: a cast. */
function narrows({ attrs }: Call): boolean {
  return 'dtype' in attrs && attrs.dtype === 'float32';
}

function problemOf(report: GradientReport, isPrecise: boolean): string | null {
  const isRight = isPrecise
    ? report.verdict === 'good' && report.mismatches.length === 0
    : report.verdict !== 'wrong';
  if (isRight) return null;
  const worst = report.mismatches.slice(0, 3).map(({ name, index, analytic, numeric }) => {
    return `${name} at [${index.join(', ')}]: ${analytic}, differences say ${numeric}`;
  });
  return `the gradient is ${report.verdict} (relative error ${report.relativeError.toPrecision(3)}); ${worst.join('; ')}`;
}

/** What of a call is differentiated by, and the call as a function of that. */
interface Subject {
  readonly variables: readonly Tensor[];
  readonly apply: (variables: readonly Tensor[]) => Tensor;
}

function subjectOf(call: Call, suite: Suite<OpName>): Subject {
  const bases = call.arranged.map(({ base }) => upload(base));
  const inputs = bases.map((base, i) => follow(base, call.arranged[i]!));
  const places = inputs
    .map((_, i) => i)
    .filter((i) => isFloating(inputs[i]!.dtype) && domainOf(call.op, i) !== null);
  // The variables stand where the arranged inputs did: the call itself has nothing left to arrange.
  const plain: Call = { ...call, arranged: call.arranged.map(({ base }) => ({ base, views: [] })) };
  return {
    variables: places.map((i) => inputs[i]!),
    apply: (variables) =>
      make(
        plain,
        suite,
        inputs.map((input, i) => variables[places.indexOf(i)] ?? input),
      )[0]!,
  };
}

/** Random numbers of either sign, none near 0, so that no entry of a gradient hides. */
function weightsLike({ shape, dtype }: Tensor, seed: number): Tensor {
  const values = sample('float32', sizeOf(shape), seed).map((x) => Math.sign(x) * (0.5 + Math.abs(x) / 4));
  return upload({ shape, dtype, values });
}

function weighted(tensors: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  return tensors.map((x, i) => sum(mul(x, weights[i]!))).reduce((total, each) => total.add(each));
}

function checkCall(call: Call, suite: Suite<OpName>, order: 1 | 2, isPrecise: boolean): GradientReport {
  const { variables, apply } = subjectOf(call, suite);
  const weights = [weightsLike(apply(variables), 17)];
  const value = (xs: readonly Tensor[]) => weighted([apply(xs)], weights);
  const gradient = grad(value);
  const directions = variables.map((variable, i) => weightsLike(variable, 29 + i));
  const options = { entriesPerTensor, ...(isPrecise ? {} : { step: 1e-2 }) };
  return order === 1
    ? checkGradients((...xs) => value(xs), variables, options)
    : checkGradients((...xs) => weighted(gradient(xs), directions), variables, options);
}
