// Our public functions as comparisons: called by name with JSON arguments, so that a call can be printed as well.

import type * as tf from '@tensorflow/tfjs';
import * as cambium from 'cambium';
import type { JsonValue, OpName, Tensor } from 'cambium';
import type { Comparison, Fault, Group } from '../compare/comparison.ts';
import type { InputSpec } from '../compare/inputs.ts';
import { ourFunction, theirFunction } from '../compare/sides.ts';

/** One call of a function of ours. */
export interface CallForm {
  readonly inputs: readonly InputSpec[];
  /** Arguments before the tensors. */
  readonly before?: readonly JsonValue[];
  /** Arguments behind the tensors. */
  readonly after?: readonly JsonValue[];
  /** Hand over the tensors in an array. */
  readonly asList?: true;
  /** Which part of what the function gives is compared: a name, or a place in a list. */
  readonly part?: string | number;
  readonly theirs: (inputs: readonly tf.Tensor[]) => tf.Tensor;
  /** The inputs by which gradients are compared; all floating ones unless given. */
  readonly gradientBy?: readonly number[];
  readonly fault?: Fault;
  readonly gradientFault?: Fault;
}

type AnyFunction = (...args: readonly unknown[]) => Tensor & { readonly [part: string]: Tensor };

/** Comparisons of a function; `like` is the op whose tolerance it has. */
export function callsOf(
  name: keyof typeof cambium & string,
  like: OpName,
  forms: readonly CallForm[],
  group: Group = 'function',
): Comparison[] {
  const fn = cambium[name] as unknown as AnyFunction;
  return forms.map((form) => {
    const { inputs, before = [], after = [], part, theirs } = form;
    const floating = inputs.flatMap(({ dtype = 'float32' }, i) => (dtype === 'float32' ? [i] : []));
    return {
      group,
      subject: name,
      inputs,
      ours: ourFunction((tensors) => {
        const result = fn(...before, ...(form.asList ? [tensors] : tensors), ...after);
        return part === undefined ? result : result[part]!;
      }),
      theirs: theirFunction(theirs),
      code: (names) => {
        const tensors = form.asList ? [`[${names.join(', ')}]`] : names;
        const args = [...before.map((each) => JSON.stringify(each)), ...tensors, ...after.map((each) => JSON.stringify(each))];
        const access = part === undefined ? '' : typeof part === 'number' ? `[${part}]` : `.${part}`;
        return `${name}(${args.join(', ')})${access}`;
      },
      tolerance: cambium.opRecord(like).tolerance,
      gradientBy: form.gradientBy ?? floating,
      ...(form.fault === undefined ? {} : { fault: form.fault }),
      ...(form.gradientFault === undefined ? {} : { gradientFault: form.gradientFault }),
    };
  });
}
