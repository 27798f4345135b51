// Gradients of the steps of recurrent layers. One op gives those of all inputs, one behind the other.

import { execute, reshape, sizeOf, type Tensor } from '@cambium/tensor';
import { throughDecomposition } from './decomposed.ts';
import type { Rule, Rules, Vjp } from './rule.ts';

type Cell = 'lstmCell' | 'gruCell';

/** Slices the gradient of each input out of those that `compute` puts in line. */
function inLine<N extends Cell>(compute: Vjp<N>): Rule<N> {
  return {
    saves: 'inputs',
    vjp: (g, saved, call) => {
      const line = call.share(() => compute(g, saved, call));
      const start = call.inputs.slice(0, call.index).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      return partOf(line, start, call.inputs[call.index]!.shape);
    },
  };
}

/** A tensor out of a line of them. */
export function partOf(line: Tensor, start: number, shape: readonly number[]): Tensor {
  const part = execute('slice', [line], { starts: [start], sizes: [sizeOf(shape)], steps: [1] });
  return reshape(part, shape);
}

/** VJP rules of the recurrent steps. */
export const recurrentRules: Rules<Cell | 'lstmCellGrad' | 'gruCellGrad'> = {
  lstmCell: inLine((g, [gates, cell]) => execute('lstmCellGrad', [g, gates, cell], {})),
  lstmCellGrad: throughDecomposition('lstmCellGrad'),
  gruCell: inLine((g, [inputGates, hiddenGates, hidden]) =>
    execute('gruCellGrad', [g, inputGates, hiddenGates, hidden], {}),
  ),
  gruCellGrad: throughDecomposition('gruCellGrad'),
};
