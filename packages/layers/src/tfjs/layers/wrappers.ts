// Layers around layers.

import { add, concat, div, flip, formatShape, mul, reshape, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from '../../module.ts';
import { Config } from '../config.ts';
import {
  type Converter,
  type ImportedLayer,
  type LayerSource,
  Operation,
  stepwise,
  type Value,
} from '../layer.ts';
import type { RecurrentLayer } from './recurrent.ts';
import { SequenceReader } from './sequence-reader.ts';

/** `TimeDistributed`: the steps go into the batch. */
export const timeDistributed: Converter = (source) => {
  const layer = source.inner(source.config.child('layer'));
  return stepwise(
    new Operation(`TimeDistributed ${String(layer.module)}`, (x) => eachStep(layer, x), layer.module),
  );
};

function eachStep(layer: ImportedLayer, x: Tensor): Tensor {
  if (x.rank < 3) {
    throw new TensorError(
      'TimeDistributed',
      'shape',
      `takes [batch, time, ...], got ${formatShape(x.shape)}.`,
      { shapes: [x.shape] },
    );
  }
  const [batch, time, ...rest] = x.shape as [number, number, ...number[]];
  const [output] = layer.call([{ tensor: reshape(x, [batch * time, ...rest]), mask: null }]);
  return reshape(output!.tensor, [batch, time, ...output!.tensor.shape.slice(1)]);
}

type MergeMode = (typeof mergeModes)[number];

const mergeModes = ['concat', 'sum', 'ave', 'mul'] as const;

/** Two readers of the same sequence. */
class BothDirections extends Module {
  readonly forwards: SequenceReader;
  readonly backwards: SequenceReader;
  readonly #layers: readonly [forwards: RecurrentLayer, backwards: RecurrentLayer];
  readonly #mode: MergeMode | null;

  constructor(forwards: RecurrentLayer, backwards: RecurrentLayer, mode: MergeMode | null) {
    super();
    this.forwards = forwards.module;
    this.backwards = backwards.module;
    this.#layers = [forwards, backwards];
    this.#mode = mode;
  }

  /** @param initial states of the first reader, then of the second */
  forward([input, ...initial]: readonly Value[]): readonly Value[] {
    const [forwards, backwards] = this.#layers;
    const half = initial.length / 2;
    const [ahead, ...stateAhead] = forwards.call([input!, ...initial.slice(0, half)]);
    const [read, ...stateBehind] = backwards.call([input!, ...initial.slice(half)]);
    const behind = backwards.returnsSequences ? flip(read!.tensor, 1) : read!.tensor;
    const merged = this.#mode === null ? [ahead!.tensor, behind] : [merge(this.#mode, ahead!.tensor, behind)];
    return [...merged.map((tensor) => ({ tensor, mask: ahead!.mask })), ...stateAhead, ...stateBehind];
  }

  override toString(): string {
    return `Bidirectional ${String(this.forwards.cell)}`;
  }
}

/** `Bidirectional`: the layer, and one like it that reads backwards. */
export const bidirectional: Converter = (source) => {
  const { config } = source;
  const forwards = recurrentLayer(source, 'forward');
  const backwards = recurrentLayer(source, 'backward');
  if (forwards.module.options.goBackwards === backwards.module.options.goBackwards)
    config.refuse('both layers read in the same direction.');
  // Here null is a value of its own: both outputs, side by side.
  const mode = config.fields.merge_mode === null ? null : config.choice('merge_mode', mergeModes, 'concat');
  const module = new BothDirections(forwards, backwards, mode);
  const states = forwards.returnsState ? 2 * forwards.stateSize : 0;
  return { module, outputs: (mode === null ? 2 : 1) + states, call: (inputs) => module.forward(inputs) };
};

/** One of the two layers. Files name its weights by the direction; the settings are those of the layer inside. */
function recurrentLayer({ config, inner }: LayerSource, direction: 'forward' | 'backward'): RecurrentLayer {
  const isBackward = direction === 'backward';
  const isSeparate = isBackward && config.has('backward_layer');
  const spec = config.child(isSeparate ? 'backward_layer' : 'layer');
  const layer = inner(isSeparate ? spec : inDirection(spec, isBackward));
  if (layer.module instanceof SequenceReader) return layer as RecurrentLayer;
  return spec.refuse('Bidirectional wraps SimpleRNN, LSTM or GRU only.');
}

/** The layer with the name that its direction gives it, turned round if it is the second. */
function inDirection(spec: Config, isBackward: boolean): Config {
  const config = spec.child('config');
  const own = {
    ...config.fields,
    name: `${isBackward ? 'backward' : 'forward'}_${config.text('name')}`,
    go_backwards: config.flag('go_backwards', false) !== isBackward,
  };
  return new Config({ class_name: spec.text('class_name'), config: own }, spec.where);
}

function merge(mode: MergeMode, a: Tensor, b: Tensor): Tensor {
  switch (mode) {
    case 'concat':
      return concat([a, b], -1);
    case 'sum':
      return add(a, b);
    case 'ave':
      return div(add(a, b), 2);
    case 'mul':
      return mul(a, b);
  }
}
