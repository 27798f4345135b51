// Replays layers: parameters from a PyTorch state dict, outputs, gradients of inputs and parameters, buffers.

import * as cm from 'cambium';
import { Unsupported } from './adapter.ts';
import { makeLayer } from './adapters/layer.ts';
import { compare } from './compare.ts';
import { type Golden, type GoldenTensor, goldenTensor, list, record, toTensor } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';
import { weighted } from './replay-call.ts';

/** Compares a call of a layer. */
export function replayModule(file: string, golden: Golden): Outcome {
  return cm.scope(() => {
    const state = record(golden.state_dict);
    const dtype = golden.id.includes('/float64/') ? 'float64' : 'float32';
    const layer = makeLayer(golden.op, record(golden.ctor), state, dtype);
    layer.module.train(golden.training === true);
    for (const [name, { cell, toOurs }] of layer.cells) cell.assign(toOurs(tensorOf(state[name])));

    const args = list(golden.args).map(goldenTensor);
    if (Object.keys(record(golden.kwargs)).length > 0)
      throw new Unsupported(`${golden.op} takes no named arguments`);
    const [x, ...rest] = args.map(toTensor);
    if (x === undefined || rest.length > 0) throw new Unsupported(`${golden.op} takes one argument`);

    const input = new cm.Parameter(x);
    const { value, grads } = cm.valueAndGrad({ input, module: layer.module }, () => {
      const output = layer.forward(input.value);
      return [weighted([output], list(golden.cotangents)), output] as const;
    })();
    const parts: Part[] = [
      { name: 'outputs.0', verdict: compare(value[1], goldenTensor(list(golden.outputs)[0])) },
    ];
    for (const [path, expected] of Object.entries(record(golden.grads))) {
      const place = layer.cells.get(path.replace(/^params\./, ''));
      const cell = path === 'args.0' ? input : place?.cell;
      const gradient = cell instanceof cm.Parameter ? grads.get(cell) : undefined;
      if (gradient === undefined) throw new Error(`no gradient of ${path}`);
      const theirs = place === undefined || path === 'args.0' ? gradient : place.toTheirs(gradient);
      parts.push({ name: `gradient of ${path}`, verdict: compare(theirs, goldenTensor(expected)) });
    }
    const remarks: string[] = [];
    for (const [name, expected] of Object.entries(record(golden.state_dict_after ?? {}))) {
      const place = layer.cells.get(name);
      if (place === undefined) remarks.push(`${name} not compared: no counterpart`);
      else parts.push({ name, verdict: compare(place.cell.value, goldenTensor(expected)) });
    }
    return outcomeOf({ file, op: golden.op, id: golden.id }, parts, remarks) as never;
  }) as Outcome;
}

function tensorOf(value: Parameters<typeof goldenTensor>[0]): cm.Tensor {
  const golden: GoldenTensor = goldenTensor(value);
  return toTensor(golden);
}
