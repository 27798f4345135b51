// Two readers of words: one counts letters, the other reads them in order.

import {
  concat,
  Embedding,
  GRU,
  Linear,
  Module,
  notEqual,
  oneHot,
  slice,
  sum,
  type Tensor,
  unstack,
} from 'cambium';

/** Letters from 1 to 26, and 0 for padding. */
const letters = 27;

/** Softmax regression on how often each letter occurs; the order is lost. */
export class LetterCounter extends Module {
  readonly output: Linear;

  constructor(classes: number) {
    super();
    this.output = new Linear(letters - 1, classes);
  }

  /** `[batch, time]` to logits `[batch, classes]`. */
  forward(words: Tensor): Tensor {
    const counts = slice(sum(oneHot(words, letters), 1), null, [1, letters]);
    return this.output.forward(counts);
  }
}

/** A GRU in both directions; its last states decide. */
export class WordReader extends Module {
  readonly embedding = new Embedding(letters, 24, { paddingIndex: 0 });
  readonly gru: GRU;
  readonly output: Linear;

  constructor(classes: number, hiddenSize: number) {
    super();
    this.gru = new GRU({ inputSize: 24, hiddenSize, bidirectional: true });
    this.output = new Linear(2 * hiddenSize, classes);
  }

  /** `[batch, time]` to logits `[batch, classes]`. Padding is masked: it leaves the states as they are. */
  forward(words: Tensor): Tensor {
    const { state } = this.gru.forward(this.embedding.forward(words), { mask: notEqual(words, 0) });
    return this.output.forward(concat(unstack(state.hidden), 1));
  }
}
