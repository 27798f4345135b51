// A small Transformer: an encoder that sees the whole word, and a decoder that sees what it has written.

import {
  add,
  argMax,
  Embedding,
  Linear,
  Module,
  notEqual,
  PositionalEncoding,
  scope,
  slice,
  type Tensor,
  TransformerDecoder,
  TransformerEncoder,
  tensor,
} from 'cambium';
import { encode, longest, symbolCount, symbols } from './reversal-data.ts';

/** Turns words round. */
export class Reverser extends Module {
  readonly embedding: Embedding;
  readonly positions: PositionalEncoding;
  readonly encoder: TransformerEncoder;
  readonly decoder: TransformerDecoder;
  readonly output: Linear;

  constructor(features: number) {
    super();
    const options = { layers: 2, features, heads: 4, hiddenSize: 2 * features };
    this.embedding = new Embedding(symbolCount, features);
    this.positions = new PositionalEncoding({ features, longest: longest + 1 });
    this.encoder = new TransformerEncoder(options);
    this.decoder = new TransformerDecoder(options);
    this.output = new Linear(features, symbolCount);
  }

  /** Rows of a reversal table to logits `[batch, 13, symbols]`. */
  forward(table: Tensor): Tensor {
    const source = slice(table, null, [0, longest]);
    return this.write(this.read(source), source, slice(table, null, [longest, null]));
  }

  /** What the encoder makes of words `[batch, source]`. Nobody looks at padding. */
  read(source: Tensor): Tensor {
    return this.encoder.forward(this.place(source), { keyMask: notEqual(source, symbols.padding) });
  }

  /** Logits of the letter after each that was written. A letter sees only those before it, or it could copy the answer. */
  write(memory: Tensor, source: Tensor, written: Tensor): Tensor {
    const x = this.decoder.forward(this.place(written), memory, {
      self: { isCausal: true },
      cross: { keyMask: notEqual(source, symbols.padding) },
    });
    return this.output.forward(x);
  }

  /** Letters as vectors that also tell where they stand: attention alone does not know. */
  place(letters: Tensor): Tensor {
    return this.positions.forward(this.embedding.forward(letters));
  }

  /** Writes letter by letter, the likeliest each time: codes, without the sign for the beginning. */
  reverse(words: readonly string[]): number[][] {
    return scope(() => {
      const source = tensor(
        words.map((word) => [...encode(word, longest)]),
        { dtype: 'int32' },
      );
      const memory = this.read(source);
      let written = words.map(() => [symbols.begin as number]);
      for (let i = 0; i <= longest; i++) {
        const logits = this.write(memory, source, tensor(written, { dtype: 'int32' }));
        const next = argMax(slice(logits, null, [i, i + 1]), -1).toArray() as number[][];
        written = written.map((codes, word) => [...codes, next[word]![0]!]);
      }
      return written.map((codes) => codes.slice(1));
    });
  }

  /** How much each letter that is written looks at each of the word, a matrix for each head of the first layer. */
  attention(word: string, answer: readonly number[]): number[][][] {
    return scope(() => {
      const source = tensor([[...encode(word, longest)]], { dtype: 'int32' });
      const written = tensor([[symbols.begin, ...answer.slice(0, longest)]], { dtype: 'int32' });
      const [layer] = this.decoder.layers;
      const { attention, attentionNorm, crossAttention } = layer!;
      const x = this.place(written);
      const query = attentionNorm.forward(add(x, attention.forward(x, x, x, { isCausal: true })));
      const keyMask = notEqual(source, symbols.padding);
      return crossAttention
        .weights(query, this.read(source), { keyMask })
        .squeeze(0)
        .toArray() as number[][][];
    });
  }
}
