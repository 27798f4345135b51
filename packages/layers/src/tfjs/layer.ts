// What a layer of a model file becomes: a module, and how it is called on values that may carry a mask.

import type { Tensor } from '@cambium/tensor';
import { Module } from '../module.ts';
import type { Layer, LayerFunction } from '../sequential.ts';
import type { Config } from './config.ts';
import type { LayerWeights } from './weight-store.ts';

/** What layers hand on. */
export interface Value {
  readonly tensor: Tensor;
  /** Bool `[batch, time]`: which steps of a sequence count; `null` if all do. */
  readonly mask: Tensor | null;
}

/** A layer that has its weights. */
export interface ImportedLayer {
  /** Holds the weights, and gives the layer its place in names and errors. */
  readonly module: Module;
  /** How many values a call gives. */
  readonly outputs: number;
  call(inputs: readonly Value[]): readonly Value[];
}

/** A layer as the model file has it. */
export interface LayerSource {
  readonly name: string;
  readonly config: Config;
  readonly weights: LayerWeights;
  /** Reads a layer inside this one: `{ class_name, config }`. */
  readonly inner: (spec: Config) => ImportedLayer;
}

/** Makes a layer of one class. */
export type Converter = (source: LayerSource) => ImportedLayer;

/** A function that stands as a layer, so that errors and trees name it. */
export class Operation extends Module {
  readonly #label: string;
  readonly #fn: (...inputs: Tensor[]) => Tensor;
  readonly inner: Module | null;

  constructor(label: string, fn: (...inputs: Tensor[]) => Tensor, inner: Module | null = null) {
    super();
    this.#label = label;
    this.#fn = fn;
    this.inner = inner;
  }

  forward(...inputs: Tensor[]): Tensor {
    return this.#fn(...inputs);
  }

  override toString(): string {
    return this.#label;
  }
}

/** A layer of one input and one output, whose steps count as before. */
export function stepwise(module: Layer, activation: LayerFunction | null = null): ImportedLayer {
  return {
    module,
    outputs: 1,
    call: ([input]) => {
      const output = module.forward(input!.tensor);
      return [{ tensor: activation === null ? output : activation(output), mask: input!.mask }];
    },
  };
}

/** A layer of one input and one output, after which there are no steps any more, or others. */
export function reshaping(module: Layer, activation: LayerFunction | null = null): ImportedLayer {
  const layer = stepwise(module, activation);
  return { ...layer, call: (inputs) => [{ tensor: layer.call(inputs)[0]!.tensor, mask: null }] };
}

/** The converter of a layer without weights that is a function. */
export function stepwiseFunction(label: string, read: (config: Config) => LayerFunction): Converter {
  return ({ config }) => stepwise(new Operation(label, read(config)));
}

/** As {@link stepwiseFunction}, for functions that change what the axes are. */
export function reshapingFunction(label: string, read: (config: Config) => LayerFunction): Converter {
  return ({ config }) => reshaping(new Operation(label, read(config)));
}

/** Refuses layouts other than channels last. */
export function checkLayout(config: Config): void {
  const layout = config.choice('data_format', ['channels_last', 'channels_first'], 'channels_last');
  if (layout === 'channels_first')
    config.refuse("data_format 'channels_first' is not supported. Save the model with 'channels_last'.");
}
