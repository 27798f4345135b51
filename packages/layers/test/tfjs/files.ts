// Model files made in memory, for tests of the loader.

import type { TfjsLoadOptions, TfjsModel } from '../../src/tfjs/index.ts';
import { loadTfjsModel } from '../../src/tfjs/index.ts';

/** A JSON value that tests change at will. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A weight with its values. */
export interface WeightFile {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A model file and its weights. */
export interface ModelFile {
  readonly model: { [key: string]: Json };
  readonly weights: Uint8Array;
}

export function layer(
  className: string,
  name: string,
  config: { [key: string]: Json } = {},
): { [key: string]: Json } {
  return { class_name: className, config: { name, ...config } };
}

/** A layer of a functional model with its calls, each a list of the layers that it takes. */
export function called(
  className: string,
  name: string,
  calls: readonly (readonly string[])[],
  config: { [key: string]: Json } = {},
): { [key: string]: Json } {
  const inbound = calls.map((inputs) => inputs.map((input): Json => [input, 0, 0, {}]));
  return { ...layer(className, name, config), name, inbound_nodes: inbound };
}

export function sequential(...layers: Json[]): { [key: string]: Json } {
  return { class_name: 'Sequential', config: { name: 'test', layers } };
}

export function functional(layers: Json[], inputs: string[], outputs: string[]): { [key: string]: Json } {
  const ends = (names: string[]): Json => names.map((name) => [name, 0, 0]);
  const config = { name: 'test', layers, input_layers: ends(inputs), output_layers: ends(outputs) };
  return { class_name: 'Functional', config };
}

/** The files of a model whose weights lie in one float32 file. */
export function modelFile(topology: { [key: string]: Json }, weights: readonly WeightFile[] = []): ModelFile {
  const entries = weights.map(({ name, shape }): Json => ({ name, shape: [...shape], dtype: 'float32' }));
  const manifest: Json = weights.length === 0 ? [] : [{ paths: ['weights.bin'], weights: entries }];
  const numbers = Float32Array.from(weights.flatMap(({ values }) => values));
  return {
    model: { format: 'layers-model', modelTopology: topology, weightsManifest: manifest },
    weights: new Uint8Array(numbers.buffer),
  };
}

/** Numbers that differ, as many as a shape has. */
export function weight(name: string, shape: readonly number[]): WeightFile {
  const length = shape.reduce((product, each) => product * each, 1);
  return {
    name,
    shape,
    values: Array.from({ length }, (_, i) => Math.fround(Math.sin(i + name.length) / 2)),
  };
}

/** Reads a model from memory. */
export function load(file: ModelFile, options: Omit<TfjsLoadOptions, 'read'> = {}): Promise<TfjsModel> {
  return loadBytes(new TextEncoder().encode(JSON.stringify(file.model)), file.weights, options);
}

/** Reads a model whose JSON is given as bytes, whatever they are. */
export function loadBytes(
  json: Uint8Array,
  weights: Uint8Array,
  options: Omit<TfjsLoadOptions, 'read'> = {},
): Promise<TfjsModel> {
  const read = async (name: string): Promise<Uint8Array> => {
    if (name === 'model.json') return json;
    if (name === 'weights.bin') return weights;
    throw new Error('there is no such file');
  };
  return loadTfjsModel('model.json', { ...options, read });
}
