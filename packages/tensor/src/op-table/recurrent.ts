// Recurrent layers that backends may compute in one pass, a step or all of them, and their gradients.

import { formatShape, TensorError } from '../errors.ts';
import { sizeOf } from '../layout.ts';
import { checkFloating, checkRank, checkSameDType } from './check.ts';
import type { NoAttrs } from './elementwise.ts';
import { type FusedRecord, type TensorSpec, transcendental } from './record.ts';

const gradDomain = [-2, 2] as const;

/** Recurrent part of the op table. */
export const recurrentOps = {
  /**
   * Fused: gates [batch, 4 · hidden] before their activations, in the order i f g o, and cell [batch, hidden]. Output
   * `[2, batch, hidden]`: the hidden state `σ(o) · tanh(c)`, and the cell state `c = σ(f) · cell + σ(i) · tanh(g)`.
   */
  lstmCell: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [gates, cell] = inputs as readonly [TensorSpec, TensorSpec];
      checkStep(op, cell, [gates, 4]);
      return [{ shape: [2, ...cell.shape], dtype: cell.dtype }];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,

  /**
   * Fused: gradient [2, batch, hidden], gates, cell. Output [5 · batch · hidden]: the gradients of gates and cell, one
   * behind the other.
   */
  lstmCellGrad: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [grad, gates, cell] = inputs as readonly [TensorSpec, TensorSpec, TensorSpec];
      checkStep(op, cell, [gates, 4]);
      checkGrad(op, grad, cell, [2, ...cell.shape]);
      return [{ shape: [5 * sizeOf(cell.shape)], dtype: cell.dtype }];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,

  /**
   * Fused: what input and hidden state add to the gates, [batch, 3 · hidden] each in the order r z n, and hidden
   * [batch, hidden]. Output: `(1 − z) · n + z · hidden` with `n = tanh(input n + r · hidden n)`.
   */
  gruCell: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [inputGates, hiddenGates, hidden] = inputs as readonly [TensorSpec, TensorSpec, TensorSpec];
      checkStep(op, hidden, [inputGates, 3], [hiddenGates, 3]);
      return [{ shape: hidden.shape, dtype: hidden.dtype }];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,

  /** Fused: gradient and the inputs of `gruCell`. Output [7 · batch · hidden]: the gradients of all three inputs. */
  gruCellGrad: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [grad, inputGates, hiddenGates, hidden] = inputs as readonly [
        TensorSpec,
        TensorSpec,
        TensorSpec,
        TensorSpec,
      ];
      checkStep(op, hidden, [inputGates, 3], [hiddenGates, 3]);
      checkGrad(op, grad, hidden, hidden.shape);
      return [{ shape: [7 * sizeOf(hidden.shape)], dtype: hidden.dtype }];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,

  /**
   * Fused: all steps of an LSTM. What the inputs add to the gates [time, batch, 4 · hidden], weight [hidden, 4 · hidden],
   * hidden and cell before the first step. Outputs: the states after each step `[2, time, batch, hidden]`, and for the
   * gradient the gates behind their activations, [time, batch, 4 · hidden].
   */
  lstm: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [projected, weight, hidden, cell] = inputs as Specs4;
      checkRun(op, hidden, 4, projected, weight);
      checkSameDType(op, [hidden, cell]);
      checkGiven(op, 'cell', cell, hidden.shape);
      const [time, batch, width] = projected.shape as Run;
      return [
        { shape: [2, time, batch, hidden.shape[1]!], dtype: hidden.dtype },
        { shape: [time, batch, width], dtype: hidden.dtype },
      ];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,

  /**
   * Fused: gradient [2, time, batch, hidden], weight, cell before the first step, and both outputs of `lstm`. Output: the
   * gradients of what the inputs add, of hidden and of cell, one behind the other.
   */
  lstmGrad: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [grad, weight, cell, states, gates] = inputs as Specs5;
      checkRun(op, cell, 4, gates, weight);
      const [time, batch] = gates.shape as Run;
      const shape = [2, time, batch, cell.shape[1]!];
      checkSameDType(op, [cell, states]);
      checkGiven(op, 'states', states, shape);
      checkGrad(op, grad, cell, shape);
      return [{ shape: [sizeOf(gates.shape) + 2 * sizeOf(cell.shape)], dtype: cell.dtype }];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,

  /**
   * Fused: all steps of a GRU. What the inputs add to the gates [time, batch, 3 · hidden], weight [hidden, 3 · hidden] and
   * bias [3 · hidden] of what the state adds, and hidden before the first step. Outputs: the state after each step
   * `[time, batch, hidden]`, and for the gradient r, z, what the state adds to n, and n: [time, batch, 4 · hidden].
   */
  gru: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [projected, weight, bias, hidden] = inputs as Specs4;
      checkRun(op, hidden, 3, projected, weight);
      checkSameDType(op, [hidden, bias]);
      checkGiven(op, 'bias', bias, [weight.shape[1]!]);
      const [time, batch] = projected.shape as Run;
      const width = hidden.shape[1]!;
      return [
        { shape: [time, batch, width], dtype: hidden.dtype },
        { shape: [time, batch, 4 * width], dtype: hidden.dtype },
      ];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,

  /**
   * Fused: gradient [time, batch, hidden], weight, hidden before the first step, and both outputs of `gru`. Output: the
   * gradients of what the inputs add, of what the state adds, and of hidden, one behind the other.
   */
  gruGrad: {
    kind: 'fused',
    infer: (inputs, _attrs, op) => {
      const [grad, weight, hidden, states, gates] = inputs as Specs5;
      const [time, batch, width] = gates.shape as Run;
      checkRun(op, hidden, 3, { shape: [time, batch, (width / 4) * 3], dtype: gates.dtype }, weight);
      const shape = [time, batch, hidden.shape[1]!];
      checkSameDType(op, [hidden, states]);
      checkGiven(op, 'states', states, shape);
      checkGrad(op, grad, hidden, shape);
      return [{ shape: [6 * sizeOf(shape) + sizeOf(hidden.shape)], dtype: hidden.dtype }];
    },
    tolerance: transcendental,
    gradDomain,
  } satisfies FusedRecord<NoAttrs>,
};

type Run = [time: number, batch: number, width: number];
type Specs4 = readonly [TensorSpec, TensorSpec, TensorSpec, TensorSpec];
type Specs5 = readonly [...Specs4, TensorSpec];

/** Checks what all steps at once are made of: at least one, and gates so many times as wide as the state. */
function checkRun(op: string, state: TensorSpec, times: number, gates: TensorSpec, weight: TensorSpec): void {
  checkFloating(op, state);
  checkSameDType(op, [state, gates, weight]);
  checkRank(op, 'the state', state, 2, '[batch, hidden]');
  const [batch, hidden] = state.shape as [number, number];
  const time = gates.shape[0] ?? 0;
  if (time === 0 || formatShape(gates.shape) !== formatShape([time, batch, times * hidden])) {
    const expected = `[time ≥ 1, ${batch}, ${times * hidden}]`;
    throw new TensorError(
      op,
      'shape',
      `gates are ${formatShape(gates.shape)}, a state ${formatShape(state.shape)} expects ${expected}.`,
      { shapes: [gates.shape, state.shape] },
    );
  }
  checkGiven(op, 'weight', weight, [hidden, times * hidden]);
}

/** Checks that gates are so many times as wide as the state. */
function checkStep(
  op: string,
  state: TensorSpec,
  ...gates: readonly (readonly [gates: TensorSpec, times: number])[]
): void {
  checkFloating(op, state);
  checkSameDType(op, [state, ...gates.map(([each]) => each)]);
  checkRank(op, 'the state', state, 2, '[batch, hidden]');
  const [batch, hidden] = state.shape as [number, number];
  for (const [each, times] of gates) {
    if (formatShape(each.shape) === formatShape([batch, times * hidden])) continue;
    throw new TensorError(
      op,
      'shape',
      `gates are ${formatShape(each.shape)}, a state ${formatShape(state.shape)} expects ${formatShape([batch, times * hidden])}.`,
      { shapes: [each.shape, state.shape] },
    );
  }
}

function checkGrad(op: string, grad: TensorSpec, state: TensorSpec, expected: readonly number[]): void {
  checkSameDType(op, [grad, state]);
  checkGiven(op, 'gradient', grad, expected);
}

function checkGiven(op: string, what: string, given: TensorSpec, expected: readonly number[]): void {
  if (formatShape(given.shape) === formatShape(expected)) return;
  throw new TensorError(
    op,
    'shape',
    `${what} is ${formatShape(given.shape)}, expected ${formatShape(expected)}.`,
    { shapes: [given.shape] },
  );
}
