// Replays one recorded call: outputs, arguments changed in place, and gradients of sum(output · cotangent).

import { add, mul, scalar, scope, sum, type Tensor, type Tolerance, valueAndGrad } from 'cambium';
import { type Adapter, type Answer, Call } from './adapter.ts';
import { compare, type Strictness } from './compare.ts';
import { judge } from './deviations.ts';
import { type CallGolden, goldenTensor, isGoldenTensor, type Json, toTensor } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';

/**
 * Compares one call; the adapter may throw {@link Unsupported}.
 *
 * @param float32 tolerance of float32 outputs, where it is tighter than usual
 */
export function replayCall(
  file: string,
  golden: CallGolden,
  { parameters, run }: Adapter,
  float32?: Tolerance,
): Outcome {
  return scope(() => {
    const inputs = new Map<string, Tensor>();
    golden.args.forEach((value, i) => void collect(`args.${i}`, value, inputs));
    for (const [name, value] of Object.entries(golden.kwargs)) collect(`kwargs.${name}`, value, inputs);

    const answer = (changed: Readonly<Record<string, Tensor>>): Answer => {
      const tensors = new Map([...inputs, ...Object.entries(changed)]);
      return tidy(run(new Call(parameters, golden.args, golden.kwargs, tensors)));
    };
    const { outputs, mutated = {} } = answer({});
    const usual = { ...strictnessOf(golden), ...(float32 === undefined ? {} : { float32 }) };
    const parts: Part[] = [];
    const remarks: string[] = [];
    if (outputs.length !== golden.outputs.length) {
      const difference = `ours are ${outputs.length}, recorded ${golden.outputs.length}`;
      parts.push({ name: 'number of outputs', verdict: { error: Number.POSITIVE_INFINITY, difference } });
    }
    outputs.forEach((output, i) => {
      const name = `outputs.${i}`;
      const expected = golden.outputs[i];
      if (output === null) remarks.push(`${name} not compared: no counterpart`);
      else if (expected !== undefined) {
        parts.push({ name, verdict: judge(golden.id, name, output, expected, usual) });
      }
    });
    for (const [path, expected] of Object.entries(golden.mutated ?? {})) {
      const ours = mutated[path];
      if (ours === undefined) remarks.push(`mutated ${path} not compared: no counterpart`);
      else parts.push({ name: `mutated ${path}`, verdict: compare(ours, goldenTensor(expected)) });
    }
    parts.push(...gradients(golden, inputs, answer));
    return outcomeOf({ file, op: golden.op, id: golden.id }, parts, remarks) as never;
  }) as Outcome;
}

/** The tensors among an argument, by path; lists may hold them. */
export function collect(path: string, value: Json, found: Map<string, Tensor>): void {
  if (isGoldenTensor(value)) found.set(path, toTensor(value));
  else if (Array.isArray(value)) value.forEach((each: Json, i) => void collect(`${path}.${i}`, each, found));
}

function gradients(
  golden: CallGolden,
  inputs: ReadonlyMap<string, Tensor>,
  answer: (changed: Readonly<Record<string, Tensor>>) => Answer,
): Part[] {
  const paths = Object.keys(golden.grads);
  if (paths.length === 0) return [];
  const sources = Object.fromEntries(paths.map((path) => [path, inputs.get(path)!]));
  const { grads } = valueAndGrad((changed: Readonly<Record<string, Tensor>>) =>
    weighted(answer(changed).outputs, golden.cotangents),
  )(sources);
  const { slack = 1 } = strictnessOf(golden);
  return paths.map((path) => {
    const name = `gradient of ${path}`;
    return { name, verdict: judge(golden.id, name, grads[path]!, golden.grads[path]!, { slack }) };
  });
}

/** Compares a part in the usual way, or in the way that a known deviation asks for where that fails. */
/** The sum over outputs of `output · cotangent`. */
export function weighted(outputs: readonly (Tensor | null)[], cotangents: readonly Json[]): Tensor {
  const terms = outputs.flatMap((output, i) => {
    const cotangent = cotangents[i];
    return output === null || !isGoldenTensor(cotangent) ? [] : [sum(mul(output, toTensor(cotangent)))];
  });
  return terms.length === 0 ? scalar(0) : terms.reduce((total, term) => add(total, term));
}

function strictnessOf({ tags = [] }: CallGolden): Strictness {
  return { slack: tags.includes('sensitive') ? 1000 : 1, signedZeros: tags.includes('special') };
}

function tidy(given: ReturnType<Adapter['run']>): Answer {
  if ('outputs' in given) return given;
  return { outputs: Array.isArray(given) ? (given as readonly (Tensor | null)[]) : [given as Tensor] };
}
