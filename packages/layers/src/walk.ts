// Modules inside modules: finding them, and knowing which one is running.

import { popLayer, pushLayer, TensorError } from '@cambium/tensor';
import { labelOf } from './tree.ts';

/** The modules directly inside a module (through arrays and plain objects), by path. */
export function childModules<M extends object>(parent: object, type: abstract new () => M): [string, M][] {
  const found: [string, M][] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if (value instanceof type) {
      found.push([path, value]);
    } else if (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) {
      for (const [name, field] of Object.entries(value)) walk(field, `${path}.${name}`);
    }
  };
  for (const [name, field] of Object.entries(parent)) walk(field, name);
  return found;
}

/** Is told of a layer that ended its forward pass: the layer, how deep it lies (1 is the outermost), what it gave. */
export type LayerObserver = (layer: object, depth: number, output: unknown) => void;

const running: object[] = [];
let layerObserver: LayerObserver | null = null;

/** Runs a layer's forward pass; an error on the way out learns the layer's name. */
export function runLayer<T>(layer: object, forward: () => T): T {
  const parent = running.at(-1);
  running.push(layer);
  pushLayer(() => nameIn(parent, layer));
  try {
    const output = forward();
    layerObserver?.(layer, running.length, output);
    return output;
  } catch (error) {
    if (error instanceof TensorError) {
      const name = nameIn(parent, layer);
      error.within(error.layerPath.length === 0 ? `${name} (${labelOf(layer)})` : name);
    }
    throw error;
  } finally {
    popLayer();
    running.pop();
  }
}

/**
 * Tells `observer` of each layer that ends its forward pass while `run` runs. What the observer computes is part of the
 * pass: `unobserved` keeps it off the tape.
 *
 * @example
 * ```ts
 * observeLayers((layer, depth, output) => console.log(depth, String(layer)), () => model.forward(x));
 * ```
 */
export function observeLayers<T>(observer: LayerObserver, run: () => T): T {
  const before = layerObserver;
  layerObserver = observer;
  try {
    return run();
  } finally {
    layerObserver = before;
  }
}

/** The path of a layer inside the one that called it, or its class where it was called from outside. */
function nameIn(parent: object | undefined, layer: object): string {
  const own = layer.constructor.name;
  if (parent === undefined) return own;
  const children = childModules(parent, layer.constructor as new () => object);
  return children.find(([, child]) => child === layer)?.[0] ?? own;
}
