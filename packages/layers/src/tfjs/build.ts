// From the configuration of a model to its modules.

import { TensorError } from '@cambium/tensor';
import type { Module } from '../module.ts';
import { Config } from './config.ts';
import { customLayer, type TfjsLayer } from './custom-layer.ts';
import { modelError, quote } from './error.ts';
import { chainGraph, type GraphLayer, modelConfig, orderGraph } from './graph.ts';
import type { ImportedLayer } from './layer.ts';
import { type TfjsInput, TfjsModel } from './model.ts';
import { converters, supportedClasses } from './table.ts';
import { LayerWeights, type WeightStore } from './weight-store.ts';

/** Models inside models, deeper than any that was made on purpose. */
const deepest = 32;

const modelClasses = ['Sequential', 'Functional', 'Model'];

/** What all layers of a file share. */
export interface Building {
  readonly store: WeightStore;
  /** Layers that the caller knows, by class. */
  readonly customLayers: Readonly<Record<string, TfjsLayer>>;
}

/** Where a layer stands: inside which models and wrappers. */
type Owners = readonly string[];

/** Builds the model `{ class_name, config }`. */
export function buildModel(spec: Config, building: Building, owners: Owners = []): TfjsModel {
  if (owners.length > deepest) throw modelError(`models are nested more than ${deepest} deep.`);
  const className = spec.text('class_name');
  const config = modelConfig(spec);
  switch (className) {
    case 'Sequential':
      return buildSequential(config, building, owners);
    case 'Functional':
    case 'Model':
      return buildFunctional(config, building, owners);
    default:
      return spec.refuse(`${quote(className)} is no model; there are Sequential, Functional and Model.`);
  }
}

interface LayerSpec {
  readonly name: string;
  readonly className: string;
  readonly where: string;
  readonly spec: Config;
}

/** The layers of a model, whose names must differ. */
function layerSpecs(config: Config): LayerSpec[] {
  const seen = new Set<string>();
  return config.list('layers').map((value, i) => {
    const layer = layerSpec(new Config(value, `layer ${i} of ${config.where}`), `layer ${i}`, config.where);
    if (seen.has(layer.name)) layer.spec.refuse(`another layer is called ${quote(layer.name)}, too.`);
    seen.add(layer.name);
    return layer;
  });
}

function layerSpec(spec: Config, place: string, parent: string): LayerSpec {
  const className = spec.text('class_name');
  const name = spec.text('name', modelConfig(spec).text('name', className));
  const where = `${place} '${name}' (${className}) of ${parent}`;
  return { name, className, where, spec: new Config(spec.fields, where) };
}

function buildSequential(config: Config, building: Building, owners: Owners): TfjsModel {
  const specs = layerSpecs(config);
  const first = specs[0];
  const shape = first === undefined ? null : inputShape(modelConfig(first.spec));
  const layers = new Map<string, Module>();
  const chain: ImportedLayer[] = [];
  for (const each of specs) {
    if (each.className === 'InputLayer') continue;
    const layer = readLayer(each, building, owners);
    layers.set(each.name, layer.module);
    chain.push(layer);
  }
  const inputs = [{ name: first?.name ?? 'input', shape }];
  return new TfjsModel(config.text('name', 'sequential'), layers, inputs, chainGraph(chain));
}

function buildFunctional(config: Config, building: Building, owners: Owners): TfjsModel {
  const layers = new Map<string, Module>();
  const inputs = new Map<string, TfjsInput>();
  const graphLayers = layerSpecs(config).map((each): GraphLayer => {
    const { name, where, spec } = each;
    const inbound = spec.list('inbound_nodes', []);
    if (each.className === 'InputLayer') {
      inputs.set(name, { name, shape: inputShape(modelConfig(spec)) });
      return { name, where, layer: null, isModel: false, inbound };
    }
    const layer = readLayer(each, building, owners);
    layers.set(name, layer.module);
    return { name, where, layer, isModel: modelClasses.includes(each.className), inbound };
  });
  const entries = config.list('input_layers');
  const graph = orderGraph(graphLayers, entries, config.list('output_layers'), config.where);
  const names =
    typeof entries[0] === 'string' ? [entries[0]] : entries.map((entry) => (entry as [string])[0]);
  const model = config.text('name', 'model');
  return new TfjsModel(
    model,
    layers,
    names.map((name) => inputs.get(name)!),
    graph,
  );
}

/** The shape of an input, the batch in front; `null` if the file does not say. */
function inputShape(config: Config): TfjsInput['shape'] {
  const value = config.value('batch_input_shape') ?? config.value('batch_shape');
  if (value === undefined) return null;
  const isLength = (length: unknown) =>
    length === null || (Number.isSafeInteger(length) && (length as number) >= 0);
  if (Array.isArray(value) && value.every(isLength)) return value as (number | null)[];
  return config.refuse(`batch_input_shape is ${quote(value)}, expected lengths or null.`);
}

/** Makes a layer; what its parts refuse is told with its place in the file. */
function readLayer(
  { name, className, where, spec }: LayerSpec,
  building: Building,
  owners: Owners,
): ImportedLayer {
  const config = new Config(modelConfig(spec).fields, where);
  const weights = new LayerWeights(building.store, [...owners, name], where);
  try {
    const layer = convert();
    if (!config.flag('trainable', true)) layer.module.freeze();
    return layer;
  } catch (error) {
    if (!(error instanceof TensorError) || error.op === 'loadTfjsModel') throw error;
    throw modelError(`${where}: ${error.message}`, error.code, { cause: error, shapes: error.shapes });
  }

  function convert(): ImportedLayer {
    if (Object.hasOwn(building.customLayers, className))
      return customLayer(building.customLayers[className]!, className, name, config, building.store);
    if (modelClasses.includes(className)) {
      const model = buildModel(spec, building, [...owners, name]);
      return { module: model, outputs: model.outputCount, call: (inputs) => model.callOn(inputs) };
    }
    if (!Object.hasOwn(converters, className)) {
      throw modelError(
        `${where} is of a class that is not supported. Give it as options.layers.${className}, or use one of ${supportedClasses.join(', ')}.`,
      );
    }
    const inner = (each: Config): ImportedLayer => {
      if (owners.length >= deepest) config.refuse(`layers are nested more than ${deepest} deep.`);
      return readLayer(layerSpec(each, 'the layer', where), building, [...owners, name]);
    };
    return converters[className]!({ name, config, weights, inner });
  }
}
