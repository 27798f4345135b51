// Steps of recurrent layers that backends may compute in one pass, and their gradients.

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
};

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
  if (formatShape(grad.shape) === formatShape(expected)) return;
  throw new TensorError(
    op,
    'shape',
    `gradient is ${formatShape(grad.shape)}, expected ${formatShape(expected)}.`,
    { shapes: [grad.shape, state.shape] },
  );
}
