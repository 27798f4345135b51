// An LSTM that says after each character what comes next, and writes by asking itself.

import {
  at,
  Embedding,
  type HostRandom,
  Linear,
  LSTM,
  type LstmState,
  Module,
  scope,
  type Tensor,
  tensor,
} from 'cambium';

/** Characters `[batch, time]` to logits of the next ones, `[batch, time, characters]`. */
export class CharacterModel extends Module {
  readonly embedding: Embedding;
  readonly lstm: LSTM;
  readonly output: Linear;

  constructor(characters: number, hiddenSize: number) {
    super();
    this.embedding = new Embedding(characters, 32);
    this.lstm = new LSTM({ inputSize: 32, hiddenSize });
    this.output = new Linear(hiddenSize, characters);
  }

  forward(characters: Tensor): Tensor {
    return this.read(characters).logits;
  }

  /** Reads on from a state. */
  read(characters: Tensor, initialState?: LstmState): { logits: Tensor; state: LstmState } {
    const { outputs, state } = this.lstm.forward(
      this.embedding.forward(characters),
      initialState === undefined ? {} : { initialState },
    );
    return { logits: this.output.forward(outputs), state };
  }
}

/** How a model writes. */
export interface WritingOptions {
  readonly length: number;
  /** Below 1 it plays safe, above 1 it takes risks. */
  readonly temperature: number;
  readonly random: HostRandom;
}

/** Codes that follow a beginning: each is drawn from what the model says, and read as the next input. */
export function write(model: CharacterModel, beginning: Int32Array, options: WritingOptions): number[] {
  const { length, temperature, random } = options;
  return scope(() => {
    const written: number[] = [];
    let next = model.read(tensor([[...beginning]], { dtype: 'int32' }));
    for (;;) {
      // Of the beginning only the last place counts.
      const logits = Array.from(at(next.logits.squeeze(0), -1).dataSync());
      written.push(draw(logits, temperature, random));
      if (written.length >= length) return written;
      next = model.read(tensor([written.slice(-1)], { dtype: 'int32' }), next.state);
    }
  });
}

/** A class by the softmax of its logit. */
function draw(logits: readonly number[], temperature: number, random: HostRandom): number {
  const greatest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp((logit - greatest) / temperature));
  let left = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return chosen === -1 ? weights.length - 1 : chosen;
}
