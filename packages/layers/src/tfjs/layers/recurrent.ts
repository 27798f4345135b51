// Recurrent layers. Keras puts the gates of a GRU in the order z r n, we have r z n; those of an LSTM agree.

import type { Tensor } from '@cambium/tensor';
import { GRUCell } from '../../gru.ts';
import { LSTMCell } from '../../lstm.ts';
import type { RecurrentCell, RecurrentState } from '../../recurrent-cell.ts';
import { activationName, activationOf } from '../activations.ts';
import type { Config } from '../config.ts';
import type { Converter, ImportedLayer, LayerSource, Value } from '../layer.ts';
import { fill, type LayerWeight, layerWeight } from '../weight-store.ts';
import {
  ActivatedLSTMCell,
  ActivatedRNNCell,
  type CellActivations,
  emptyCell,
  ResetFirstGRUCell,
} from './recurrent-cells.ts';
import { SequenceReader } from './sequence-reader.ts';

type Cell = RecurrentCell<RecurrentState>;

interface CellSource {
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly bias: boolean;
  readonly activations: CellActivations;
  /** Whether the activations are those that our own cells have. */
  readonly isStandard: boolean;
}

/** A layer that has read its sequence, as {@link bidirectional} needs it. */
export interface RecurrentLayer extends ImportedLayer {
  readonly module: SequenceReader;
  readonly returnsSequences: boolean;
  readonly returnsState: boolean;
  /** Tensors that a state consists of. */
  readonly stateSize: number;
}

function recurrent(
  gates: number,
  make: (cell: CellSource, config: Config) => Cell,
  fillCell: FillCell,
): Converter {
  return (source) => {
    const { config, weights } = source;
    if (config.flag('stateful', false))
      config.refuse('stateful layers are not supported. Save the model with stateful false.');
    if (config.flag('time_major', false))
      config.refuse('time_major is not supported. Put the batch in front.');
    const kernel = weights.take('kernel', 2);
    const width = kernel.shape[1]!;
    if (width % gates !== 0) config.refuse(`its kernel has ${width} columns, not a multiple of ${gates}.`);
    const hiddenSize = width / gates;
    if (config.count('units', hiddenSize) !== hiddenSize)
      config.refuse(`units is ${config.count('units')}, the kernel has ${hiddenSize}.`);
    const hidden = weights.takeShaped('recurrent_kernel', [hiddenSize, width]);
    const cell = make(cellSource(config, kernel.shape[0]!, hiddenSize), config);
    fillCell(cell, kernel, hidden, source);
    return layerOf(config, cell, gates === 4 ? 2 : 1);
  };
}

type FillCell = (cell: Cell, kernel: LayerWeight, hidden: LayerWeight, source: LayerSource) => void;

function cellSource(config: Config, inputSize: number, hiddenSize: number): CellSource {
  const names = [
    activationName(config, 'activation', 'tanh'),
    activationName(config, 'recurrent_activation', 'hard_sigmoid'),
  ];
  const activations = {
    activation: activationOf(config, 'activation', 'tanh'),
    gate: activationOf(config, 'recurrent_activation', 'hard_sigmoid'),
  };
  const bias = config.flag('use_bias', true);
  return { inputSize, hiddenSize, bias, activations, isStandard: String(names) === 'tanh,sigmoid' };
}

function layerOf(config: Config, cell: Cell, stateSize: number): RecurrentLayer {
  const returnsSequences = config.flag('return_sequences', false);
  const returnsState = config.flag('return_state', false);
  const module = new SequenceReader(cell, {
    goBackwards: config.flag('go_backwards', false),
    dropout: config.share('dropout', 0),
    recurrentDropout: config.share('recurrent_dropout', 0),
  });
  return {
    module,
    returnsSequences,
    returnsState,
    stateSize,
    outputs: returnsState ? 1 + stateSize : 1,
    call: ([input, ...initial]) => {
      const { sequence, state } = module.forward(input!.tensor, input!.mask, stateOf(initial, stateSize));
      const output: Value = returnsSequences
        ? { tensor: sequence, mask: input!.mask }
        : { tensor: state.hidden, mask: null };
      const states = state.cell === undefined ? [state.hidden] : [state.hidden, state.cell];
      return returnsState ? [output, ...states.map(unmasked)] : [output];
    },
  };
}

const unmasked = (tensor: Tensor): Value => ({ tensor, mask: null });

/** The state that further inputs of a layer are. */
function stateOf(values: readonly Value[], size: number): RecurrentState | null {
  const [hidden, cell] = values;
  if (hidden === undefined) return null;
  return size === 2 && cell !== undefined
    ? { hidden: hidden.tensor, cell: cell.tensor }
    : { hidden: hidden.tensor };
}

function fillPlain(cell: Cell, kernel: LayerWeight, hidden: LayerWeight, { weights }: LayerSource): void {
  fill(cell.inputWeight, kernel);
  fill(cell.hiddenWeight, hidden);
  if (cell.bias !== null) fill(cell.bias, weights.takeShaped('bias', [kernel.shape[1]!]));
}

/** `SimpleRNN`. */
export const simpleRnn = recurrent(
  1,
  ({ inputSize, hiddenSize, bias, activations }) =>
    new ActivatedRNNCell(inputSize, hiddenSize, bias, activations),
  fillPlain,
);

/** `LSTM`. */
export const lstm = recurrent(
  4,
  ({ inputSize, hiddenSize, bias, isStandard, activations }) => {
    const cell = isStandard
      ? new LSTMCell(inputSize, hiddenSize, emptyCell(bias))
      : new ActivatedLSTMCell(inputSize, hiddenSize, bias, activations);
    // Only the cell itself looks at what its state has besides.
    return cell as unknown as Cell;
  },
  fillPlain,
);

/** `GRU`, with the reset gate before the product (`reset_after` false) or behind it. */
export const gru = recurrent(
  3,
  ({ inputSize, hiddenSize, bias, isStandard, activations }, config) => {
    if (!config.flag('reset_after', false))
      return new ResetFirstGRUCell(inputSize, hiddenSize, bias, activations);
    return isStandard
      ? new GRUCell(inputSize, hiddenSize, emptyCell(bias))
      : config.refuse('reset_after needs the activations tanh and sigmoid.');
  },
  (cell, kernel, hidden, { weights }) => {
    fill(cell.inputWeight, gatesSwapped(kernel));
    fill(cell.hiddenWeight, gatesSwapped(hidden));
    if (cell.bias === null) return;
    const width = kernel.shape[1]!;
    if (!(cell instanceof GRUCell)) {
      fill(cell.bias, gatesSwapped(weights.takeShaped('bias', [width])));
      return;
    }
    const { name, values } = gatesSwapped(weights.takeShaped('bias', [2, width]));
    fill(cell.bias, layerWeight(name, [width], values.subarray(0, width)));
    if (cell.hiddenBias !== null) fill(cell.hiddenBias, layerWeight(name, [width], values.subarray(width)));
  },
);

/** Columns z r n in the order r z n. */
function gatesSwapped({ name, shape, values }: LayerWeight): LayerWeight {
  const width = shape.at(-1)!;
  const size = width / 3;
  const swapped = values.slice();
  for (let row = 0; row < values.length; row += width) {
    swapped.set(values.subarray(row + size, row + 2 * size), row);
    swapped.set(values.subarray(row, row + size), row + size);
  }
  return layerWeight(name, shape, swapped);
}
