// How layers of ours are called, and how that is written.

import { at, type Module, type Tensor } from 'cambium';

/** On x alone, for the outputs of all steps, for the last state under a mask, or for one step from a state. */
export type CallForm = 'x' | 'outputs' | 'masked' | 'state';

/** What one layer or another gives. */
interface AnyOutput {
  readonly outputs: Tensor;
  readonly hidden: Tensor;
  readonly state: { readonly hidden: Tensor };
}

type AnyLayer = Module & { forward(...inputs: readonly unknown[]): Tensor & AnyOutput };

/** Calls a layer on its inputs: x, and a mask, or the states of a cell. */
export function run(layer: Module, [x, second, cell]: readonly Tensor[], call: CallForm): Tensor {
  const { forward } = layer as AnyLayer;
  switch (call) {
    case 'x':
      return forward(x);
    case 'outputs':
      return forward(x).outputs;
    case 'masked':
      return at(forward(x, { mask: second }).state.hidden, 0);
    case 'state':
      return forward(x, cell === undefined ? { hidden: second } : { hidden: second, cell }).hidden;
  }
}

/** The call in code. */
export function runCode(layer: string, [x, second, cell]: readonly string[], call: CallForm): string {
  switch (call) {
    case 'x':
      return `${layer}.forward(${x})`;
    case 'outputs':
      return `${layer}.forward(${x}).outputs`;
    case 'masked':
      return `at(${layer}.forward(${x}, { mask: ${second} }).state.hidden, 0)`;
    case 'state':
      return `${layer}.forward(${x}, { hidden: ${second}${cell === undefined ? '' : `, cell: ${cell}`} }).hidden`;
  }
}
