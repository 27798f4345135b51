// Reading a sequence with a cell as Keras does: backwards if asked to, and steps that do not count repeat the output before.

import {
  at,
  cast,
  dropout,
  formatShape,
  mul,
  ones,
  stack,
  type Tensor,
  TensorError,
  transpose,
  where,
} from '@cambium/tensor';
import { Module } from '../../module.ts';
import type { RecurrentCell, RecurrentState } from '../../recurrent-cell.ts';

/** Settings of a {@link SequenceReader}. */
export interface ReaderOptions {
  readonly goBackwards: boolean;
  /** Share of the input features that is dropped in training, the same in all steps. */
  readonly dropout: number;
  /** Share of the state that Keras drops in training; here a reader with one does not train. */
  readonly recurrentDropout: number;
}

/** What a reader gives. */
export interface Reading {
  /** `[batch, time, hidden]`: the output of each step, in the order in which they were read. */
  readonly sequence: Tensor;
  readonly state: RecurrentState;
}

/** A recurrent layer with one cell. */
export class SequenceReader extends Module {
  readonly cell: RecurrentCell<RecurrentState>;
  readonly options: ReaderOptions;

  constructor(cell: RecurrentCell<RecurrentState>, options: ReaderOptions) {
    super();
    this.cell = cell;
    this.options = options;
  }

  forward(x: Tensor, mask: Tensor | null, initial: RecurrentState | null): Reading {
    this.#check(x);
    const counts = mask === null ? null : transpose(cast(mask, 'bool'));
    const projected = this.cell.project(transpose(this.#dropped(x), [1, 0, 2]));
    const time = projected.shape[0]!;
    let state = initial ?? this.cell.zeroState(x.shape[0]!);
    const outputs: Tensor[] = [];
    for (let i = 0; i < time; i++) {
      const place = this.options.goBackwards ? time - 1 - i : i;
      const next = this.cell.step(at(projected, place), state);
      state = counts === null ? next : chosen(at(counts, place).reshape([-1, 1]), next, state);
      outputs.push(state.hidden);
    }
    return { sequence: stack(outputs, 1), state };
  }

  override toString(): string {
    return `${String(this.cell)}${this.options.goBackwards ? ', backwards' : ''}`;
  }

  #dropped(x: Tensor): Tensor {
    const rate = this.options.dropout;
    if (!this.isTraining || rate === 0) return x;
    return mul(x, dropout(ones([x.shape[0]!, 1, x.shape[2]!], { dtype: x.dtype }), rate));
  }

  #check(x: Tensor): void {
    const { inputSize } = this.cell;
    const name = this.cell.constructor.name;
    if (x.rank !== 3 || x.shape[2] !== inputSize || x.shape[1] === 0) {
      throw new TensorError(
        name,
        'shape',
        `takes [batch, time ≥ 1, ${inputSize}], got ${formatShape(x.shape)}.`,
        {
          shapes: [x.shape],
        },
      );
    }
    if (this.isTraining && this.options.recurrentDropout > 0)
      throw new TensorError(
        name,
        'value',
        'the model asks for recurrent_dropout in training, which has no counterpart here. Call eval() on the model to use it as it is.',
      );
  }
}

/** The new state where a step counts, the old one elsewhere. */
function chosen(counts: Tensor, next: RecurrentState, before: RecurrentState): RecurrentState {
  const hidden = where(counts, next.hidden, before.hidden);
  return next.cell === undefined || before.cell === undefined
    ? { hidden }
    : { hidden, cell: where(counts, next.cell, before.cell) };
}
