// Replays layers: parameters from a PyTorch state dict, outputs, gradients of arguments and parameters, buffers.

import * as cm from 'cambium';
import { Call } from './adapter.ts';
import { makeLayer } from './adapters/layers/index.ts';
import type { Link } from './adapters/layers/link.ts';
import type { TorchLayer } from './adapters/layers/torch-layer.ts';
import { compare } from './compare.ts';
import { type CallGolden, type Golden, goldenTensor, isGoldenTensor, record, toTensor } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';
import { collect, weighted } from './replay-call.ts';

/** Compares a call of a layer. */
export function replayModule(file: string, golden: Golden): Outcome {
  return cm.scope(() => {
    const dtype = golden.id.includes('/float64/') ? 'float64' : 'float32';
    const layer = makeLayer(golden.op, { settings: record(golden.ctor), dtype });
    layer.module.train(golden.training === true);
    const state = new Map(
      Object.entries(record(golden.state_dict)).map(([name, value]) => [name, toTensor(goldenTensor(value))]),
    );
    load(layer.links, state);
    const parts = call(layer, golden as CallGolden);
    const unknown = [...state.keys()].filter(
      (name) => !layer.links.some(({ theirs }) => theirs.includes(name)),
    );
    const buffers = buffersOf(golden, layer.links);
    return outcomeOf(
      { file, op: golden.op, id: golden.id },
      [...parts, ...buffers],
      unknown.map((name) => `${name} not compared: no counterpart`),
    ) as never;
  }) as Outcome;
}

/** Gives our layers the values of theirs. */
export function load(links: readonly Link[], state: ReadonlyMap<string, cm.Tensor>): void {
  for (const { theirs, ours, toOurs } of links) {
    const values = toOurs(theirs.map((name) => state.get(name)!));
    ours.forEach((cell, i) => void cell.assign(values[i]!));
  }
}

/** Gradients by their names. */
export function gradientsOf(
  links: readonly Link[],
  grads: ReadonlyMap<cm.Parameter, cm.Tensor>,
): Map<string, cm.Tensor> {
  const found = new Map<string, cm.Tensor>();
  for (const { theirs, ours, toTheirs } of links) {
    if (!ours.every((cell) => cell instanceof cm.Parameter)) continue;
    const values = toTheirs(ours.map((cell) => grads.get(cell) ?? cm.zerosLike(cell)));
    theirs.forEach((name, i) => void found.set(name, values[i]!));
  }
  return found;
}

function call({ module, links, parameters, run }: TorchLayer, golden: CallGolden): Part[] {
  const given = new Map<string, cm.Tensor>();
  golden.args.forEach((value, i) => void collect(`args.${i}`, value, given));
  for (const [name, value] of Object.entries(golden.kwargs)) collect(`kwargs.${name}`, value, given);
  const inputs = new Map(
    [...given].filter(([path]) => path in golden.grads).map(([path, x]) => [path, new cm.Parameter(x)]),
  );
  const { value, grads } = cm.valueAndGrad({ inputs: [...inputs.values()], module }, () => {
    const changed = [...inputs].map(([path, cell]) => [path, cell.value] as const);
    const outputs = run(new Call(parameters, golden.args, golden.kwargs, new Map([...given, ...changed])));
    return [weighted(outputs, golden.cotangents), outputs] as const;
  })();

  const parts: Part[] = golden.outputs.map((expected, i) => ({
    name: `outputs.${i}`,
    verdict: compare(value[1][i]!, goldenTensor(expected)),
  }));
  const byName = gradientsOf(links, grads);
  for (const [path, expected] of Object.entries(golden.grads)) {
    if (!isGoldenTensor(expected)) continue;
    const cell = inputs.get(path);
    const ours = cell === undefined ? byName.get(path.replace(/^params\./, '')) : grads.get(cell);
    if (ours === undefined) throw new Error(`no gradient of ${path}`);
    parts.push({ name: `gradient of ${path}`, verdict: compare(ours, goldenTensor(expected)) });
  }
  return parts;
}

function buffersOf(golden: Golden, links: readonly Link[]): Part[] {
  const expected = record(golden.state_dict_after ?? {});
  return links
    .filter(({ theirs }) => theirs.some((name) => name in expected))
    .flatMap(({ theirs, ours, toTheirs }) => {
      const values = toTheirs(ours.map(({ value }) => value));
      return theirs.map((name, i) => ({
        name,
        verdict: compare(values[i]!, goldenTensor(expected[name])),
      }));
    });
}
