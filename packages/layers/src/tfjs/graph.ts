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

/** One call of a layer, or an input by its place. */
export type Call =
  | { readonly layer: ImportedLayer; readonly inputs: readonly ValueReference[] }
  | { readonly layer: null; readonly place: number };

/** What a model computes. */
export interface Graph {
  readonly calls: readonly Call[];
  readonly outputs: readonly ValueReference[];
}

/** A layer of a functional model with the calls that the file lists for it. */
export interface GraphLayer {
  readonly name: string;
  readonly where: string;
  readonly layer: ImportedLayer | null;
  /** Whether the layer is a model itself. */
  readonly isModel: boolean;
  readonly inbound: readonly unknown[];
}

/** A reference of the file: layer, call, output. */
interface Named {
  readonly name: string;
  readonly call: number;
  readonly output: number;
}

interface Node {
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
  const wanted = references(outputs, `output_layers of ${where}`);
  const entries = references(inputs, `input_layers of ${where}`);
  if (wanted.length === 0)
    throw modelError(`output_layers of ${where} is empty: the model computes nothing.`);
  const nodes = nodesOf(layers, [...entries, ...wanted]);
  const ordered = sorted(nodes, [...entries, ...wanted], where);
  const places = new Map(ordered.map((node, i) => [node, i]));
  const resolve = (reference: Named): ValueReference => {
    const { output } = reference;
    const call = places.get(nodes.get(keyOf(reference))!)!;
    const { layer, name } = ordered[call]!.source;
    if (output < (layer?.outputs ?? 1)) return { call, output };
    throw modelError(
      `${where} asks for output ${output} of layer '${name}', which gives ${layer?.outputs ?? 1}.`,
    );
  };
  const inputPlaces = new Map(entries.map((entry, place) => [resolve(entry).call, place]));
  const calls = ordered.map(({ source, inputs: named }, i): Call => {
    const place = inputPlaces.get(i);
    if (source.layer === null) {
      if (place !== undefined) return { layer: null, place };
      throw modelError(`${source.where} is needed, but input_layers of ${where} does not list it.`);
    }
    if (place === undefined) return { layer: source.layer, inputs: named.map(resolve) };
    throw modelError(`${source.where} stands in input_layers, but is no InputLayer.`);
  });
  return { calls, outputs: wanted.map(resolve) };
}

const keyOf = ({ name, call }: Pick<Named, 'name' | 'call'>): string => `${call} ${name}`;

/** All calls by their references. */
function nodesOf(layers: readonly GraphLayer[], ends: readonly Named[]): Map<string, Node> {
  const calls = layers.flatMap((source) => {
    // An input is called by nobody, and stands for itself.
    const inbound = source.layer === null ? [[]] : source.inbound;
    return inbound.map((value, call) => {
      const inputs = references(value, `call ${call} of ${source.where}`);
      if (source.layer !== null && inputs.length === 0)
        throw modelError(`call ${call} of ${source.where} has no inputs.`);
      return { source, call, inputs };
    });
  });
  const lastCall = new Map<string, number>();
  for (const { name, call } of [...ends, ...calls.flatMap(({ inputs }) => inputs)])
    lastCall.set(name, Math.max(call, lastCall.get(name) ?? 0));
  return new Map(
    calls.map(({ source, call, inputs }) => {
      const { name, isModel, inbound } = source;
      // Keras counts the making of a model as its first call, and does not list it.
      const first = isModel && lastCall.get(name) === inbound.length ? 1 : 0;
      const key = keyOf({ name, call: call + first });
      return [key, { source, inputs }] as const;
    }),
  );
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
    return { name, call, output };
  });
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Depth first, with a stack of its own: a graph may be deeper than the stack of the language. */
function sorted(nodes: ReadonlyMap<string, Node>, wanted: readonly Named[], where: string): Node[] {
  const done = new Set<Node>();
  const ordered: Node[] = [];
  const nodeAt = (reference: Named, asker: string): Node => {
    const node = nodes.get(keyOf(reference));
    if (node !== undefined) return node;
    throw modelError(
      `${asker} takes an output of call ${reference.call} of layer ${quote(reference.name)}, which is not in the model.`,
    );
  };
  for (const end of wanted) {
    const stack = [{ node: nodeAt(end, where), next: 0 }];
    const open = new Set([stack[0]!.node]);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const { node } = top;
      const reference = node.inputs[top.next++];
      if (done.has(node) || reference === undefined) {
        stack.pop();
        open.delete(node);
        if (!done.has(node)) ordered.push(node);
        done.add(node);
        continue;
      }
      const input = nodeAt(reference, node.source.where);
      if (open.has(input)) {
        const path = stack.map((each) => each.node);
        const cycle = [...path.slice(path.indexOf(input)), input].map(({ source }) => `'${source.name}'`);
        throw modelError(`${where} has a cycle: ${cycle.join(' ← ')}.`);
      }
      if (done.has(input)) continue;
      open.add(input);
      stack.push({ node: input, next: 0 });
    }
  }
  return ordered;
}

/** Layers one after another. */
export function chainGraph(layers: readonly ImportedLayer[]): Graph {
  const calls: Call[] = [
    { layer: null, place: 0 },
    ...layers.map((layer, i) => ({ layer, inputs: [{ call: i, output: 0 }] })),
  ];
  const last = layers.at(-1)?.outputs ?? 1;
  const outputs = Array.from({ length: last }, (_, output) => ({ call: layers.length, output }));
  return { calls, outputs };
}

/** The configuration of a layer or a model; old files give the layers of a model as a list. */
export function modelConfig(spec: Config): Config {
  const value = spec.value('config');
  return new Config(Array.isArray(value) ? { layers: value } : value, spec.where);
}
