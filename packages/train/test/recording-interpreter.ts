// A test's interpreter: computes like the one it wraps, and writes down a flat program of what was asked for.

import {
  type AttrsOf,
  type Backend,
  executeAll,
  type Interpreter,
  type OpName,
  opTable,
  scope,
  swapInterpreter,
  type Tensor,
  TensorError,
  type TensorSpec,
} from '@cambium/tensor';

/** One op: which values go in and come out, by number. */
export interface Instruction {
  readonly op: OpName;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly shapes: readonly (readonly number[])[];
  readonly attrs: AttrsOf<OpName>;
}

/** What a recorded function did. The first values are those it found: first its arguments, then the cells it touched. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly cells: readonly Tensor[];
}

/** Runs `fn` and records it. Tensors that it did not make must be arguments or cells. */
export function record(args: readonly Tensor[], fn: () => void): Program {
  const recorder = new RecordingInterpreter(args);
  const eager = swapInterpreter(recorder)!;
  recorder.wrapped = eager;
  try {
    scope(fn);
  } finally {
    swapInterpreter(eager);
  }
  return recorder.program();
}

/** Runs a program on other arguments. The cells are where they were. */
export function replay(
  instructions: readonly Instruction[],
  args: readonly Tensor[],
  cells: readonly Tensor[],
): void {
  scope(() => {
    const values = new Map<number, Tensor>();
    args.forEach((tensor, i) => void values.set(i, tensor));
    cells.forEach((tensor, i) => void values.set(-1 - i, tensor));
    for (const { op, inputs, outputs, attrs } of instructions) {
      const results = executeAll(
        op,
        inputs.map((place) => values.get(place)!),
        attrs,
      );
      outputs.forEach((place, i) => void values.set(place, results[i]!));
    }
  });
}

class RecordingInterpreter implements Interpreter {
  wrapped!: Interpreter;
  readonly #places = new Map<number, number>();
  readonly #instructions: Instruction[] = [];
  readonly #cells: Tensor[] = [];
  #next: number;

  constructor(args: readonly Tensor[]) {
    args.forEach((tensor, i) => void this.#places.set(tensor.id, i));
    this.#next = args.length;
  }

  program(): Program {
    return { instructions: this.#instructions, cells: this.#cells };
  }

  run<N extends OpName>(name: N, inputs: readonly Tensor[], attrs: AttrsOf<N>, backend: Backend): Tensor[] {
    const outputs = this.wrapped.run(name, inputs, attrs, backend);
    const decomposed = opTable[name].kind === 'fused' && !Object.hasOwn(backend.fused ?? {}, name);
    if (decomposed) return outputs; // its parts have been recorded
    this.#instructions.push({
      op: name,
      inputs: inputs.map((input) => this.#placeOf(input)),
      outputs: outputs.map((output) => this.#newPlace(output)),
      shapes: outputs.map((output) => output.shape),
      attrs,
    });
    return outputs;
  }

  constant(_bytes: Uint8Array, _spec: TensorSpec, _backend: Backend, madeBy: string): Tensor {
    throw new TensorError(madeBy, 'state', 'a recorded step must not bring in host data.');
  }

  #newPlace(output: Tensor): number {
    this.#places.set(output.id, this.#next);
    return this.#next++;
  }

  #placeOf(input: Tensor): number {
    const known = this.#places.get(input.id);
    if (known !== undefined) return known;
    if (!input.isKept)
      throw new TensorError(
        'record',
        'state',
        `a tensor made by '${input.madeBy}' is neither argument nor cell.`,
      );
    this.#cells.push(input);
    const place = -this.#cells.length;
    this.#places.set(input.id, place);
    return place;
  }
}
