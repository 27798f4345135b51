// Replays short training runs: losses, gradient norms, final parameters, buffers and logits.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cm from 'cambium';
import { makeNetwork, type Network, placesOf } from './adapters/network.ts';
import { compare, compareValues } from './compare.ts';
import { type Golden, goldenTensor, type Json, list, numberOf, record } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';
import { makeOptimizer } from './replay-optimizer.ts';
import { makeSchedule } from './replay-scheduler.ts';

/** Float32: a relative error of 1e-4. */
const slack = 1e5;

type Places = ReturnType<typeof placesOf>;

/** Trains as recorded and compares everything on the way. */
export function replayTraining(file: string, golden: Golden, directory: string): Outcome {
  return cm.scope(() => {
    const network = makeNetwork(golden.op);
    const places = placesOf(network);
    const { tensors } = cm.parseSafetensors(readFileSync(join(directory, String(golden.file))));
    for (const [name, { cell, toOurs }] of places) cell.assign(toOurs(tensors.get(`init.${name}`)!));
    const [x, labels] = [tensors.get('data.x')!, tensors.get('data.y')!];
    const parts = train(golden, network, places, x, cm.cast(labels, 'int32'));
    for (const layer of Object.values(network.layers)) layer.eval();
    const logits = network.forward(x);
    parts.push({ name: 'final logits', verdict: compare(logits, goldenTensor(golden.final_logits)) });
    parts.push(...finalState(golden, places));
    return outcomeOf({ file, op: golden.op, id: golden.id }, parts) as never;
  }) as Outcome;
}

function train(golden: Golden, network: Network, places: Places, x: cm.Tensor, labels: cm.Tensor): Part[] {
  const isBinary = String(golden.loss).startsWith('binary');
  const lossOf = (): cm.Tensor => {
    const logits = network.forward(x);
    return isBinary ? cm.binaryCrossEntropyWithLogits(logits, labels) : cm.crossEntropy(logits, labels);
  };
  const step = cm.valueAndGrad(network.layers, lossOf);
  const optimizer = optimizerOf(golden, [...places.values()].map(({ cell }) => cell).filter(isParameter));
  const losses: number[] = [];
  const norms: Part[] = [];
  for (let i = 0; i < numberOf(golden.steps); i++) {
    const { value, grads } = step();
    losses.push(value.dataSync()[0]!);
    if (i === 0) {
      for (const [name, expected] of Object.entries(record(golden.grad_norms_first_step))) {
        const gradient = grads.get(places.get(name)!.cell as cm.Parameter)!;
        const verdict = compareValues(cm.norm(gradient).dataSync(), [numberOf(expected)], slack);
        norms.push({ name: `first gradient norm of ${name}`, verdict });
      }
    }
    const limit = golden.clip_grad_norm ?? null;
    optimizer.step(limit === null ? grads : cm.clipByGlobalNorm(grads, numberOf(limit)));
  }
  const expected = list(golden.losses).map(numberOf);
  return [...norms, { name: 'losses', verdict: compareValues(losses, expected, slack) }];
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

function isParameter(cell: cm.Cell): cell is cm.Parameter {
  return cell instanceof cm.Parameter;
}

function finalState(golden: Golden, places: Places): Part[] {
  const parts: Part[] = [];
  for (const [name, expected] of Object.entries(record(golden.final_param_norm_and_sum))) {
    const value = places.get(name)!.cell;
    const ours = [cm.norm(value).dataSync()[0]!, cm.sum(value).dataSync()[0]!];
    // Sums cancel: what counts is their error beside the norm.
    const [norm, total] = list(expected).map(numberOf) as [number, number];
    const shifted = [ours[0]!, ours[1]! + 10 * norm];
    const verdict = compareValues(shifted, [norm, total + 10 * norm], slack);
    parts.push({ name: `final norm and sum of ${name}`, verdict });
  }
  const buffers: { readonly [name: string]: Json } = record(golden.final_buffers ?? {});
  for (const [name, expected] of Object.entries(buffers)) {
    const place = places.get(name);
    if (place === undefined) continue;
    parts.push({ name, verdict: compare(place.cell.value, goldenTensor(expected)) });
  }
  return parts;
}
