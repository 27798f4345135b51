// Encoder, attention and decoder: one reads, one writes, and looks back at what was read.

import {
  AdditiveAttention,
  at,
  concat,
  Embedding,
  expandDims,
  GRU,
  GRUCell,
  Linear,
  Module,
  notEqual,
  slice,
  squeeze,
  stack,
  type Tensor,
  tanh,
  unstack,
} from 'cambium';
import { sourceCharacters, sourceLength, targetCharacters } from './dates-data.ts';

/** What was read: states at each character, and where there are characters. */
export interface Memory {
  readonly states: Tensor; // [batch, source, 2 · hidden]
  readonly mask: Tensor; // [batch, source]
}

/** One character further. */
export interface DecoderStep {
  readonly logits: Tensor; // [batch, characters]
  readonly hidden: Tensor; // [batch, hidden]
  /** How much each character that was read counts, `[batch, source]`. */
  readonly attention: Tensor;
}

/** Translates dates (Bahdanau et al., 2015). */
export class DateTranslator extends Module {
  readonly sourceEmbedding = new Embedding(sourceCharacters.length, 32, { paddingIndex: 0 });
  readonly targetEmbedding = new Embedding(targetCharacters.length, 32);
  readonly encoder: GRU;
  readonly bridge: Linear;
  readonly attention: AdditiveAttention;
  readonly decoder: GRUCell;
  readonly output: Linear;

  constructor(hiddenSize: number) {
    super();
    this.encoder = new GRU({ inputSize: 32, hiddenSize, bidirectional: true });
    this.bridge = new Linear(2 * hiddenSize, hiddenSize);
    const sizes = { queryFeatures: hiddenSize, keyFeatures: 2 * hiddenSize, hiddenSize };
    this.attention = new AdditiveAttention(sizes);
    this.decoder = new GRUCell(32 + 2 * hiddenSize, hiddenSize);
    this.output = new Linear(hiddenSize, targetCharacters.length);
  }

  /** Rows of a date table to logits `[batch, target, characters]`. */
  forward(table: Tensor): Tensor {
    const { memory, hidden } = this.read(slice(table, null, [0, sourceLength]));
    const given = slice(table, null, [sourceLength, null]);
    const logits: Tensor[] = [];
    let state = hidden;
    for (let i = 0; i < given.shape[1]!; i++) {
      const step = this.write(at(given.transpose(), i), state, memory);
      logits.push(step.logits);
      state = step.hidden;
    }
    return stack(logits, 1);
  }

  /** Reads texts `[batch, source]`; the decoder begins with what both directions ended with. */
  read(source: Tensor): { memory: Memory; hidden: Tensor } {
    const mask = notEqual(source, 0);
    const { outputs, state } = this.encoder.forward(this.sourceEmbedding.forward(source), { mask });
    const hidden = tanh(this.bridge.forward(concat(unstack(state.hidden), 1)));
    return { memory: { states: outputs, mask }, hidden };
  }

  /** Writes one character after the characters `previous [batch]`. */
  write(previous: Tensor, hidden: Tensor, { states, mask }: Memory): DecoderStep {
    const { context, weights } = this.attention.forward(expandDims(hidden, 1), states, states, {
      keyMask: mask,
    });
    const input = concat([this.targetEmbedding.forward(previous), squeeze(context, 1)], 1);
    const next = this.decoder.forward(input, { hidden }).hidden;
    return { logits: this.output.forward(next), hidden: next, attention: squeeze(weights, 1) };
  }
}
