// Gradients of all steps of a recurrent layer. One op goes back through the steps; the weight's gradient is one product
// over all of them. To be differentiated again, everything is computed anew by the ops that the layer is made of.

import {
  at,
  concat,
  execute,
  expandDims,
  matmul,
  reshape,
  sizeOf,
  slice,
  sum,
  type Tensor,
  transpose,
} from '@cambium/tensor';
import { throughDecomposition } from './decomposed.ts';
import { partOf } from './recurrent.ts';
import type { Rule, Rules, Vjp } from './rule.ts';

type RunOp = 'lstm' | 'gru';

/** `vjp` where the way back is not recorded itself. */
function unlessRecorded<N extends RunOp>(name: N, vjp: Vjp<N>): Rule<N> {
  const anew = throughDecomposition(name).vjp as Vjp<N>;
  return {
    saves: 'both',
    vjp: (g, saved, call) => (call.isRecorded ? anew : vjp)(g, saved, call),
  };
}

/** The gradient of the weight between the states before each step, and the gates of all steps. */
function ofWeight(initial: Tensor, hiddens: Tensor, gateGrads: Tensor): Tensor {
  const [time, batch, width] = gateGrads.shape as [number, number, number];
  const before = concat([expandDims(initial, 0), slice(hiddens, [0, time - 1])], 0);
  const rows = time * batch;
  return matmul(transpose(reshape(before, [rows, initial.shape[1]!])), reshape(gateGrads, [rows, width]));
}

const lstm: Vjp<'lstm'> = (g, [projected, weight, hidden, cell, states, gates], call) => {
  const line = call.share(() => execute('lstmGrad', [g, weight, cell, states, gates], {}));
  const [gatesSize, stateSize] = [sizeOf(projected.shape), sizeOf(cell.shape)];
  switch (call.index) {
    case 0:
      return partOf(line, 0, projected.shape);
    case 1:
      return ofWeight(hidden, at(states, 0), partOf(line, 0, gates.shape));
    case 2:
      return partOf(line, gatesSize, hidden.shape);
    default:
      return partOf(line, gatesSize + stateSize, cell.shape);
  }
};

const gru: Vjp<'gru'> = (g, [projected, weight, _bias, hidden, states, gates], call) => {
  const line = call.share(() => execute('gruGrad', [g, weight, hidden, states, gates], {}));
  const size = sizeOf(projected.shape);
  const ofState = (): Tensor => partOf(line, size, projected.shape);
  switch (call.index) {
    case 0:
      return partOf(line, 0, projected.shape);
    case 1:
      return ofWeight(hidden, states, ofState());
    case 2:
      return sum(ofState(), [0, 1]);
    default:
      return partOf(line, 2 * size, hidden.shape);
  }
};

/** VJP rules of all steps of a recurrent layer. */
export const recurrentRunRules: Rules<RunOp | 'lstmGrad' | 'gruGrad'> = {
  lstm: unlessRecorded('lstm', lstm),
  lstmGrad: throughDecomposition('lstmGrad'),
  gru: unlessRecorded('gru', gru),
  gruGrad: throughDecomposition('gruGrad'),
};
