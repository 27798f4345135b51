// Replays optimisers: recorded gradients in, parameters out, step by step.

import * as cm from 'cambium';
import { Unsupported } from './adapter.ts';
import { compare } from './compare.ts';
import { type Golden, goldenTensor, type Json, list, numberOf, record, toTensor } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';

type Settings = { readonly [name: string]: Json };
type AnyOptimizer = { step(gradients: cm.GradientMap): void };
type Groups = readonly { readonly target: readonly cm.Parameter[]; readonly settings: Settings }[];

/** Our names of PyTorch's settings; what is not named here has no counterpart. */
const names: { readonly [optimizer: string]: { readonly [setting: string]: string } } = {
  SGD: { momentum: 'momentum', dampening: 'dampening', nesterov: 'nesterov' },
  Adam: { eps: 'epsilon' },
  AdamW: { eps: 'epsilon' },
  RMSprop: { alpha: 'decay', eps: 'epsilon' },
};
const common: { readonly [setting: string]: string } = {
  lr: 'learningRate',
  weight_decay: 'weightDecay',
  maximize: 'maximize',
};

/** Our options of an optimiser for PyTorch's settings. */
export function optionsOf(optimizer: string, settings: Settings): Record<string, number | boolean> {
  const known: Record<string, string> = { ...common, ...names[optimizer] };
  const options: Record<string, number | boolean> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (name === 'params') continue;
    if (name === 'betas' && optimizer.startsWith('Adam')) {
      [options.beta1, options.beta2] = list(value).map(numberOf) as [number, number];
    } else if (known[name] === undefined) throw new Unsupported(`${optimizer} has no ${name}`);
    else options[known[name]] = typeof value === 'boolean' ? value : numberOf(value);
  }
  return options;
}

/** One of our optimisers with PyTorch's settings. */
export function makeOptimizer(
  name: string,
  settings: Settings,
  groups: Groups,
  schedule?: cm.Schedule,
): AnyOptimizer {
  if (names[name] === undefined) throw new Unsupported(`no ${name}`);
  // PyTorch's default is 0.99, ours 0.9.
  const defaults: Record<string, number> = name === 'RMSprop' ? { decay: 0.99 } : {};
  const rate = schedule === undefined ? {} : { learningRate: schedule };
  const options = { ...defaults, ...optionsOf(name, settings), ...rate };
  const targets = groups.map(({ target, settings: own }) => ({ target, ...optionsOf(name, own) }));
  if (numberOf(settings.dampening ?? 0) !== 0) {
    throw new Unsupported('the velocity begins with 0 here, with the whole first gradient in PyTorch');
  }
  if (name === 'SGD') return new cm.SGD(targets, options);
  if (name === 'Adam') return new cm.Adam(targets, options);
  return name === 'AdamW' ? new cm.AdamW(targets, options) : new cm.RMSprop(targets, options);
}

/** Compares the parameters after each step. */
export function replayOptimizer(file: string, golden: Golden): Outcome {
  const parameters = list(golden.params).map((value) => new cm.Parameter(toTensor(goldenTensor(value))));
  const groups =
    golden.groups === undefined ? [{ params: parameters.map((_, i) => i) }] : list(golden.groups);
  const optimizer = makeOptimizer(
    golden.op,
    record(golden.kwargs),
    groups.map((group) => {
      const settings = record(group);
      return { target: list(settings.params).map((i) => parameters[numberOf(i)]!), settings };
    }),
  );
  const parts: Part[] = [];
  list(golden.steps).forEach((value, i) => {
    const step = record(value);
    const gradients = new Map<cm.Parameter, cm.Tensor>();
    list(step.grads).forEach((gradient, at) => {
      if (gradient !== null) gradients.set(parameters[at]!, toTensor(goldenTensor(gradient)));
    });
    optimizer.step(gradients);
    list(step.params).forEach((expected, at) => {
      const verdict = compare(parameters[at]!.value, goldenTensor(expected));
      parts.push({ name: `parameter ${at} after step ${i + 1}`, verdict });
    });
  });
  return outcomeOf({ file, op: golden.op, id: golden.id }, parts);
}
