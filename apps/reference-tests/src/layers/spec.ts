// Layers of ours as data: a class and its arguments, from which both the layer and its code are made.

import type { DType, JsonValue, Module } from 'cambium';
import { type ExportedName, exportedAs } from '../compare/exported.ts';

/** A layer. Arguments may be layers; a last argument that is a record of options also gets the dtype. */
export interface LayerSpec {
  readonly layer: ExportedName;
  readonly args?: readonly (JsonValue | LayerSpec)[];
}

/** Makes a layer whose weights have a dtype. */
export function makeLayer(spec: LayerSpec, dtype: DType): Module {
  const { layer, args = [] } = spec;
  const values = args.map((arg) => {
    if (isLayer(arg)) return makeLayer(arg, dtype);
    return isRecord(arg) ? { ...arg, dtype } : arg;
  });
  const make = exportedAs<new (...args: readonly unknown[]) => Module>(layer);
  return new make(...values);
}

/** The layer in code. */
export function layerCode({ layer, args = [] }: LayerSpec): string {
  return `new ${layer}(${args.map((arg) => (isLayer(arg) ? layerCode(arg) : JSON.stringify(arg))).join(', ')})`;
}

function isRecord(arg: JsonValue | LayerSpec): arg is { readonly [name: string]: JsonValue } {
  return typeof arg === 'object' && arg !== null && !Array.isArray(arg);
}

function isLayer(arg: JsonValue | LayerSpec): arg is LayerSpec {
  return isRecord(arg) && 'layer' in arg;
}
