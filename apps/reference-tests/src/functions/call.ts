// Our public functions as comparisons: called by name with JSON arguments, so that a call can be printed as well.

import type * as tf from '@tensorflow/tfjs';
import { type JsonValue, type OpName, opRecord, type Tensor } from 'cambium';
import type { Comparison, Fault, GradientFault, Group } from '../compare/comparison.ts';
import { type ExportedName, exportedAs } from '../compare/exported.ts';
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
  /** The last tensor belongs into the options, the last of the arguments, under this name. */
  readonly named?: string;
  /** Which part of what the function gives is compared: a name, or a place in a list. */
  readonly part?: string | number;
  readonly theirs: (inputs: readonly tf.Tensor[]) => tf.Tensor;
  /** The inputs by which gradients are compared; all floating ones unless given. */
  readonly gradientBy?: readonly number[];
  readonly fault?: Fault;
  readonly gradientFault?: GradientFault;
}

type AnyFunction = (...args: readonly unknown[]) => Tensor & { readonly [part: string]: Tensor };

/** Comparisons of a function; `like` is the op whose tolerance it has. */
export function callsOf(
  name: ExportedName,
  like: OpName,
  forms: readonly CallForm[],
  group: Group = 'function',
): Comparison[] {
  const fn = exportedAs<AnyFunction>(name);
  return forms.map((form) => {
    const { inputs, before = [], part, theirs } = form;
    const floating = inputs.flatMap(({ dtype = 'float32' }, i) => (dtype === 'float32' ? [i] : []));
    return {
      group,
      subject: name,
      inputs,
      ours: ourFunction((tensors) => {
        const result = fn(...before, ...argumentsOf(form, tensors));
        return part === undefined ? result : result[part]!;
      }),
      theirs: theirFunction(theirs),
      code: (names) => {
        const args = [
          ...before,
          ...argumentsOf(
            form,
            names.map((name) => new Name(name)),
          ),
        ].map(codeOf);
        const access = part === undefined ? '' : typeof part === 'number' ? `[${part}]` : `.${part}`;
        return `${name}(${args.join(', ')})${access}`;
      },
      tolerance: opRecord(like).tolerance,
      gradientBy: form.gradientBy ?? floating,
      ...(form.fault === undefined ? {} : { fault: form.fault }),
      ...(form.gradientFault === undefined ? {} : { gradientFault: form.gradientFault }),
    };
  });
}

/** The arguments of a call: tensors, and what comes behind them. */
function argumentsOf<T>({ asList, named, after = [] }: CallForm, tensors: readonly T[]): readonly unknown[] {
  if (asList) return [tensors, ...after];
  if (named === undefined) return [...tensors, ...after];
  const options = after.at(-1) as { readonly [name: string]: JsonValue } | undefined;
  return [...tensors.slice(0, -1), ...after.slice(0, -1), { ...options, [named]: tensors.at(-1) }];
}

/** The name of a tensor in code. */
class Name {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function codeOf(value: unknown): string {
  if (value instanceof Name) return value.text;
  if (Array.isArray(value)) return `[${value.map(codeOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]) => `${key}: ${codeOf(each)}`);
  return `{ ${entries.join(', ')} }`;
}
