// LSTM, GRU and RNN with their cells. Time comes first there unless batch_first says otherwise, and each cell has two biases.

import * as cm from 'cambium';
import type { Call } from '../../adapter.ts';
import { numberOf } from '../../format.ts';
import { type Link, same, summed, transposed } from './link.ts';
import {
  flag,
  type LayerAdapter,
  type LayerAdapters,
  type LayerSpec,
  type Settings,
  type TorchLayer,
  weightOptions,
} from './torch-layer.ts';

type AnyCell = cm.LSTMCell | cm.GRUCell | cm.RNNCell;

/** Parameters of a cell; `suffix` is that of its place in a stack. */
function cellLinks(cell: AnyCell, suffix = ''): Link[] {
  const [input, hidden] = [`bias_ih${suffix}`, `bias_hh${suffix}`];
  const biases =
    cell instanceof cm.GRUCell
      ? [...same(input, cell.bias), ...same(hidden, cell.hiddenBias)]
      : summed([input, hidden], cell.bias);
  return [
    ...transposed(`weight_ih${suffix}`, cell.inputWeight),
    ...transposed(`weight_hh${suffix}`, cell.hiddenWeight),
    ...(cell instanceof cm.LSTMCell ? transposed(`weight_hr${suffix}`, cell.projection) : []),
    ...biases,
  ];
}

/** Parameters of a stack of cells. */
export function recurrentLinks(layer: cm.LSTM | cm.GRU | cm.RNN): Link[] {
  return [
    ...layer.cells.flatMap((cell, i) => cellLinks(cell as AnyCell, `_l${i}`)),
    ...layer.reverseCells.flatMap((cell, i) => cellLinks(cell as AnyCell, `_l${i}_reverse`)),
  ];
}

/** The state of a call: `hx` is `h`, or `[h, c]` for an LSTM. */
function stateOf(call: Call, isLstm: boolean): { hidden: cm.Tensor; cell?: cm.Tensor } | undefined {
  if (!call.has('hx')) return undefined;
  if (!isLstm) return { hidden: call.tensor('hx') };
  const [hidden, cell] = call.tensors('hx') as [cm.Tensor, cm.Tensor];
  return { hidden, cell };
}

function layerOf(
  module: cm.Module & { forward(x: cm.Tensor, options: object): cm.RecurrentOutput<cm.RecurrentState> },
  links: readonly Link[],
  isBatchFirst: boolean,
): TorchLayer {
  const isLstm = module instanceof cm.LSTM;
  return {
    module,
    links,
    parameters: ['input', 'hx'],
    run: (call) => {
      const x = call.tensor('input');
      const isSingle = x.rank === 2;
      const [in_, out] = isSingle
        ? [(each: cm.Tensor) => cm.expandDims(each, 1), (each: cm.Tensor) => cm.squeeze(each, 1)]
        : [(each: cm.Tensor) => each, (each: cm.Tensor) => each];
      const turn = (each: cm.Tensor) => (isBatchFirst && !isSingle ? each : cm.swapAxes(each, 0, 1));
      const given = stateOf(call, isLstm);
      const initialState =
        given === undefined
          ? undefined
          : Object.fromEntries(Object.entries(given).map(([name, value]) => [name, in_(value)]));
      const options = initialState === undefined ? {} : { initialState };
      const { outputs, state } = module.forward(turn(in_(x)), options);
      const states = state.cell === undefined ? [state.hidden] : [state.hidden, state.cell];
      return [out(turn(outputs)), ...states.map(out)];
    },
  };
}

function cellOf(
  module: cm.Module & { forward(x: cm.Tensor, state?: cm.RecurrentState): cm.RecurrentState },
  links: readonly Link[],
): TorchLayer {
  return {
    module,
    links,
    parameters: ['input', 'hx'],
    run: (call) => {
      const { hidden, cell } = module.forward(
        call.tensor('input'),
        stateOf(call, module instanceof cm.LSTMCell),
      );
      return cell === undefined ? [hidden] : [hidden, cell];
    },
  };
}

function optionsOf(spec: LayerSpec): cm.RecurrentOptions {
  const { settings } = spec;
  return {
    inputSize: numberOf(settings.input_size),
    hiddenSize: numberOf(settings.hidden_size),
    numLayers: numberOf(settings.num_layers ?? 1),
    bidirectional: flag(settings, 'bidirectional', false),
    bias: flag(settings, 'bias', true),
    ...weightOptions(spec),
  };
}

const nonlinearityOf = ({ nonlinearity }: Settings): { nonlinearity: 'tanh' | 'relu' } => ({
  nonlinearity: nonlinearity === 'relu' ? 'relu' : 'tanh',
});

const layer =
  (make: (options: cm.RecurrentOptions, settings: Settings) => cm.LSTM | cm.GRU | cm.RNN): LayerAdapter =>
  (spec) => {
    const module = make(optionsOf(spec), spec.settings);
    return layerOf(module as never, recurrentLinks(module), flag(spec.settings, 'batch_first', false));
  };

const cell =
  (make: (options: cm.RecurrentOptions, settings: Settings) => AnyCell): LayerAdapter =>
  (spec) => {
    const module = make(optionsOf(spec), spec.settings);
    return cellOf(module as never, cellLinks(module));
  };

export const recurrent: LayerAdapters = {
  LSTM: layer((options, { proj_size = 0 }) => {
    const projection = numberOf(proj_size);
    return new cm.LSTM(projection === 0 ? options : { ...options, projectionSize: projection });
  }),
  GRU: layer((options) => new cm.GRU(options)),
  RNN: layer((options, settings) => new cm.RNN({ ...options, ...nonlinearityOf(settings) })),
  LSTMCell: cell((options) => new cm.LSTMCell(options.inputSize, options.hiddenSize, options)),
  GRUCell: cell((options) => new cm.GRUCell(options.inputSize, options.hiddenSize, options)),
  RNNCell: cell(
    (options, settings) =>
      new cm.RNNCell(options.inputSize, options.hiddenSize, { ...options, ...nonlinearityOf(settings) }),
  ),
};
