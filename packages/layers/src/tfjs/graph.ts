// The calls of a model's layers, in an order in which each finds its inputs.

import { Config } from './config.ts';
import { modelError, quote } from './error.ts';
import type { ImportedLayer } from './layer.ts';

/** One of the values that a call gives. */
export interface ValueReference {
  /** The call, in the order of a {@link Graph}. */
  readonly call: number;
  /** Which of its outputs. */
  readonly output: number;
}

/** One call of a layer. */
export interface Call {
  /** `null` for the place where an input comes in. */
  readonly layer: ImportedLayer | null;
  readonly inputs: readonly ValueReference[];
}

/** What a model computes. */
export interface Graph {
  readonly calls: readonly Call[];
  /** The calls where inputs come in, in the order of the inputs. */
  readonly inputs: readonly number[];
  readonly outputs: readonly ValueReference[];
}

/** A layer of a functional model with the calls that the file lists for it. */
export interface GraphLayer {
  readonly name: string;
  readonly where: string;
  readonly layer: ImportedLayer | null;
  readonly inbound: readonly unknown[];
}

/** A reference of the file: layer, call, output. */
interface Named {
  readonly key: string;
  readonly output: number;
}

interface Node {
  readonly key: string;
  readonly source: GraphLayer;
  readonly inputs: readonly Named[];
}

/** Puts the calls in order. Calls that no output needs are left out. */
export function orderGraph(
  layers: readonly GraphLayer[],
  inputs: unknown,
  outputs: unknown,
  where: string,
): Graph {
  const nodes = nodesOf(layers);
  const wanted = references(outputs, `output_layers of ${where}`);
  const entries = references(inputs, `input_layers of ${where}`);
  if (wanted.length === 0)
    throw modelError(`output_layers of ${where} is empty: the model computes nothing.`);
  const ordered = sorted(nodes, [...entries, ...wanted], where);
  const places = new Map(ordered.map(({ key }, i) => [key, i]));
  const resolve = ({ key, output }: Named): ValueReference => {
    const call = places.get(key)!;
    const { layer, name } = ordered[call]!.source;
    if (output < (layer?.outputs ?? 1)) return { call, output };
    throw modelError(
      `${where} asks for output ${output} of layer '${name}', which gives ${layer?.outputs ?? 1}.`,
    );
  };
  const entryCalls = entries.map((entry) => resolve(entry).call);
  ordered.forEach(({ source }, i) => {
    if (source.layer === null && !entryCalls.includes(i))
      throw modelError(`${source.where} is needed, but input_layers of ${where} does not list it.`);
  });
  for (const call of entryCalls) {
    const { layer, where: place } = ordered[call]!.source;
    if (layer !== null) throw modelError(`${place} stands in input_layers, but is no InputLayer.`);
  }
  return {
    calls: ordered.map((node) => ({ layer: node.source.layer, inputs: node.inputs.map(resolve) })),
    inputs: entryCalls,
    outputs: wanted.map(resolve),
  };
}

const keyOf = (name: string, call: number): string => `${call} ${name}`;

function nodesOf(layers: readonly GraphLayer[]): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const source of layers) {
    // An input is called by nobody, and stands for itself.
    const calls = source.layer === null ? [[]] : source.inbound;
    calls.forEach((inbound, i) => {
      const inputs = references(inbound, `call ${i} of ${source.where}`);
      if (source.layer !== null && inputs.length === 0)
        throw modelError(`call ${i} of ${source.where} has no inputs.`);
      const key = keyOf(source.name, i);
      nodes.set(key, { key, source, inputs });
    });
  }
  return nodes;
}

/** A list of `[layer, call, output]`; a single one may stand without a list. */
function references(value: unknown, where: string): Named[] {
  const list = Array.isArray(value) && typeof value[0] === 'string' ? [value] : value;
  if (!Array.isArray(list))
    throw modelError(`${where} is ${quote(value)}, expected a list of [layer, call, output].`);
  return list.map((each: unknown) => {
    const [name, call, output] = Array.isArray(each) ? (each as unknown[]) : [];
    if (typeof name !== 'string' || !isPlace(call) || !isPlace(output)) {
      throw modelError(
        `${where} has ${quote(each)}, expected [layer, call, output]. Models of Keras 3 are not supported: save them with Keras 2.`,
      );
    }
    return { key: keyOf(name, call), output };
  });
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Depth first, with a stack of its own: a graph may be deeper than the stack of the language. */
function sorted(nodes: ReadonlyMap<string, Node>, wanted: readonly Named[], where: string): Node[] {
  const done = new Set<string>();
  const ordered: Node[] = [];
  const nodeAt = (key: string, asker: string): Node => {
    const node = nodes.get(key);
    if (node !== undefined) return node;
    const [call, ...name] = key.split(' ');
    throw modelError(
      `${asker} takes an output of call ${call} of layer ${quote(name.join(' '))}, which is not in the model.`,
    );
  };
  for (const { key } of wanted) {
    const stack = [{ node: nodeAt(key, where), next: 0 }];
    const open = new Set([key]);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const input = top.node.inputs[top.next++];
      if (done.has(top.node.key) || input === undefined) {
        stack.pop();
        open.delete(top.node.key);
        if (!done.has(top.node.key)) ordered.push(top.node);
        done.add(top.node.key);
      } else if (open.has(input.key)) {
        const names = stack.map(({ node }) => node.source.name);
        const start = stack.findIndex(({ node }) => node.key === input.key);
        throw modelError(
          `${where} has a cycle: ${[...names.slice(start), names[start]].map((name) => `'${name}'`).join(' ← ')}.`,
        );
      } else if (!done.has(input.key)) {
        open.add(input.key);
        stack.push({ node: nodeAt(input.key, top.node.source.where), next: 0 });
      }
    }
  }
  return ordered;
}

/** Layers one after another. */
export function chainGraph(layers: readonly ImportedLayer[]): Graph {
  const calls: Call[] = [
    { layer: null, inputs: [] },
    ...layers.map((layer, i) => ({ layer, inputs: [{ call: i, output: 0 }] })),
  ];
  const last = layers.at(-1)?.outputs ?? 1;
  const outputs = Array.from({ length: last }, (_, output) => ({ call: layers.length, output }));
  return { calls, inputs: [0], outputs };
}

/** The layers of a model's configuration; old files give a list instead of an object. */
export function modelConfig(spec: Config): Config {
  const value = spec.value('config');
  return Array.isArray(value)
    ? new Config({ layers: value }, `config of ${spec.where}`)
    : spec.child('config');
}
