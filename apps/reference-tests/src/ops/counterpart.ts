// How an op of our table is written in TensorFlow.js, and the forms in which the two are compared.

import type * as tf from '@tensorflow/tfjs';
import {
  type AttrsOf,
  type Domain,
  execute,
  executeAll,
  isDifferentiable,
  type OpName,
  opRecord,
} from 'cambium';
import type { Comparison, Fault, GradientFault } from '../compare/comparison.ts';
import type { InputSpec } from '../compare/inputs.ts';
import { ourFunction, theirFunction } from '../compare/sides.ts';

/** Inputs and attributes of one call. */
export interface Form<N extends OpName> {
  readonly inputs: readonly InputSpec[];
  readonly attrs: AttrsOf<N>;
  /** How many numbers meet in one element of the output or of a gradient, 1 unless given. */
  readonly terms?: number;
  /** Compare the output alone. */
  readonly forwardOnly?: true;
  /** Where their output is wrong. */
  readonly fault?: Fault;
  /** Where their gradient is wrong. */
  readonly gradientFault?: GradientFault;
}

/** An op on their side. */
export interface Counterpart<N extends OpName> {
  readonly theirs: (inputs: readonly tf.Tensor[], attrs: AttrsOf<N>) => tf.Tensor;
  readonly forms: readonly Form<N>[];
  /** Which of the op's outputs is compared; the first unless given. */
  readonly output?: number;
}

/** Counterparts by op; ops that TensorFlow.js lacks are absent. Some have one for each output. */
export type Counterparts = { readonly [N in OpName]?: Counterpart<N> | readonly Counterpart<N>[] };

/** All comparisons of an op. */
export function comparisonsOf<N extends OpName>(op: N, counterpart: Counterpart<N>): Comparison[] {
  const { output = 0, theirs } = counterpart;
  return counterpart.forms.map((form) => ({
    group: 'op',
    subject: op,
    inputs: form.inputs,
    ours: ourFunction((inputs) =>
      output === 0 ? execute(op, inputs, form.attrs) : executeAll(op, inputs, form.attrs)[output]!,
    ),
    theirs: theirFunction((inputs) => theirs(inputs, form.attrs)),
    code: (inputs) => {
      const call = `('${op}', [${inputs.join(', ')}], ${JSON.stringify(form.attrs)})`;
      return output === 0 ? `execute${call}` : `executeAll${call}[${output}]`;
    },
    tolerance: opRecord(op).tolerance,
    gradientBy: output === 0 && form.forwardOnly !== true ? gradientsOf(op, form) : [],
    ...(form.terms === undefined ? {} : { terms: form.terms }),
    ...(form.fault === undefined ? {} : { fault: form.fault }),
    ...(form.gradientFault === undefined ? {} : { gradientFault: form.gradientFault }),
  }));
}

/** Where the op table says that an input of an op is differentiable, or the numbers around zero. */
export function domainOf(op: OpName, input: number): readonly [low: number, high: number] {
  const domain = opRecord(op).gradDomain;
  if (domain === null) return [-2, 2];
  const [first, second] = domain;
  if (typeof first === 'number' && typeof second === 'number') return [first, second];
  return (domain as readonly Domain[])[input] ?? [-2, 2];
}

/** Whether the op table lets an op take inputs of these forms. */
export function takes<N extends OpName>(op: N, { inputs, attrs }: Form<N>): boolean {
  try {
    outputsOf(op, { inputs, attrs });
    return true;
  } catch {
    return false;
  }
}

/** The inputs by which the op table says that a call is differentiable. */
function gradientsOf<N extends OpName>(op: N, form: Form<N>): number[] {
  if (!isDifferentiable(op) || outputsOf(op, form)[0]?.dtype !== 'float32') return [];
  const domain: readonly unknown[] = opRecord(op).gradDomain ?? [];
  return form.inputs.flatMap(({ dtype = 'float32' }, i) =>
    dtype === 'float32' && domain[i] !== null ? [i] : [],
  );
}

/** Shape and dtype of each output. */
export function outputsOf<N extends OpName>(op: N, { inputs, attrs }: Pick<Form<N>, 'inputs' | 'attrs'>) {
  const specs = inputs.map(({ shape, dtype = 'float32' }) => ({ shape, dtype }));
  return opRecord(op).infer(specs, attrs, op);
}
