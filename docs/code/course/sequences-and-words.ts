// Sequences of different length in one batch, with a mask; and words as vectors, learned from their neighbours.

import { scatter } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  accuracy,
  argsort,
  concat,
  crossEntropy,
  DataLoader,
  Embedding,
  fit,
  GRU,
  HostRandom,
  Linear,
  logSigmoid,
  Module,
  matmul,
  norm,
  normalInit,
  notEqual,
  ones,
  paddedCollate,
  qr,
  randomInteger,
  seed,
  type Tensor,
  tensor,
  uniform,
  zeros,
  zerosInit,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region sequences
// Letters 1 to 26, 4 to 12 of them, with one a and one b. Which of the two comes first?
function orders(random: HostRandom, count: number) {
  return Array.from({ length: count }, () => {
    const others = Array.from({ length: 2 + random.integer(9) }, () => 3 + random.integer(24));
    const x = Int32Array.from(random.shuffle([1, 2, ...others]));
    const label = x.indexOf(1) < x.indexOf(2) ? 0 : 1;
    return { x, y: { data: [label], shape: [], dtype: 'int32' as const } };
  });
}

class Reader extends Module {
  embedding = new Embedding(27, 8, { paddingIndex: 0 });
  gru = new GRU({ inputSize: 8, hiddenSize: 24 });
  output = new Linear(24, 2);

  /** Letters [batch, time], 0 behind the end, to logits [batch, 2]. */
  forward(letters: Tensor, mask = notEqual(letters, 0)): Tensor {
    const { state } = this.gru.forward(this.embedding.forward(letters), { mask });
    return this.output.forward(state.hidden.at(0));
  }
}

seed(2);
const random = new HostRandom(2);
const reader = new Reader();
const collate = paddedCollate();
const train = new DataLoader(orders(random, 2000), { batchSize: 50, shuffle: true, collate });
const validation = new DataLoader(orders(random, 500), { batchSize: 250, collate });
const { epochs } = await fit(reader, {
  train,
  validation,
  loss: crossEntropy,
  optimizer: new Adam(reader, { learningRate: 0.01 }),
  epochs: 5,
  metrics: [accuracy()],
  progress: null,
});
const share = epochs.at(-1)!.validationAccuracy!;
console.log(`which comes first: ${(100 * share).toFixed(1)} % of unseen sequences are right`);

// Six more zeros behind a sequence: nothing changes, unless the mask is left out.
const short = tensor([[5, 1, 9, 2]], { dtype: 'int32' });
const long = concat([short, zeros([1, 6], { dtype: 'int32' })], 1);
const answers = {
  'without padding': reader.forward(short),
  'padding and mask': reader.forward(long),
  'padding, no mask': reader.forward(long, ones([1, 10], { dtype: 'bool' })),
};
for (const [name, logits] of Object.entries(answers))
  console.log(`${name}: logits ${Array.from(logits.dataSync(), (logit) => logit.toFixed(3)).join(', ')}`);
// #endregion sequences

// #region corpus
// A corpus with structure: words of one group stand in the same places.
const groups = {
  animals: ['cat', 'dog', 'cow', 'hen', 'fox'],
  people: ['anna', 'ben', 'carla', 'david', 'emma'],
  foods: ['corn', 'milk', 'bread', 'fish', 'apples'],
  places: ['town', 'school', 'market', 'harbour', 'station'],
  feeding: ['eats', 'likes', 'finds'],
  moving: ['visits', 'leaves', 'reaches'],
};
const { animals, people, foods, places, feeding, moving } = groups;
const patterns = [
  [animals, feeding, foods],
  [people, moving, places],
  [people, feeding, foods],
];
const vocabulary = Object.values(groups).flat();

// 150 sentences, and of each sentence all pairs of a word and another one beside it.
const pairs = Array.from({ length: 150 }, () => {
  const words = patterns[random.integer(3)]!.map((group) => group[random.integer(group.length)]!);
  const codes = words.map((word) => vocabulary.indexOf(word));
  return codes.flatMap((x, i) => codes.filter((_, j) => j !== i).map((y) => ({ x, y })));
}).flat();
// #endregion corpus

// #region words
class SkipGram extends Module {
  words = new Embedding(vocabulary.length, 12, { weightInit: normalInit({ std: 0.1 }) });
  neighbours = new Embedding(vocabulary.length, 12, { weightInit: zerosInit() });

  forward(words: Tensor): Tensor {
    return this.words.forward(words);
  }

  /** −log σ(v · n) − Σ log σ(−v · m) for a neighbour n and five words m that are drawn at random. */
  loss(vectors: Tensor, neighbours: Tensor): Tensor {
    const right = vectors.mul(this.neighbours.forward(neighbours)).sum(-1);
    const drawn = randomInteger(0, vocabulary.length, [vectors.shape[0]!, 5]);
    const wrong = matmul(this.neighbours.forward(drawn), vectors.expandDims(2)).squeeze(2);
    return logSigmoid(right).add(logSigmoid(wrong.neg()).sum(-1)).mean().neg();
  }
}

const model = new SkipGram();
await fit(model, {
  train: new ArrayDataset({
    x: Int32Array.from(pairs, ({ x }) => x),
    y: Int32Array.from(pairs, ({ y }) => y),
  }),
  batchSize: 256,
  loss: (vectors, neighbours) => model.loss(vectors, neighbours),
  optimizer: new Adam(model, { learningRate: 0.02 }),
  epochs: 30,
  progress: null,
});

// #endregion words

// #region nearest
// The angles between the vectors, and for each word the others by falling cosine.
const vectors = model.words.weight.value;
const directions = vectors.div(norm(vectors, { axis: -1, keepDims: true }));
const order = argsort(matmul(directions, directions.transpose()), -1, { descending: true });
const nearest = (order.toArray() as number[][]).map((row) => row.slice(1).map((i) => vocabulary[i]!));
for (const word of ['cat', 'emma', 'bread'])
  console.log(`near ${word}: ${nearest[vocabulary.indexOf(word)]!.slice(0, 4).join(', ')}`);
const groupOf = (word: string): string =>
  Object.entries(groups).find(([, words]) => words.includes(word))![0];
const agreeing = vocabulary.filter((word, i) => groupOf(nearest[i]![0]!) === groupOf(word));
console.log(`the nearest word is of the same group for ${agreeing.length} of ${vocabulary.length} words`);
// #endregion nearest

// The two directions in which the vectors differ most, by power iteration.
const centred = directions.sub(directions.mean(0));
let axes = uniform([12, 2]);
for (let i = 0; i < 50; i++) axes = qr(matmul(centred.transpose(), matmul(centred, axes))).q;
const flat = matmul(centred, axes).toArray() as [number, number][];
const points = vocabulary.map((label, i) => ({
  x: flat[i]![0],
  y: flat[i]![1],
  group: groupOf(label),
  label,
}));
await show('words', scatter(points, { width: 620, height: 480 }));
