// Weights by the layer they belong to. A name is a path: models in the model, wrappers, the layer, sometimes a cell, and
// in the end what the weight is (`kernel`); which of these are there differs between the programs that wrote the file.

import { type Cell, fromTypedArray, sameShape, scope, type Tensor } from '@cambium/tensor';
import type { Initializer } from '../initializers.ts';
import { modelError, quote, quoteAll } from './error.ts';
import type { StoredWeight } from './manifest.ts';

/** A weight that a layer has taken. */
export interface LayerWeight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Begins a parameter with the values. */
  readonly init: Initializer;
}

/** A weight, given as numbers that a loader has. */
export function layerWeight(name: string, shape: readonly number[], values: Float32Array): LayerWeight {
  const init: Initializer = (spec) => {
    if (!sameShape(spec.shape, shape))
      throw modelError(
        `${quote(name)} has shape [${shape.join(', ')}], the layer needs [${spec.shape.join(', ')}].`,
        'shape',
        { shapes: [shape, spec.shape] },
      );
    return fromTypedArray(values, shape);
  };
  return { name, shape, values, init };
}

/** All weights of a model. */
export class WeightStore {
  /** By any part of the path and the kind. */
  readonly #inside = new Map<string, StoredWeight[]>();
  /** By the part of the path just before the kind. */
  readonly #directly = new Map<string, StoredWeight[]>();
  readonly #unused: Set<StoredWeight>;

  constructor(weights: readonly StoredWeight[]) {
    this.#unused = new Set(weights);
    for (const weight of weights) {
      const path = pathOf(weight.name);
      const kind = path.pop()!;
      for (const owner of new Set(path)) append(this.#inside, `${owner}/${kind}`, weight);
      if (path.length > 0) append(this.#directly, `${path.at(-1)}/${kind}`, weight);
    }
  }

  /** Names that no layer has taken. */
  unused(): string[] {
    return [...this.#unused].map(({ name }) => name);
  }

  /**
   * The weight `kind` of a layer inside others, the innermost last; `undefined` if there is none. Some wrappers write the
   * weights of the layer inside under their own name.
   */
  find(owners: readonly string[], kind: string): StoredWeight | undefined {
    for (let depth = owners.length; depth > 0; depth--) {
      const index = depth === owners.length ? this.#inside : this.#directly;
      const found = index.get(`${owners[depth - 1]}/${kind}`);
      if (found !== undefined) return this.#closest(found, owners.slice(0, depth), kind);
    }
    return undefined;
  }

  /** Everything that lies under the name of a layer, by what follows the name. */
  under(owner: string): Map<string, StoredWeight> {
    const found = new Map<string, StoredWeight>();
    for (const weight of this.#unused) {
      const path = pathOf(weight.name);
      const place = path.lastIndexOf(owner, path.length - 2);
      if (place >= 0) found.set(path.slice(place + 1).join('/'), weight);
    }
    return found;
  }

  /** Notes that a weight has a layer. */
  claim(weight: StoredWeight, where: string): void {
    if (!this.#unused.delete(weight))
      throw modelError(`${where} and another layer both take the weight ${quote(weight.name)}.`);
  }

  /** Of several weights the one whose path is that of the layer, or names most of what is around it. */
  #closest(found: readonly StoredWeight[], owners: readonly string[], kind: string): StoredWeight {
    const exact = `${owners.at(-1)}/${kind}`;
    const score = ({ name }: StoredWeight): number => {
      const path = new Set(pathOf(name));
      return owners.filter((owner) => path.has(owner)).length + (name === exact ? 0.5 : 0);
    };
    const best = Math.max(...found.map(score));
    const closest = found.filter((weight) => score(weight) === best);
    if (closest.length === 1) return closest[0]!;
    throw modelError(
      `the ${kind} of layer ${quote(owners.join('/'))} may be any of ${quoteAll(closest.map(({ name }) => name))}.`,
    );
  }
}

function append(index: Map<string, StoredWeight[]>, key: string, weight: StoredWeight): void {
  const own = index.get(key);
  if (own === undefined) index.set(key, [weight]);
  else own.push(weight);
}

/** TensorFlow writes `kernel:0` for the first output of the op that holds the kernel. */
function pathOf(name: string): string[] {
  return name.replace(/:\d+$/, '').split('/');
}

/** The weights of one layer. */
export class LayerWeights {
  readonly #owners: readonly string[];
  readonly #store: WeightStore;
  readonly #where: string;

  /** @param owners names of the models and wrappers around the layer, and its own */
  constructor(store: WeightStore, owners: readonly string[], where: string) {
    this.#owners = owners;
    this.#store = store;
    this.#where = where;
  }

  /** Takes a weight of the given rank. */
  take(kind: string, rank: number): LayerWeight {
    const found = this.#store.find(this.#owners, kind);
    if (found === undefined)
      throw modelError(
        `${this.#where} has no weight '${kind}': weightsManifest names none for ${quote(this.#owners.join('/'))}.`,
      );
    if (found.shape.length !== rank || found.shape.includes(0)) {
      throw modelError(
        `${this.#where}: ${quote(found.name)} has shape [${found.shape.join(', ')}], expected ${rank} lengths ≥ 1.`,
        'shape',
        { shapes: [found.shape] },
      );
    }
    this.#store.claim(found, this.#where);
    return layerWeight(found.name, found.shape, found.values);
  }

  /** Takes a weight of exactly this shape. */
  takeShaped(kind: string, shape: readonly number[]): LayerWeight {
    const weight = this.take(kind, shape.length);
    if (sameShape(weight.shape, shape)) return weight;
    throw modelError(
      `${this.#where}: ${quote(weight.name)} has shape [${weight.shape.join(', ')}], expected [${shape.join(', ')}].`,
      'shape',
      { shapes: [weight.shape, shape] },
    );
  }

  /** Takes a weight of any shape, where there is one. */
  takeAny(kind: string): LayerWeight | null {
    const found = this.#store.find(this.#owners, kind);
    return found === undefined ? null : this.take(kind, found.shape.length);
  }
}

/** All weights of a layer that a caller makes, by what follows its name; they count as taken. */
export function takeAll(store: WeightStore, name: string, where: string): Record<string, Tensor> {
  const own = [...store.under(name)];
  for (const [, weight] of own) store.claim(weight, where);
  return Object.fromEntries(own.map(([kind, { values, shape }]) => [kind, fromTypedArray(values, shape)]));
}

/** Writes a taken weight into a cell that a layer has made. */
export function fill(cell: Cell | null, weight: LayerWeight): void {
  if (cell !== null) scope(() => void cell.assign(fromTypedArray(weight.values, weight.shape)));
}
