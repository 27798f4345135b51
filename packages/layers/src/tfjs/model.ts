// A model that was read: its layers as modules, and the graph that connects them.

import { formatShape, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from '../module.ts';
import { treeOf } from '../tree.ts';
import { runLayer } from '../walk.ts';
import type { Graph } from './graph.ts';
import type { Value } from './layer.ts';

/** An input of a {@link TfjsModel}. */
export interface TfjsInput {
  /** Name of the input in the file. */
  readonly name: string;
  /** `null` where any length fits; all of it `null` if the file does not say. */
  readonly shape: readonly (number | null)[] | null;
}

/**
 * A Keras model as {@link loadTfjsModel} gives it: a `Module` like any other, to predict with, train further, save, or
 * take apart. Its layers are `model.layers`, by the names that they have in the file.
 *
 * @example
 * ```ts
 * const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
 * const layer = { class_name: 'Activation', config: { name: 'squash', activation: 'tanh' } };
 * const file = { modelTopology: { class_name: 'Sequential', config: { name: 'tiny', layers: [layer] } } };
 * const squash = await loadTfjsModel('model.json', { read: async () => encode(file) });
 * squash.forward(zeros([1, 2]));   // [[0, 0]]
 * ```
 */
export class TfjsModel extends Module {
  /** The model's name in the file. */
  readonly name: string;
  /** The layers by name. Those without weights are there, too. */
  readonly layers: Readonly<Record<string, Module>>;
  /** What `forward` takes, in order. */
  readonly inputs: readonly TfjsInput[];
  readonly #graph: Graph;

  /** @internal Use {@link loadTfjsModel}. */
  constructor(name: string, layers: ReadonlyMap<string, Module>, inputs: readonly TfjsInput[], graph: Graph) {
    super();
    this.name = name;
    this.layers = Object.fromEntries(layers);
    this.inputs = inputs;
    this.#graph = graph;
  }

  /** How many outputs the model has. */
  get outputCount(): number {
    return this.#graph.outputs.length;
  }

  /**
   * The output of a model that has one.
   *
   * @param inputs one tensor for each of {@link TfjsModel.inputs}
   * @throws TensorError `shape` if they do not fit, `value` if there are too few or too many, or several outputs
   */
  forward(...inputs: Tensor[]): Tensor {
    const outputs = this.#evaluate(inputs.map((tensor) => ({ tensor, mask: null })));
    if (outputs.length === 1) return outputs[0]!.tensor;
    throw new TensorError(
      'TfjsModel',
      'value',
      `'${this.name}' has ${outputs.length} outputs. Call model.outputsOf(…) instead of forward.`,
    );
  }

  /** All outputs, in the order of the file; see {@link TfjsModel.forward}. */
  outputsOf(...inputs: Tensor[]): Tensor[] {
    return this.callOn(inputs.map((tensor) => ({ tensor, mask: null }))).map(({ tensor }) => tensor);
  }

  /** @internal All outputs, with masks: for models inside models. */
  callOn(inputs: readonly Value[]): readonly Value[] {
    return runLayer(this, () => this.#evaluate(inputs));
  }

  override toString(): string {
    const parts = Object.entries(this.layers).map(([name, layer]) => [name, String(layer)] as const);
    return treeOf(`TfjsModel ${this.name}`, parts);
  }

  #evaluate(given: readonly Value[]): readonly Value[] {
    this.#check(given);
    const { calls, outputs } = this.#graph;
    const results: (readonly Value[])[] = [];
    for (const each of calls) {
      results.push(
        each.layer === null
          ? [given[each.place]!]
          : each.layer.call(each.inputs.map(({ call, output }) => results[call]![output]!)),
      );
    }
    return outputs.map(({ call, output }) => results[call]![output]!);
  }

  #check(given: readonly Value[]): void {
    if (given.length !== this.inputs.length) {
      throw new TensorError(
        'TfjsModel',
        'value',
        `'${this.name}' takes ${this.inputs.length} inputs (${this.inputs.map(({ name }) => name).join(', ')}), got ${given.length}.`,
      );
    }
    this.inputs.forEach(({ name, shape }, i) => {
      const { tensor } = given[i]!;
      if (shape === null) return;
      const fits =
        tensor.rank === shape.length &&
        shape.every((length, axis) => length === null || tensor.shape[axis] === length);
      if (fits) return;
      const expected = `[${shape.map((length) => length ?? 'any').join(', ')}]`;
      throw new TensorError(
        'TfjsModel',
        'shape',
        `input '${name}' of '${this.name}' is ${expected}, got ${formatShape(tensor.shape)}.${tensor.rank === shape.length - 1 ? ' Did you mean expandDims(x, 0)?' : ''}`,
        { shapes: [tensor.shape] },
      );
    });
  }
}
