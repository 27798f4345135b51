// Layers that only the caller of the loader knows.

import type { Tensor } from '@cambium/tensor';
import { Module } from '../module.ts';
import type { Config } from './config.ts';
import { type ImportedLayer, Operation } from './layer.ts';
import { takeAll, type WeightStore } from './weight-store.ts';

/**
 * Makes a layer of a class that the loader does not know: a module, or a function of its inputs.
 *
 * @param config the layer's configuration, as the file has it
 * @param weights the layer's weights by what follows its name in theirs, for example `kernel`
 */
export type TfjsLayer = (
  config: Readonly<Record<string, unknown>>,
  weights: Readonly<Record<string, Tensor>>,
) => (Module & { forward(...inputs: Tensor[]): Tensor }) | ((...inputs: Tensor[]) => Tensor);

/** A layer made by the caller. It has one output, and masks end at it. */
export function customLayer(
  make: TfjsLayer,
  className: string,
  name: string,
  config: Config,
  store: WeightStore,
): ImportedLayer {
  const made = make(config.fields, takeAll(store, name, config.where));
  const module = made instanceof Module ? made : new Operation(className, made);
  return {
    module,
    outputs: 1,
    call: (inputs) => [{ tensor: module.forward(...inputs.map(({ tensor }) => tensor)), mask: null }],
  };
}
