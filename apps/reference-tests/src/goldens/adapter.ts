// How a recorded call is written with our functions, and how an adapter reads its arguments.

import type { Tensor } from 'cambium';
import { type Json, numberOf } from './format.ts';

/** Thrown by an adapter for what has no counterpart in Cambium; the message is the reason. */
export class Unsupported extends Error {}

/** What an adapter gives: outputs in order, `null` for those that have no counterpart. */
export interface Answer {
  readonly outputs: readonly (Tensor | null)[];
  /** Arguments that the call changed, by path (`args.1`). */
  readonly mutated?: { readonly [path: string]: Tensor };
}

/** A recorded function in terms of ours. */
export interface Adapter {
  /** Names of the arguments in PyTorch's order. */
  readonly parameters: readonly string[];
  readonly run: (call: Call) => Tensor | readonly (Tensor | null)[] | Answer;
}

/** Adapters by recorded name; a string says why there is none. */
export type Adapters = { readonly [op: string]: Adapter | string };

/** An adapter: `parameters` as in `'input, other'`. */
export function adapter(parameters: string, run: Adapter['run']): Adapter {
  return { parameters: parameters.split(', '), run };
}

/** The arguments of one call by name. Tensors are those that the gradient is taken of. */
export class Call {
  readonly #values = new Map<string, { readonly path: string; readonly value: Json }>();
  readonly #tensors: ReadonlyMap<string, Tensor>;

  constructor(
    parameters: readonly string[],
    args: readonly Json[],
    kwargs: { readonly [name: string]: Json },
    tensors: ReadonlyMap<string, Tensor>,
  ) {
    this.#tensors = tensors;
    args.forEach((value, i) => void this.#values.set(parameters[i]!, { path: `args.${i}`, value }));
    for (const [name, value] of Object.entries(kwargs)) {
      if (!parameters.includes(name)) throw new Unsupported(`no argument ${name}`);
      this.#values.set(name, { path: `kwargs.${name}`, value });
    }
  }

  /** The value as it stands in the file; absent and None are `undefined`. */
  raw(name: string): Json | undefined {
    return this.#values.get(name)?.value ?? undefined;
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  /** The place of an argument in the file: `args.1`. */
  path(name: string): string {
    return this.#values.get(name)!.path;
  }

  optionalTensor(name: string): Tensor | undefined {
    const place = this.#values.get(name);
    return place === undefined ? undefined : this.#tensors.get(place.path);
  }

  tensor(name: string): Tensor {
    const found = this.optionalTensor(name);
    if (found === undefined) throw new Unsupported(`${name} is not a tensor`);
    return found;
  }

  /** A tensor or a number. */
  operand(name: string): Tensor | number {
    return this.optionalTensor(name) ?? this.number(name);
  }

  tensors(name: string): Tensor[] {
    const { path, value } = this.#values.get(name)!;
    return (value as readonly Json[]).map((_, i) => {
      const found = this.#tensors.get(`${path}.${i}`);
      if (found === undefined) throw new Unsupported(`${name} holds something else than tensors`);
      return found;
    });
  }

  number(name: string, fallback?: number): number {
    const value = this.raw(name);
    return value === undefined && fallback !== undefined ? fallback : numberOf(value);
  }

  flag(name: string, fallback = false): boolean {
    return Boolean(this.raw(name) ?? fallback);
  }

  text(name: string, fallback: string): string {
    return String(this.raw(name) ?? fallback);
  }

  /** A list of numbers; one number is a list of one. */
  numbers(name: string): number[] | undefined {
    const value = this.raw(name);
    return value === undefined ? undefined : [value].flat().map((each) => numberOf(each));
  }

  /** One length, or one each of `rank` axes; a list of one counts for all. */
  perAxis(name: string, rank: number, fallback: number): number[] {
    const given = this.numbers(name) ?? [];
    if (given.length === 0) return new Array<number>(rank).fill(fallback);
    return given.length === 1 ? new Array<number>(rank).fill(given[0]!) : given;
  }
}
