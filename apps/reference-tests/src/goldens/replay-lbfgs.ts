// Replays LBFGS: it asks for losses and gradients, and must ask for them with the parameters that PyTorch did.

import * as cm from 'cambium';
import { compare } from './compare.ts';
import { type Golden, goldenTensor, type Json, list, numberOf, record, toTensor } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';

/** Compares the parameters at each evaluation, and after each step. */
export function replayLbfgs(file: string, golden: Golden): Outcome {
  const parameters = list(golden.params).map((value) => new cm.Parameter(toTensor(goldenTensor(value))));
  const { lr = 1, max_iter = 20, history_size = 100, line_search_fn = null } = record(golden.kwargs);
  const optimizer = new cm.LBFGS(parameters, {
    learningRate: numberOf(lr),
    iterations: numberOf(max_iter),
    historySize: numberOf(history_size),
    lineSearch: line_search_fn === null ? 'none' : 'strongWolfe',
  });
  const parts: Part[] = [];
  const judge = (where: string, expected: Json): void => {
    list(expected).forEach((value, at) => {
      const verdict = compare(parameters[at]!.value, goldenTensor(value));
      parts.push({ name: `parameter ${at} ${where}`, verdict });
    });
  };
  list(golden.steps).forEach((value, i) => {
    const step = record(value);
    const evaluations = list(step.evals).map(record);
    let asked = 0;
    optimizer.step(() => {
      const evaluation = evaluations[Math.min(asked, evaluations.length - 1)]!;
      judge(`at evaluation ${asked++} of step ${i}`, evaluation.params!);
      const loss = cm.scalar(numberOf(evaluation.loss), { dtype: 'float64' });
      const gradients = list(evaluation.grads).map((each) => toTensor(goldenTensor(each)));
      return { value: loss, grads: new Map(gradients.map((each, at) => [parameters[at]!, each])) };
    });
    const difference =
      asked === evaluations.length ? null : `asked ${asked} times, not ${evaluations.length}`;
    parts.push({
      name: `evaluations of step ${i}`,
      verdict: { error: difference === null ? 0 : Infinity, difference },
    });
    judge(`after step ${i}`, step.params!);
  });
  return outcomeOf({ file, op: golden.op, id: golden.id }, parts);
}
