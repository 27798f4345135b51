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
  slice,
  sub,
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
  layers = new TransformerEncoder({ layers: 1, features, heads: 4, hiddenSize: 64, dropout: 0, normFirst: true });
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
// Attention alone knows no order: rows in another order give the same rows in that order.
const [attention, rows, order] = [new MultiHeadAttention({ features: 8, heads: 2 }), normal([1, 6, 8]), permutation(6)];
const moved = sub(attention.forward(gather(rows, order, 1)), gather(attention.forward(rows), order, 1));
console.log(`reordered inputs, reordered outputs: greatest difference ${greatest(moved).toFixed(6)}`);

// The causal mask: another last digit changes nothing before it.
const model = new Foreteller();
const [one, other] = [3, 7].map((last) => model.forward(tensor([[1, 4, 1, 5, last]], { dtype: 'int32' })));
const before = sub(slice(one!, null, [0, 4]), slice(other!, null, [0, 4]));
console.log(`another last digit, logits before it: greatest difference ${greatest(before).toFixed(6)}`);
function greatest(x: Tensor): number {
  return Number(x.abs().max().toArray());
}
// #endregion checks

// #region training
/** Eight digits at random, and the same again: [batch, 16]. */
function repeated(batch: number): Tensor {
  const digits = randomInteger(0, 10, [batch, half]);
  return concat([digits, digits], 1);
}
const [inputs, targets] = [(all: Tensor) => slice(all, null, [0, -1]), (all: Tensor) => slice(all, null, [1, null])];

const optimizer = new Adam(model, { learningRate: 5e-3 });
const lossAndGrads = valueAndGrad(model, (all: Tensor) => crossEntropy(model.forward(inputs(all)), targets(all)));
for (let step = 0; step < 300; step++) scope(() => optimizer.step(lossAndGrads(repeated(32)).grads));
// #endregion training

const unseen = repeated(200);
const losses = crossEntropy(model.forward(inputs(unseen)), targets(unseen), { reduction: 'none' }).mean(0).dataSync();
const curve = Array.from(losses, (loss, i): [number, number] => [i + 2, loss]);
const mean = (part: readonly [number, number][]) => part.reduce((sum, [, loss]) => sum + loss, 0) / part.length;
console.log(`loss in the first half ${mean(curve.slice(0, 7)).toFixed(2)} (ln 10 = ${Math.log(10).toFixed(2)}), in the second ${mean(curve.slice(7)).toFixed(3)}`);
await show('places', lines({ loss: curve }, { axes: ['place of the digit', 'loss'] }));

// It writes on: the likeliest digit each time, read as the next input.
let digits = tensor([[2, 7, 1, 8, 2, 8, 1, 8]], { dtype: 'int32' });
for (let i = 0; i < half; i++) digits = concat([digits, argMax(model.forward(digits), -1).slice(null, [-1, null])], 1);
const written = Array.from(digits.dataSync(), String);
console.log(`given ${written.slice(0, half).join(' ')}, written ${written.slice(half).join(' ')}`);

// Where each place looks, over all heads.
const [layer] = model.layers.layers;
const x = layer!.attentionNorm.forward(model.place(inputs(digits)));
const weights = layer!.attention.weights(x, x, { isCausal: true }).at(0);
const names = written.slice(0, -1);
await show('map', heatMap(weights.mean(0).toArray() as number[][], { rows: names, columns: names, cellSize: 20 }));
