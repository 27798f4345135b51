// Watches a function run once, and writes down the program of elementwise ops that it is.

import { TensorError } from '../errors.ts';
import { observe, readsSeen } from '../execute.ts';
import { sameShape } from '../layout.ts';
import { latestId } from '../memory/handle.ts';
import { type ElementwiseAttrs, type Instruction, isPointwise, valueSpecs } from '../op-table/pointwise.ts';
import type { Attrs } from '../op-table/record.ts';
import { type OpName, opRecord } from '../op-table/table.ts';
import { broadcastTo } from '../ops/shape.ts';
import type { Tensor } from '../tensor.ts';

/** A function as a program, and the cells that it uses besides its arguments: they are the program's last inputs. */
export interface Program {
  /** The instructions. */
  readonly attrs: ElementwiseAttrs;
  /** The cells, in the order of those inputs. */
  readonly cells: readonly Tensor[];
}

/** What a traced function returned, and its program, or why there is none. */
export interface Traced<R> {
  /** What the function returned. */
  readonly value: R;
  /** The program, or in words why there is none. */
  readonly program: Program | string;
}

/**
 * Runs a function on tensors and gives its program. What it does is done, as without tracing.
 *
 * @param fn gives back one tensor or several; cells that it assigns are assigned by the program as well
 * @example
 * ```ts
 * const { value, program } = trace([tensor([1, 2])], (x) => neg(exp(x)));
 * program.attrs.instructions.map(({ op }) => op);   // ['exp', 'neg']
 * ```
 */
export function trace<R extends Tensor | readonly Tensor[] | undefined>(
  args: readonly Tensor[],
  fn: (...args: readonly Tensor[]) => R,
): Traced<R> {
  // Under identities of their own: a tensor given twice, or a cell given as argument, would be taken for the other.
  const own = args.map((arg) => broadcastTo(arg, arg.shape));
  const tracer = new Tracer(own);
  const readsBefore = readsSeen();
  const stop = observe((name, inputs, attrs, outputs) => tracer.note(name, inputs, attrs, outputs));
  let value: R;
  try {
    value = fn(...own);
  } finally {
    stop();
  }
  if (readsSeen() !== readsBefore) tracer.refuse('the function reads values on the host');
  const results = value === undefined ? [] : [value].flat();
  return { value, program: tracer.program(results as readonly Tensor[]) };
}

/** Inputs count down from −1, instructions up from 0: how many inputs there are is known in the end only. */
class Tracer {
  readonly #latest = latestId();
  readonly #places = new Map<number, number>();
  readonly #inputs: Tensor[] = [];
  readonly #argumentCount: number;
  readonly #instructions: Instruction[] = [];
  readonly #assigned = new Map<number, number>();
  #refusal: string | null = null;

  constructor(args: readonly Tensor[]) {
    for (const arg of args) this.#addInput(arg);
    this.#argumentCount = args.length;
  }

  /** Gives up, for the first reason that there is. */
  refuse(reason: string): null {
    this.#refusal ??= reason;
    return null;
  }

  note(name: OpName, inputs: readonly Tensor[], attrs: Attrs, outputs: readonly Tensor[]): void {
    if (this.#refusal !== null) return;
    const places: number[] = [];
    for (const input of inputs) {
      const place = this.#placeOf(input);
      if (place === null) return;
      places.push(place);
    }
    const [first] = inputs;
    if (name === 'assign') this.#assign(first!, places[1]!);
    else if (name === 'elementwise') this.#include(attrs as ElementwiseAttrs, inputs, places, outputs);
    else if (isPointwise(name))
      this.#places.set(outputs[0]!.id, this.#add({ op: name, inputs: places, attrs }));
    else if (
      opRecord(name).kind === 'view' &&
      sameShape(first!.shape, outputs[0]!.shape) &&
      name !== 'slice' &&
      name !== 'permute'
    )
      this.#places.set(outputs[0]!.id, places[0]!);
    else this.refuse(`'${name}' does not treat each element by itself`);
  }

  program(results: readonly Tensor[]): Program | string {
    const ends = results.map((result) => this.#placeOf(result));
    if (this.#refusal !== null) return this.#refusal;
    const seen = new Set<number>();
    const computed = (ends as number[]).map((place) => {
      const value = place < 0 || seen.has(place) ? this.#copyOf(place) : place;
      seen.add(value);
      return value;
    });
    const count = this.#inputs.length;
    const numbered = (place: number) => (place < 0 ? -1 - place : count + place);
    const attrs: ElementwiseAttrs = {
      instructions: this.#instructions.map((each) => ({ ...each, inputs: each.inputs.map(numbered) })),
      results: computed.map(numbered),
      assignments: [...this.#assigned].map(([input, value]) => [numbered(input), numbered(value)] as const),
    };
    try {
      valueSpecs(this.#inputs, attrs);
    } catch (error) {
      if (error instanceof TensorError) return error.message;
      throw error;
    }
    return { attrs, cells: this.#inputs.slice(this.#argumentCount) };
  }

  #add(instruction: Instruction): number {
    this.#instructions.push(instruction);
    return this.#instructions.length - 1;
  }

  #addInput(tensor: Tensor): number {
    this.#inputs.push(tensor);
    const place = -this.#inputs.length;
    this.#places.set(tensor.id, place);
    return place;
  }

  #placeOf(tensor: Tensor): number | null {
    const known = this.#places.get(tensor.id);
    if (known !== undefined) return known;
    if (tensor.isKept && tensor.id <= this.#latest) return this.#addInput(tensor);
    return this.refuse(`a tensor made by '${tensor.madeBy}' is neither an argument nor a cell`);
  }

  /** From now on the tensor stands for the new value. */
  #assign(target: Tensor, value: number): void {
    const input = this.#inputs.findIndex(({ id }) => id === target.id);
    if (input < this.#argumentCount) {
      this.refuse('what is assigned is no cell');
      return;
    }
    const computed = value < 0 ? this.#copyOf(value) : value;
    this.#assigned.set(-1 - input, computed);
    this.#places.set(target.id, computed);
  }

  #copyOf(place: number): number {
    return this.#add({ op: 'contiguous', inputs: [place], attrs: {} });
  }

  /** A program inside: its instructions become this one's. */
  #include(
    { instructions, results, assignments }: ElementwiseAttrs,
    inputs: readonly Tensor[],
    places: readonly number[],
    outputs: readonly Tensor[],
  ): void {
    const values = [...places];
    for (const { op, inputs: from, attrs } of instructions) {
      values.push(this.#add({ op, inputs: from.map((value) => values[value]!), attrs }));
    }
    results.forEach((value, i) => void this.#places.set(outputs[i]!.id, values[value]!));
    for (const [input, value] of assignments) this.#assign(inputs[input]!, values[value]!);
  }
}
