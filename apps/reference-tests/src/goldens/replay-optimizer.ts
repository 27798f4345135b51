// Replays optimisers: recorded gradients in, parameters out, step by step.

import * as cm from 'cambium';
import { Unsupported } from './adapter.ts';
import type { Strictness } from './compare.ts';
import { judge } from './deviations.ts';
import { type Golden, goldenTensor, type Json, list, numberOf, record, toTensor } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';

type Settings = { readonly [name: string]: Json };
type AnyOptimizer = { step(gradients: cm.GradientMap): void };
type Groups = readonly { readonly target: readonly cm.Parameter[]; readonly settings: Settings }[];

const adam = { eps: 'epsilon', amsgrad: 'amsgrad' } as const;
const decoupling = { eps: 'epsilon', decoupled_weight_decay: 'decoupledWeightDecay' } as const;

/** Our names of PyTorch's settings; what is not named here has no counterpart. A list of names takes a list apart. */
const names: { readonly [optimizer: string]: { readonly [setting: string]: string | readonly string[] } } = {
  SGD: { momentum: 'momentum', dampening: 'dampening', nesterov: 'nesterov' },
  Adam: adam,
  AdamW: adam,
  NAdam: { ...decoupling, momentum_decay: 'momentumDecay' },
  RAdam: decoupling,
  Adamax: { eps: 'epsilon' },
  RMSprop: { alpha: 'decay', eps: 'epsilon', centered: 'centered', momentum: 'momentum' },
  Adagrad: { lr_decay: 'learningRateDecay', initial_accumulator_value: 'initialSum', eps: 'epsilon' },
  Adadelta: { rho: 'decay', eps: 'epsilon' },
  Rprop: { etas: ['shrink', 'grow'], step_sizes: ['minStep', 'maxStep'] },
  ASGD: { lambd: 'lambda', alpha: 'alpha', t0: 'averageFrom' },
  Adafactor: { beta2_decay: 'varianceDecay', eps: ['epsilon', 'scaleEpsilon'], d: 'clipThreshold' },
  Muon: { momentum: 'momentum', nesterov: 'nesterov', ns_steps: 'iterations', adjust_lr_fn: 'adjustment' },
};
const common: { readonly [setting: string]: string | readonly string[] } = {
  lr: 'learningRate',
  weight_decay: 'weightDecay',
  maximize: 'maximize',
  betas: ['beta1', 'beta2'],
};
/** Where PyTorch's defaults are not ours. */
const defaults: { readonly [optimizer: string]: Options } = { RMSprop: { decay: 0.99 } };
const words: { readonly [word: string]: string } = { match_rms_adamw: 'rms', original: 'shape' };

type Options = { readonly [name: string]: number | boolean | string | cm.Schedule };
type OptimizerClass = new (target: object, options: Options) => AnyOptimizer;

// The classes differ in the options that they take; these come from the table above.
const classes = {
  ...{ SGD: cm.SGD, Adam: cm.Adam, AdamW: cm.AdamW, NAdam: cm.NAdam, RAdam: cm.RAdam, Adamax: cm.Adamax },
  ...{ RMSprop: cm.RMSprop, Adagrad: cm.Adagrad, Adadelta: cm.Adadelta, Rprop: cm.Rprop, ASGD: cm.ASGD },
  ...{ Adafactor: cm.Adafactor, Muon: cm.Muon },
} as unknown as { readonly [name: string]: OptimizerClass };

/** Our options of an optimiser for PyTorch's settings. */
export function optionsOf(optimizer: string, settings: Settings): Options {
  const known = { ...common, ...names[optimizer] };
  const options: Record<string, number | boolean | string> = {};
  for (const [setting, value] of Object.entries(settings)) {
    if (setting === 'params') continue;
    const name = known[setting];
    if (name === undefined) throw new Unsupported(`${optimizer} has no ${setting}`);
    if (typeof name === 'string') options[name] = optionOf(value);
    else for (const [i, each] of name.entries()) options[each] = optionOf(list(value)[i]!);
  }
  return options;
}

function optionOf(value: Json): number | boolean | string {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && value in words ? words[value]! : numberOf(value);
}

/** One of our optimisers with PyTorch's settings. */
export function makeOptimizer(
  name: string,
  settings: Settings,
  groups: Groups,
  schedule?: cm.Schedule,
): AnyOptimizer {
  const Class = classes[name];
  if (Class === undefined) throw new Unsupported(`no ${name}`);
  const rate = schedule === undefined ? {} : { learningRate: schedule };
  const options = { ...defaults[name], ...optionsOf(name, settings), ...rate };
  const targets = groups.map(({ target, settings: own }) => ({ target, ...optionsOf(name, own) }));
  return new Class(targets, options);
}

/** Muon's weights are [out, in] in PyTorch, [in, out] here. */
function turned(golden: Golden, tensor: cm.Tensor): cm.Tensor {
  return golden.op === 'Muon' ? cm.transpose(tensor) : tensor;
}

/** PyTorch iterates in bfloat16 for Muon: the README says how far off that is. */
function strictnessOf({ op, variant, kwargs }: Golden, step: number): Strictness {
  if (op !== 'Muon' || variant !== undefined) return {};
  return { absolute: (step === 0 ? 0.05 : 0.2) * numberOf(record(kwargs).lr ?? 1e-3) };
}

/** Compares the parameters after each step. */
export function replayOptimizer(file: string, golden: Golden): Outcome {
  const parameters = list(golden.params).map(
    (value) => new cm.Parameter(turned(golden, toTensor(goldenTensor(value)))),
  );
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
      if (gradient !== null) {
        gradients.set(parameters[at]!, turned(golden, toTensor(goldenTensor(gradient))));
      }
    });
    optimizer.step(gradients);
    list(step.params).forEach((expected, at) => {
      const ours = turned(golden, parameters[at]!.value);
      const name = `parameter ${at} after step ${i + 1}`;
      parts.push({ name, verdict: judge(golden.id, name, ours, expected, strictnessOf(golden, i)) });
    });
  });
  return outcomeOf({ file, op: golden.op, id: golden.id }, parts);
}
