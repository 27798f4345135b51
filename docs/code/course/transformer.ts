// A small Transformer reads digits that repeat themselves and learns to foretell the second half.

import { heatMap, lines } from '@cambium/plot';
import {
  Adam,
  argMax,
  concat,
  crossEntropy,
  Embedding,
  gather,
  Linear,
  Module,
  MultiHeadAttention,
  normal,
  PositionalEncoding,
  permutation,
  randomInteger,
  scope,
  seed,
  type Tensor,
  TransformerEncoder,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

seed(8);
const [half, features] = [8, 32];

// #region model
class Foreteller extends Module {
  embedding = new Embedding(10, features);
  positions = new PositionalEncoding({ features, longest: 2 * half });
  layers = new TransformerEncoder({
    layers: 1,
    features,
    heads: 4,
    hiddenSize: 64,
    dropout: 0,
    normFirst: true,
  });
  output = new Linear(features, 10);

  /** Digits [batch, time] to logits of the next digit at each place, [batch, time, 10]. */
  forward(digits: Tensor): Tensor {
    return this.output.forward(this.layers.forward(this.place(digits), { isCausal: true }));
  }

  /** Digits as vectors that also tell where they stand. */
  place(digits: Tensor): Tensor {
    return this.positions.forward(this.embedding.forward(digits));
  }
}
// #endregion model

// #region checks
const greatest = (x: Tensor): Promise<number> => x.abs().max().item();
// Attention alone knows no order: rows in another order give the same rows in that order.
const [attention, rows, order] = [
  new MultiHeadAttention({ features: 8, heads: 2 }),
  normal([1, 6, 8]),
  permutation(6),
];
const moved = attention.forward(gather(rows, order, 1)).sub(gather(attention.forward(rows), order, 1));
console.log(`reordered inputs, reordered outputs: difference ${(await greatest(moved)).toFixed(6)}`);

// The causal mask: another last digit changes nothing before it.
const model = new Foreteller();
const digits = tensor([[1, 4, 1, 5, 3]], { dtype: 'int32' });
const others = tensor([[1, 4, 1, 5, 7]], { dtype: 'int32' });
const changes = model.forward(digits).sub(model.forward(others));
const [before, last] = [changes.slice(null, [0, 4]), changes.slice(null, [4, 5])];
console.log(
  `another last digit: change before it ${await greatest(before)}, at it ${(await greatest(last)).toFixed(2)}`,
);
// #endregion checks

// #region training
/** Eight digits at random, and the same again: [batch, 16]. */
function repeated(batch: number): Tensor {
  const digits = randomInteger(0, 10, [batch, half]);
  return concat([digits, digits], 1);
}
/** Losses [batch, 15]: all digits but the last are read, all but the first are foretold. */
function losses(all: Tensor): Tensor {
  const logits = model.forward(all.slice(null, [0, -1]));
  return crossEntropy(logits, all.slice(null, [1, null]), { reduction: 'none' });
}
const optimizer = new Adam(model, { learningRate: 5e-3 });
const lossAndGrads = valueAndGrad(model, (all: Tensor) => losses(all).mean());
for (let step = 0; step < 300; step++) scope(() => optimizer.step(lossAndGrads(repeated(32)).grads));

const unseen = losses(repeated(200));
const [first, second] = [unseen.slice(null, [0, half - 1]), unseen.slice(null, [half - 1, null])];
console.log(
  `loss in the first half ${(await first.mean().item()).toFixed(2)}, ln 10 = ${Math.log(10).toFixed(2)}`,
);
console.log(`loss in the second half ${(await second.mean().item()).toFixed(3)}`);
// #endregion training
const curve = Array.from(unseen.mean(0).dataSync(), (loss, i): [number, number] => [i + 2, loss]);
await show('places', lines({ loss: curve }, { axes: ['place of the digit', 'loss'] }));

// #region writing
// It writes on: the likeliest digit each time, read as the next input.
let text = tensor([[2, 7, 1, 8, 2, 8, 1, 8]], { dtype: 'int32' });
for (let i = 0; i < half; i++) {
  const next = argMax(model.forward(text), -1).slice(null, [-1, null]);
  text = concat([text, next], 1);
}
const written = Array.from(text.dataSync(), String);
console.log(`given ${written.slice(0, half).join(' ')}, written ${written.slice(half).join(' ')}`);

// Where each place looks, as the mean of the heads.
const { attention: layer, attentionNorm } = model.layers.layers[0]!;
const x = attentionNorm.forward(model.place(text.slice(null, [0, -1])));
const weights = layer.weights(x, x, { isCausal: true }).at(0).mean(0).toArray() as number[][];
const names = written.slice(0, -1);
await show('map', heatMap(weights, { rows: names, columns: names, cellSize: 20 }));
// #endregion writing
