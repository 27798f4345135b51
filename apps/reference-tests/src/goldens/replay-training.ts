// Replays short training runs: losses, gradient norms, final parameters, buffers and logits. The optimiser trains PyTorch's
// parameters, which go into our layers before each step: a sum of two biases there is one bias here.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cm from 'cambium';
import type { Link } from './adapters/layers/link.ts';
import { linksOf, makeNetwork, type Network } from './adapters/network.ts';
import { compare, compareValues, type Verdict } from './compare.ts';
import { deviationFor } from './deviations.ts';
import { type Golden, goldenTensor, type Json, list, numberOf, record, toTensor } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';
import { gradientsOf, load } from './replay-module.ts';
import { makeOptimizer } from './replay-optimizer.ts';
import { makeSchedule } from './replay-scheduler.ts';

/** Float32: a relative error of 1e-4. */
const slack = 1e5;

/** A network with its parameters as PyTorch has them. */
interface Training {
  readonly network: Network;
  readonly links: readonly Link[];
  readonly parameters: ReadonlyMap<string, cm.Parameter>;
}

/** Trains as recorded and compares everything on the way. */
export function replayTraining(file: string, golden: Golden, directory: string): Outcome {
  return cm.scope(() => {
    const network = makeNetwork(golden.op);
    const links = linksOf(network);
    const { tensors } = cm.parseSafetensors(readFileSync(join(directory, String(golden.file))));
    const initial = (name: string): cm.Tensor => tensors.get(`init.${name}`)!;
    load(links, new Map(links.flatMap(({ theirs }) => theirs.map((name) => [name, initial(name)]))));
    const names = links
      .filter(({ ours }) => ours.every((cell) => cell instanceof cm.Parameter))
      .flatMap(({ theirs }) => theirs);
    const parameters = new Map(names.map((name) => [name, new cm.Parameter(initial(name))]));
    const training = { network, links, parameters };
    const [x, labels] = [tensors.get('data.x')!, tensors.get('data.y')!];
    const parts = train(golden, training, x, cm.cast(labels, 'int32'));
    for (const layer of Object.values(network.layers)) if (layer instanceof cm.Module) layer.eval();
    const logits = network.forward(x);
    parts.push({ name: 'final logits', verdict: judgeLogits(golden, logits) });
    parts.push(...finalState(golden, training));
    return outcomeOf({ file, op: golden.op, id: golden.id }, parts) as never;
  }) as Outcome;
}

function train(golden: Golden, training: Training, x: cm.Tensor, labels: cm.Tensor): Part[] {
  const { network, parameters } = training;
  const isBinary = String(golden.loss).startsWith('binary');
  const lossOf = (): cm.Tensor => {
    const logits = network.forward(x);
    return isBinary ? cm.binaryCrossEntropyWithLogits(logits, labels) : cm.crossEntropy(logits, labels);
  };
  const step = cm.valueAndGrad(network.layers, lossOf);
  const optimizer = optimizerOf(golden, [...parameters.values()]);
  const losses: number[] = [];
  const norms: Part[] = [];
  for (let i = 0; i < numberOf(golden.steps); i++) {
    const { value, grads } = step();
    losses.push(value.dataSync()[0]!);
    const byName = gradientsOf(training.links, grads);
    if (i === 0) norms.push(...firstNorms(golden, byName));
    const theirs = new Map([...byName].map(([name, gradient]) => [parameters.get(name)!, gradient]));
    const limit = golden.clip_grad_norm ?? null;
    optimizer.step(limit === null ? theirs : cm.clipByGlobalNorm(theirs, numberOf(limit)));
    loadTrained(training);
  }
  const expected = list(golden.losses).map(numberOf);
  return [...norms, { name: 'losses', verdict: compareValues(losses, expected, slack) }];
}

/** Takes the trained parameters into our layers; buffers stay. */
function loadTrained({ links, parameters }: Training): void {
  const trained = links.filter(({ theirs }) => theirs.every((name) => parameters.has(name)));
  load(trained, new Map([...parameters].map(([name, parameter]) => [name, parameter.value])));
}

function firstNorms(golden: Golden, gradients: ReadonlyMap<string, cm.Tensor>): Part[] {
  return Object.entries(record(golden.grad_norms_first_step)).map(([name, expected]) => ({
    name: `first gradient norm of ${name}`,
    verdict: compareValues(cm.norm(gradients.get(name)!).dataSync(), [numberOf(expected)], slack),
  }));
}

function optimizerOf(golden: Golden, parameters: readonly cm.Parameter[]): ReturnType<typeof makeOptimizer> {
  const { op, kwargs } = record(golden.optimizer);
  const settings = record(kwargs);
  const groups = [{ target: parameters, settings: {} }];
  if (golden.scheduler === undefined || golden.scheduler === null) {
    return makeOptimizer(String(op), settings, groups);
  }
  const scheduler = record(golden.scheduler);
  const schedule = makeSchedule(String(scheduler.op), numberOf(settings.lr), record(scheduler.kwargs));
  return makeOptimizer(String(op), settings, groups, schedule);
}

/**
 * Compares with PyTorch's float32 run, and where that fails with its float64 run, to which rounding may add as much as it
 * did there: some runs magnify rounding.
 */
function judgeLogits(golden: Golden, logits: cm.Tensor): Verdict {
  const verdict = compare(logits, goldenTensor(golden.final_logits!));
  if (verdict.difference === null || golden.final_logits_float64 === undefined) return verdict;
  const exact = { ...goldenTensor(golden.final_logits_float64), dtype: 'float32' } as const;
  const rounded = toTensor(goldenTensor(golden.final_logits!));
  const rounding = compare(rounded, exact).error;
  const found = compare(logits, exact, { slack: 1 + rounding });
  const deviation = `the run magnifies rounding: PyTorch's float32 and float64 end ${rounding.toFixed(1)} of the tolerance apart`;
  return found.difference === null ? { ...found, deviation } : verdict;
}

/** Compares in the usual way, or in the way that a known deviation asks for where that fails. */
function judgeSums(golden: Golden, part: string, ours: number[], expected: number[]): Verdict {
  const verdict = compareValues(ours, expected, slack);
  if (verdict.difference === null) return verdict;
  const accepted = deviationFor(golden.id, part);
  if (accepted === undefined) return verdict;
  const relaxed = compareValues(ours, expected, slack * (accepted.instead.slack ?? 1));
  return relaxed.difference === null ? { ...relaxed, deviation: accepted.reason } : relaxed;
}

function finalState(golden: Golden, { links, parameters }: Training): Part[] {
  const parts: Part[] = [];
  for (const [name, expected] of Object.entries(record(golden.final_param_norm_and_sum))) {
    const value = parameters.get(name)!;
    const ours = [cm.norm(value).dataSync()[0]!, cm.sum(value).dataSync()[0]!];
    // Sums cancel: what counts is their error beside the norm.
    const [norm, total] = list(expected).map(numberOf) as [number, number];
    const shifted = [ours[0]!, ours[1]! + 10 * norm];
    const part = `final norm and sum of ${name}`;
    parts.push({ name: part, verdict: judgeSums(golden, part, shifted, [norm, total + 10 * norm]) });
  }
  const buffers: { readonly [name: string]: Json } = record(golden.final_buffers ?? {});
  for (const [name, expected] of Object.entries(buffers)) {
    const state = links.find(({ theirs }) => theirs[0] === name)?.ours[0];
    if (state === undefined) continue;
    parts.push({ name, verdict: compare(state.value, goldenTensor(expected)) });
  }
  return parts;
}
