// Notes which layers run: the classes of all modules whose `forward` is called.

import * as layers from '@cambium/layers';
import { Module } from '@cambium/layers';

/** Classes by name whose layers ran since the list was last taken. */
export class Witness {
  readonly #seen = new Set<string>();

  /** Watches all layers that are made from now on. */
  constructor() {
    const owners = new Set<Module>();
    for (const value of Object.values(layers as Record<string, unknown>)) {
      if (typeof value !== 'function') continue;
      for (
        let owner: unknown = value.prototype;
        owner instanceof Module;
        owner = Object.getPrototypeOf(owner)
      ) {
        if (Object.hasOwn(owner, 'forward')) owners.add(owner);
      }
    }
    for (const owner of owners) this.#watch(owner);
  }

  /** The classes that ran since the last call. */
  take(): string[] {
    const seen = [...this.#seen];
    this.#seen.clear();
    return seen;
  }

  #watch(owner: Module): void {
    const { forward } = owner;
    const seen = this.#seen;
    owner.forward = function (this: Module, ...inputs: never[]): unknown {
      seen.add(this.constructor.name);
      return forward.apply(this, inputs);
    };
  }
}
