// Word vectors: two words that have the same neighbours get the same vector.

import {
  add,
  Embedding,
  expandDims,
  logSigmoid,
  Module,
  matmul,
  mean,
  mul,
  multinomial,
  neg,
  normalInit,
  pow,
  squeeze,
  sum,
  type Tensor,
  tensor,
  zerosInit,
} from 'cambium';

/** Skip-gram with negative sampling (Mikolov et al., 2013): predicts from a word which words stand near. */
export class SkipGram extends Module {
  /** The vectors that are wanted. */
  readonly words: Embedding;
  /** Vectors of the same words as neighbours. */
  readonly neighbours: Embedding;
  readonly #frequencies: Tensor;
  readonly #negatives: number;

  constructor(counts: readonly number[], options: { features: number; negatives: number }) {
    super();
    const { features, negatives } = options;
    this.words = new Embedding(counts.length, features, { weightInit: normalInit({ std: 0.1 }) });
    this.neighbours = new Embedding(counts.length, features, { weightInit: zerosInit() });
    this.#frequencies = pow(tensor([...counts]), 0.75);
    this.#negatives = negatives;
  }

  /** Vectors of words: `[batch]` to `[batch, features]`. */
  forward(words: Tensor): Tensor {
    return this.words.forward(words);
  }

  /**
   * `−log σ(v · n) − Σ log σ(−v · m)`: pulls a word to its neighbour n, and pushes it from words m that are drawn at random.
   * With every word of the vocabulary instead of a few it would be softmax.
   */
  loss(vectors: Tensor, neighbours: Tensor): Tensor {
    const right = sum(mul(vectors, this.neighbours.forward(neighbours)), -1);
    const batch = vectors.shape[0]!;
    const drawn = multinomial(this.#frequencies, batch * this.#negatives, { replacement: true });
    const others = this.neighbours.forward(drawn.reshape([batch, this.#negatives]));
    const wrong = squeeze(matmul(others, expandDims(vectors, 2)), 2);
    return neg(mean(add(logSigmoid(right), sum(logSigmoid(neg(wrong)), -1))));
  }
}
