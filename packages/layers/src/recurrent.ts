// Recurrent layers over sequences: what LSTM, GRU and RNN share. Inside, time is the first axis, so that the values of a
// step lie together, and the inputs of all steps meet the weights in one product.

import {
  at,
  cast,
  concat,
  dropout,
  flip,
  formatShape,
  sameShape,
  stack,
  type Tensor,
  TensorError,
  transpose,
  where,
} from '@cambium/tensor';
import { Module } from './module.ts';
import type { RecurrentCell, RecurrentState, RecurrentSteps } from './recurrent-cell.ts';
import type { WeightOptions } from './weights.ts';

/** Options of the recurrent layers. */
export interface RecurrentOptions extends WeightOptions {
  /** Features of the input. */
  inputSize: number;
  /** Features of the hidden state. */
  hiddenSize: number;
  /** Layers on top of each other; 1 unless given. */
  numLayers?: number;
  /** Whether a second set of cells reads the sequence backwards; its outputs come behind those of the first. */
  bidirectional?: boolean;
  /** Share of the features that is dropped between layers in training; 0 unless given. */
  dropout?: number;
}

/** Options of a call. */
export interface RecurrentCallOptions<S extends RecurrentState> {
  /**
   * States before the first step, `[layers · directions, batch, hidden]` each; zeros unless given. A long sequence is read
   * in pieces by giving each the `state` that the piece before it ended with (`stopGradient` of it, in training).
   */
  initialState?: S;
  /** Bool `[batch, time]`: steps that are false leave the state as it is, and give out zeros. */
  mask?: Tensor;
}

/** What a recurrent layer gives. */
export interface RecurrentOutput<S extends RecurrentState> {
  /** `[batch, time, directions · hidden]`: hidden states of the last layer. */
  readonly outputs: Tensor;
  /** States after the last step, `[layers · directions, batch, hidden]` each. */
  readonly state: S;
}

/**
 * A stack of recurrent cells that reads sequences `[batch, time, features]`. LSTM, GRU and RNN are such stacks.
 *
 * @example
 * ```ts
 * const layer = new GRU({ inputSize: 4, hiddenSize: 8, numLayers: 2, bidirectional: true });
 * const { outputs, state } = layer.forward(zeros([2, 5, 4]));
 * outputs.shape;        // [2, 5, 16]
 * state.hidden.shape;   // [4, 2, 8]
 * ```
 */
export abstract class Recurrent<S extends RecurrentState> extends Module {
  /** The cell of each layer. */
  readonly cells: readonly RecurrentCell<S>[];
  /** The cells that read backwards; none unless bidirectional. */
  readonly reverseCells: readonly RecurrentCell<S>[];
  readonly #dropout: number;

  constructor(options: RecurrentOptions, makeCell: (inputSize: number) => RecurrentCell<S>) {
    super();
    const { inputSize, numLayers = 1, bidirectional = false, dropout: rate = 0 } = options;
    if (!Number.isInteger(numLayers) || numLayers < 1) this.#refuse(`numLayers is ${numLayers}, at least 1.`);
    if (!(rate >= 0 && rate < 1)) this.#refuse(`dropout is in [0, 1), got ${rate}.`);
    const directions = bidirectional ? 2 : 1;
    const make = () => {
      const cells = [makeCell(inputSize)];
      while (cells.length < numLayers) cells.push(makeCell(directions * cells[0]!.outputSize));
      return cells;
    };
    this.cells = make();
    this.reverseCells = bidirectional ? make() : [];
    this.#dropout = rate;
  }

  /**
   * Reads sequences.
   *
   * @param x `[batch, time, inputSize]`, at least one step
   * @throws TensorError `shape` if input, mask or initial state have other shapes
   */
  forward(x: Tensor, options: RecurrentCallOptions<S> = {}): RecurrentOutput<S> {
    this.#check(x, options);
    const mask = options.mask === undefined ? null : transpose(cast(options.mask, 'bool'));
    const states: S[] = [];
    let sequence = transpose(x, [1, 0, 2]);
    for (let layer = 0; layer < this.cells.length; layer++) {
      if (layer > 0 && this.isTraining) sequence = dropout(sequence, this.#dropout);
      const outputs = this.#directions(layer).map((cell, direction) => {
        const initial = options.initialState;
        const place = states.length;
        const before =
          initial === undefined
            ? cell.zeroState(x.shape[0]!)
            : combine([initial], ([each]) => at(each!, place));
        const result = run(cell, sequence, before, mask, direction === 1);
        states.push(result.state);
        return result.outputs;
      });
      sequence = outputs.length === 1 ? outputs[0]! : concat(outputs, 2);
    }
    const state = combine(states, (values) => stack(values));
    return { outputs: transpose(sequence, [1, 0, 2]), state };
  }

  override toString(): string {
    const [first] = this.cells;
    const layers = this.cells.length === 1 ? '' : `, ${this.cells.length} layers`;
    const both = this.reverseCells.length === 0 ? '' : ', bidirectional';
    return `${this.constructor.name} ${first!.inputSize}→${first!.hiddenSize}${layers}${both}`;
  }

  #directions(layer: number): RecurrentCell<S>[] {
    return [this.cells, this.reverseCells].flatMap((cells) => cells[layer] ?? []);
  }

  #check(x: Tensor, { mask, initialState }: RecurrentCallOptions<S>): void {
    const { inputSize, hiddenSize, outputSize } = this.cells[0]!;
    if (x.rank !== 3 || x.shape[2] !== inputSize || x.shape[1] === 0) {
      this.#refuse(`takes [batch, time ≥ 1, ${inputSize}], got ${formatShape(x.shape)}.`, [x.shape]);
    }
    const [batch, time] = x.shape as [number, number, number];
    if (mask !== undefined && !sameShape(mask.shape, [batch, time])) {
      this.#refuse(`mask is ${formatShape(mask.shape)}, expected [${batch}, ${time}].`, [
        x.shape,
        mask.shape,
      ]);
    }
    const count = this.cells.length + this.reverseCells.length;
    for (const [name, state] of Object.entries(initialState ?? {}) as [string, Tensor][]) {
      const expected = [count, batch, name === 'cell' ? hiddenSize : outputSize];
      if (sameShape(state.shape, expected)) continue;
      const reason = `initialState.${name} is ${formatShape(state.shape)}, expected ${formatShape(expected)}.`;
      this.#refuse(reason, [x.shape, state.shape]);
    }
  }

  #refuse(reason: string, shapes?: readonly (readonly number[])[]): never {
    const name = this.constructor.name;
    throw new TensorError(
      name,
      shapes === undefined ? 'value' : 'shape',
      reason,
      shapes === undefined ? {} : { shapes },
    );
  }
}

/** Lets a cell read a sequence `[time, batch, features]`. */
function run<S extends RecurrentState>(
  cell: RecurrentCell<S>,
  sequence: Tensor,
  initial: S,
  mask: Tensor | null,
  isReversed: boolean,
): RecurrentSteps<S> {
  const inOrder = (x: Tensor): Tensor => (isReversed ? flip(x, 0) : x);
  const projected = inOrder(cell.project(sequence));
  const { outputs, state } =
    mask === null ? cell.steps(projected, initial) : runMasked(cell, projected, initial, inOrder(mask));
  return { outputs: inOrder(outputs), state };
}

/** Step by step, where `mask` says for each sample which of them count. */
function runMasked<S extends RecurrentState>(
  cell: RecurrentCell<S>,
  projected: Tensor,
  initial: S,
  mask: Tensor,
): RecurrentSteps<S> {
  const outputs: Tensor[] = [];
  let state = initial;
  for (let i = 0; i < projected.shape[0]!; i++) {
    const next = cell.step(at(projected, i), state);
    const counts = at(mask, i).reshape([-1, 1]);
    state = combine([next, state], ([after, before]) => where(counts, after!, before!));
    outputs.push(where(counts, next.hidden, 0));
  }
  return { outputs: stack(outputs), state };
}

/** One state from several, field by field. */
function combine<S extends RecurrentState>(
  states: readonly S[],
  fn: (values: readonly Tensor[]) => Tensor,
): S {
  const fields = states.map((state) => Object.entries(state) as [string, Tensor][]);
  const combined = fields[0]!.map(([name], i) => [name, fn(fields.map((each) => each[i]![1]))]);
  return Object.fromEntries(combined) as S;
}
