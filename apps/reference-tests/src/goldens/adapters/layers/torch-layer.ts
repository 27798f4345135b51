// A layer of ours in PyTorch's clothes, and the reading of PyTorch's constructor arguments.

import type * as cm from 'cambium';
import type { Call } from '../../adapter.ts';
import { type Json, list, numberOf } from '../../format.ts';
import { channelsFirst, channelsLast } from '../layout.ts';
import type { Link } from './link.ts';

/** Named values of a file. */
export type Settings = { readonly [name: string]: Json };

/** What a layer is made from. */
export interface LayerSpec {
  /** Constructor arguments by name. */
  readonly settings: Settings;
  readonly dtype: cm.DType;
  /** Source of the initial values. */
  readonly generator?: cm.Generator;
}

/** A layer of ours that is called as PyTorch's is. */
export interface TorchLayer {
  readonly module: cm.Module;
  readonly links: readonly Link[];
  /** Names of the arguments in PyTorch's order. */
  readonly parameters: readonly string[];
  /** Outputs in order. */
  readonly run: (call: Call) => readonly cm.Tensor[];
}

/** Makes a layer for PyTorch's constructor. */
export type LayerAdapter = (spec: LayerSpec) => TorchLayer;

/** Layers by PyTorch's names. */
export type LayerAdapters = { readonly [name: string]: LayerAdapter };

type Simple = cm.Module & { forward(x: cm.Tensor): cm.Tensor };

/** A layer from one tensor to one. */
export function simple(module: Simple, links: readonly Link[]): TorchLayer {
  return { module, links, parameters: ['input'], run: (call) => [module.forward(call.tensor('input'))] };
}

/** A layer from one tensor to one whose channels are the last axis here, the second there. */
export function spatial(module: Simple, links: readonly Link[]): TorchLayer {
  return {
    module,
    links,
    parameters: ['input'],
    run: (call) => [channelsFirst(module.forward(channelsLast(call.tensor('input'))))],
  };
}

/** What our layers are told of their weights. */
export function weightOptions({ dtype, generator }: LayerSpec): {
  dtype: cm.DType;
  generator?: cm.Generator;
} {
  return generator === undefined ? { dtype } : { dtype, generator };
}

/** A number, or one an axis. */
export function perAxis(value: Json): number | number[] {
  return typeof value === 'number' ? value : list(value).map(numberOf);
}

/** A constructor argument that is a flag. */
export function flag(settings: Settings, name: string, fallback: boolean): boolean {
  return Boolean(settings[name] ?? fallback);
}
