// What has been seen to work of a layer: filled by programs that ran, not by hand.

import * as layers from '@cambium/layers';
import { Module } from '@cambium/layers';

/** Sources of evidence. */
export interface Evidence {
  /** Comparisons and tests of outputs that passed. */
  forward: number;
  /** The same of gradients. */
  gradient: number;
  /** Those of both that ran on the WebAssembly backend. */
  wasm: number;
  /** Recorded PyTorch modules that were replayed. */
  torch: number;
  /** Outputs and gradients that agreed with TensorFlow.js. */
  tfjs: number;
}

/** Evidence by layer. */
export type EvidenceByLayer = ReadonlyMap<string, Evidence>;

type LayerClass = abstract new (...inputs: never[]) => Module;

const isLayerClass = (value: unknown): value is LayerClass =>
  typeof value === 'function' && value.prototype instanceof Module;

const classes = Object.values(layers as Record<string, unknown>).filter(isLayerClass);

/** Names of all layers that Cambium exports; what others extend is only their base. */
export const layerNames: readonly string[] = classes
  .filter(
    (base) => !classes.some(({ prototype }) => prototype !== base.prototype && prototype instanceof base),
  )
  .map(({ name }) => name)
  .sort();

/** No evidence for any layer yet. */
export function noEvidence(): EvidenceByLayer {
  return new Map(layerNames.map((name) => [name, { forward: 0, gradient: 0, wasm: 0, torch: 0, tfjs: 0 }]));
}
