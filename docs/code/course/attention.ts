// A decoder writes digits in reverse, with and without attention; the attention shows where it looks.

import { heatMap, lines } from '@cambium/plot';
import {
  Adam,
  argMax,
  concat,
  crossEntropy,
  Embedding,
  flip,
  GRU,
  GRUCell,
  Linear,
  Module,
  matmul,
  normal,
  PositionalEncoding,
  randomInteger,
  scope,
  seed,
  softmax,
  stack,
  type Tensor,
  valueAndGrad,
  zeros,
} from 'cambium';
import { show } from '../kit/show.ts';

seed(3);

// #region scale
// Dot products of random vectors spread by the root of their length.
// Without scaling, softmax sees only the greatest.
const greatest = (scores: Tensor): Promise<number> => softmax(scores).max(-1).mean().item();
for (const width of [4, 64, 1024]) {
  const scores = matmul(normal([100, width]), normal([width, 100]));
  const [spread, raw] = [await scores.std().item(), await greatest(scores)];
  const scaled = await greatest(scores.div(Math.sqrt(width)));
  console.log(`width ${width}: scores spread by ${spread.toFixed(1)}`);
  console.log(`  greatest weight ${raw.toFixed(2)}, with scaling ${scaled.toFixed(2)}`);
}
// #endregion scale

const [length, features] = [8, 32];

// #region model
class Reverser extends Module {
  embedding = new Embedding(10, features);
  positions = new PositionalEncoding({ features, longest: length });
  encoder = new GRU({ inputSize: features, hiddenSize: features });
  decoder = new GRUCell(features, features);
  output = new Linear(2 * features, 10);
  attends: boolean;

  constructor(attends: boolean) {
    super();
    this.attends = attends;
  }

  /** Digits [batch, 8] to logits [batch, 8, 10] and weights [batch, written, read]. */
  forward(digits: Tensor): [logits: Tensor, weights: Tensor] {
    const read = this.positions.forward(this.embedding.forward(digits));
    const { outputs: memory, state } = this.encoder.forward(read);
    let hidden = state.hidden.at(0);
    let context = zeros(hidden.shape);
    const [logits, seen]: [Tensor[], Tensor[]] = [[], []];
    for (let i = 0; i < length; i++) {
      hidden = this.decoder.forward(context, { hidden }).hidden;
      const scores = matmul(memory, hidden.expandDims(2)).squeeze(2).div(Math.sqrt(features));
      const weights = softmax(scores); // [batch, 8]
      if (this.attends) context = matmul(weights.expandDims(1), memory).squeeze(1);
      logits.push(this.output.forward(concat([hidden, context], 1)));
      seen.push(weights);
    }
    return [stack(logits, 1), stack(seen, 1)];
  }
}
// #endregion model

// #region training
const curves: Record<string, [number, number][]> = {};
const models = { 'without attention': new Reverser(false), 'with attention': new Reverser(true) };
for (const [name, model] of Object.entries(models)) {
  const optimizer = new Adam(model, { learningRate: 1e-2 });
  const lossAndGrads = valueAndGrad(model, (digits: Tensor) =>
    crossEntropy(model.forward(digits)[0], flip(digits, 1)),
  );
  const step = (): number =>
    scope(() => {
      const { value, grads } = lossAndGrads(randomInteger(0, 10, [32, length]));
      optimizer.step(grads);
      return value.dataSync()[0]!;
    });
  curves[name] = Array.from({ length: 260 }, (_, i): [number, number] => [i + 1, step()]);
  const unseen = randomInteger(0, 10, [500, length]);
  const isRight = argMax(model.forward(unseen)[0], -1).equal(flip(unseen, 1));
  console.log(`${name}: ${(100 * (await isRight.mean().item())).toFixed(1)} % of the digits are right`);
}
await show('training', lines(curves, { axes: ['step', 'loss'] }));
// #endregion training

const digits = randomInteger(0, 10, [1, length]);
const [logits, weights] = models['with attention'].forward(digits);
const [read, written] = [
  Array.from(digits.dataSync(), String),
  Array.from(argMax(logits, -1).dataSync(), String),
];
console.log(`read ${read.join(' ')}, written ${written.join(' ')}`);
const table = weights.at(0).toArray() as number[][];
await show('map', heatMap(table, { rows: written, columns: read, axes: ['written', 'read'] }));
