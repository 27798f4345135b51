// One step of a recurrent layer, with its weights: what LSTMCell, GRUCell and RNNCell share.

import { at, linear, type Parameter, stack, type Tensor, TensorError, zeros } from '@cambium/tensor';
import { Module } from './module.ts';
import { biasParameter, type WeightOptions, weightParameter } from './weights.ts';

/** What a step hands on to the next. */
export interface RecurrentState {
  /** `[batch, hidden]`: what the layer gives out. */
  readonly hidden: Tensor;
  /** `[batch, hidden]`: what an LSTM remembers besides. */
  readonly cell?: Tensor;
}

/** What a cell gives for all steps of a sequence. */
export interface RecurrentSteps<S extends RecurrentState> {
  /** `[time, batch, hidden]` */
  readonly outputs: Tensor;
  /** The state after the last step. */
  readonly state: S;
}

/**
 * A recurrent cell. Weights begin uniform within `1/√hiddenSize` unless told otherwise, as in PyTorch.
 *
 * @example
 * ```ts
 * const cell = new GRUCell(4, 8);
 * let state = cell.zeroState(2);
 * for (let i = 0; i < 3; i++) state = cell.forward(zeros([2, 4]), state);
 * state.hidden.shape;   // [2, 8]
 * ```
 */
export abstract class RecurrentCell<S extends RecurrentState> extends Module {
  /** Features of the input. */
  readonly inputSize: number;
  /** Features of the state inside. */
  readonly hiddenSize: number;
  /** Features of what the cell gives out: those of the hidden state. */
  readonly outputSize: number;
  /** `[inputSize, gates · hiddenSize]` */
  readonly inputWeight: Parameter;
  /** `[outputSize, gates · hiddenSize]` */
  readonly hiddenWeight: Parameter;
  /** `[gates · hiddenSize]`; `null` without bias. */
  readonly bias: Parameter | null;

  /** @param outputSize features of the hidden state, where a projection makes them others than `hiddenSize` */
  constructor(
    gates: number,
    inputSize: number,
    hiddenSize: number,
    options: WeightOptions,
    outputSize = hiddenSize,
  ) {
    super();
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.outputSize = outputSize;
    const width = gates * hiddenSize;
    const fans = { fanIn: hiddenSize, fanOut: width };
    this.inputWeight = weightParameter([inputSize, width], fans, options);
    this.hiddenWeight = weightParameter([outputSize, width], fans, options);
    this.bias = biasParameter([width], fans, options);
  }

  /**
   * One step.
   *
   * @param x `[batch, inputSize]`
   * @param state the state before; zeros unless given
   */
  forward(x: Tensor, state?: S): S {
    if (x.rank !== 2 || x.shape[1] !== this.inputSize) {
      throw new TensorError(
        this.constructor.name,
        'shape',
        `takes [batch, ${this.inputSize}], got [${x.shape.join(', ')}].`,
        { shapes: [x.shape] },
      );
    }
    return this.step(this.project(x), state ?? this.zeroState(x.shape[0]!));
  }

  /** What the inputs add to the gates, for any number of steps at once: `x W + b`. */
  project(x: Tensor): Tensor {
    return this.bias === null ? linear(x, this.inputWeight) : linear(x, this.inputWeight, this.bias);
  }

  /** One step from projected inputs `[batch, gates · hiddenSize]`. */
  abstract step(projected: Tensor, state: S): S;

  /**
   * All steps of a sequence, from projected inputs `[time, batch, gates · hiddenSize]`. One after the other here; a cell
   * that has one op for all of them overrides it.
   */
  steps(projected: Tensor, state: S): RecurrentSteps<S> {
    const outputs: Tensor[] = [];
    for (let i = 0; i < projected.shape[0]!; i++) {
      state = this.step(at(projected, i), state);
      outputs.push(state.hidden);
    }
    return { outputs: stack(outputs), state };
  }

  /** The state before the first step. */
  abstract zeroState(batch: number): S;

  override toString(): string {
    return `${this.constructor.name} ${this.inputSize}→${this.hiddenSize}`;
  }

  protected zeros(batch: number, features = this.hiddenSize): Tensor {
    return zeros([batch, features], { dtype: this.hiddenWeight.dtype });
  }
}
