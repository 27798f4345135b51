// Reading a model file and its weights.

import { buildModel } from './build.ts';
import { Config } from './config.ts';
import type { TfjsLayer } from './custom-layer.ts';
import { modelError, quote, quoteAll } from './error.ts';
import { addressedFiles, callerFiles, type ModelFiles, type ReadModelFile } from './files.ts';
import { manifestOf, readWeights } from './manifest.ts';
import type { TfjsModel } from './model.ts';
import { WeightStore } from './weight-store.ts';

/** Options of {@link loadTfjsModel}. */
export interface TfjsLoadOptions {
  /**
   * Reads files by name, instead of `fetch` and the file system: the model file by the name given to the loader, weights by
   * their names in the same folder. For files that lie in an archive, a database or a bundle.
   */
  read?: ReadModelFile;
  /** Layers of classes that the loader does not know, by class. They go before those that it knows. */
  layers?: Readonly<Record<string, TfjsLayer>>;
}

/**
 * Reads a layers model of TensorFlow.js: `model.json` and the weight files that it names. So Keras models come here, through
 * `tensorflowjs_converter`, and models that `model.save` of TensorFlow.js wrote.
 *
 * Sequential and functional models with any graph, shared layers, models inside models, and weights quantised to 8 or 16
 * bits or to half precision can be read. The model comes in evaluation mode; call `train()` to train it further. What only
 * training needs is left behind: regularizers, constraints, optimizer and loss.
 *
 * The model file is data from outside. Nothing in it is executed, and weight files are read only from its folder and below:
 * paths with `..`, absolute paths and other hosts are refused. (A server may still redirect, and a folder hold links.)
 *
 * @param source an `http:`, `https:` or `file:` address, or a path: seen from the working directory in Node, from the page in
 *   a browser. With `read`, the name of the model file.
 * @throws TensorError `io` if a file cannot be read; `format` for a file that makes no sense: no JSON, truncated or surplus
 *   weights, a layer of an unknown class (named, with its place), a missing weight, a cycle, a path out of the folder; `shape`
 *   if weights do not fit their layers
 * @see TensorFlow.js guide, "Save and load models"; Keras' saved configurations
 * @example
 * ```ts
 * const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
 * const dense = { class_name: 'Dense', config: { name: 'fc', units: 1, use_bias: false } };
 * const files: Record<string, Uint8Array> = {
 *   'double/model.json': encode({
 *     modelTopology: { class_name: 'Sequential', config: { name: 'double', layers: [dense] } },
 *     weightsManifest: [{ paths: ['weights.bin'], weights: [{ name: 'fc/kernel', shape: [1, 1], dtype: 'float32' }] }],
 *   }),
 *   'double/weights.bin': new Uint8Array(new Float32Array([2]).buffer),
 * };
 * const double = await loadTfjsModel('double/model.json', { read: async (name) => files[name]! });
 * double.forward(tensor([[3], [4]]));   // [[6], [8]]
 * ```
 */
export async function loadTfjsModel(
  source: string | { readonly href: string },
  options: TfjsLoadOptions = {},
): Promise<TfjsModel> {
  const { read, layers = {} } = options;
  const name = typeof source === 'string' ? source : source?.href;
  if (typeof name !== 'string' || name === '')
    throw modelError(`takes the address of a model.json, got ${quote(source)}.`, 'value');
  const files = read === undefined ? addressedFiles(name) : callerFiles(name, read);
  const model = parseModel(await files.model(), files);
  const topology = topologyOf(model);
  const store = new WeightStore(await readWeights(manifestOf(model), files));
  const built = buildModel(topology, { store, customLayers: layers });
  const unused = store.unused();
  if (unused.length > 0) throw modelError(`${files.name}: no layer takes the weights ${quoteAll(unused)}.`);
  return built.eval();
}

function parseModel(bytes: Uint8Array, { name }: ModelFiles): Config {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const start = new TextDecoder().decode(bytes.subarray(0, 40));
    throw modelError(
      `${name} is not JSON in UTF-8; it has ${bytes.length} bytes and begins with ${quote(start)}.`,
      'format',
      { cause },
    );
  }
  return new Config(value, name);
}

/** `{ class_name, config }` of the model. */
function topologyOf(model: Config): Config {
  const format = model.value('format') ?? 'layers-model';
  if (format !== 'layers-model')
    model.refuse(
      `its format is ${quote(format)}. Only layers models can be read: convert the Keras model with --output_format=tfjs_layers_model.`,
    );
  const topology = model.child('model_topology');
  const spec = topology.has('model_config') ? topology.child('model_config') : topology;
  return new Config(spec.fields, model.where);
}
