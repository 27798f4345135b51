// Sequences of different length in one batch, with a mask; and words as vectors, learned from their neighbours.

import { scatter } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  accuracy,
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
  pad,
  paddedCollate,
  qr,
  randomInteger,
  seed,
  type Tensor,
  tensor,
  uniform,
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

  /** Letters [batch, time], 0 behind the end, to logits [batch, 2]. The mask keeps the state still at padding. */
  forward(letters: Tensor, mask = notEqual(letters, 0)): Tensor {
    const { state } = this.gru.forward(this.embedding.forward(letters), { mask });
    return this.output.forward(state.hidden.at(0));
  }
}

seed(2);
const random = new HostRandom(2);
const reader = new Reader();
const collate = paddedCollate();
const { epochs } = await fit(reader, {
  train: new DataLoader(orders(random, 2000), { batchSize: 50, shuffle: true, collate }),
  validation: new DataLoader(orders(random, 500), { batchSize: 250, collate }),
  loss: crossEntropy,
  optimizer: new Adam(reader, { learningRate: 0.01 }),
  epochs: 5,
  metrics: [accuracy()],
  progress: null,
});
console.log(`which comes first: ${(100 * epochs.at(-1)!.validationAccuracy!).toFixed(1)} % of unseen sequences are right`);

// Six more zeros behind a sequence: nothing changes, unless the mask is left out.
const short = tensor([[5, 1, 9, 2]], { dtype: 'int32' });
const long = pad(short, [[0, 0], [0, 6]]);
const unmasked = ones([1, 10], { dtype: 'bool' });
for (const [name, logits] of Object.entries({
  'without padding': reader.forward(short),
  'padding and mask': reader.forward(long),
  'padding, no mask': reader.forward(long, unmasked),
}))
  console.log(`${name}: logits ${(logits.at(0).toArray() as number[]).map((logit) => logit.toFixed(3)).join(', ')}`);
// #endregion sequences

// #region words
// A corpus with structure: words of one group stand in the same places.
const groups = {
  animals: ['cat', 'dog', 'cow', 'hen', 'fox'],
  people: ['anna', 'ben', 'carla', 'david', 'emma'],
  foods: ['corn', 'milk', 'bread', 'fish', 'apples'],
  places: ['town', 'school', 'market', 'harbour', 'station'],
  feeding: ['eats', 'likes', 'finds'],
  moving: ['visits', 'leaves', 'reaches'],
};
const patterns = [['animals', 'feeding', 'foods'], ['people', 'moving', 'places'], ['people', 'feeding', 'foods']] as const;
const vocabulary = Object.values(groups).flat();
const groupOf = (word: string): string => Object.entries(groups).find(([, words]) => words.includes(word))![0];

const [words, neighbours]: [number[], number[]] = [[], []];
for (let i = 0; i < 1500; i++) {
  const sentence = patterns[random.integer(3)]!.map((group) => groups[group][random.integer(groups[group].length)]!);
  const codes = sentence.map((word) => vocabulary.indexOf(word));
  for (const [place, code] of codes.entries()) {
    const others = codes.filter((_, other) => other !== place);
    words.push(...others.map(() => code));
    neighbours.push(...others);
  }
}

class SkipGram extends Module {
  words = new Embedding(vocabulary.length, 12, { weightInit: normalInit({ std: 0.1 }) });
  neighbours = new Embedding(vocabulary.length, 12, { weightInit: zerosInit() });

  forward(words: Tensor): Tensor {
    return this.words.forward(words);
  }

  /** −log σ(v · n) − Σ log σ(−v · m): towards the neighbour n, away from 5 words m that are drawn at random. */
  loss(vectors: Tensor, neighbours: Tensor): Tensor {
    const right = vectors.mul(this.neighbours.forward(neighbours)).sum(-1);
    const drawn = randomInteger(0, vocabulary.length, [vectors.shape[0]!, 5]);
    const wrong = matmul(this.neighbours.forward(drawn), vectors.expandDims(2)).squeeze(2);
    return logSigmoid(right).add(logSigmoid(wrong.neg()).sum(-1)).mean().neg();
  }
}

const model = new SkipGram();
await fit(model, {
  train: new ArrayDataset({ x: Int32Array.from(words), y: Int32Array.from(neighbours) }),
  batchSize: 256,
  loss: (vectors, neighbours) => model.loss(vectors, neighbours),
  optimizer: new Adam(model, { learningRate: 0.02 }),
  epochs: 8,
  progress: null,
});

const vectors = model.words.weight.value;
const directions = vectors.div(norm(vectors, { axis: -1, keepDims: true }));
const cosines = matmul(directions, directions.transpose()).toArray() as number[][];
const nearest = vocabulary.map((_, word) => {
  const others = [...vocabulary.keys()].filter((other) => other !== word);
  return others.sort((a, b) => cosines[word]![b]! - cosines[word]![a]!).map((other) => vocabulary[other]!);
});
for (const word of ['cat', 'emma', 'bread']) console.log(`near ${word}: ${nearest[vocabulary.indexOf(word)]!.slice(0, 4).join(', ')}`);
const agreeing = vocabulary.filter((word, i) => groupOf(nearest[i]![0]!) === groupOf(word));
console.log(`the nearest word is of the same group for ${agreeing.length} of ${vocabulary.length} words`);

// The two directions in which the vectors differ most, by power iteration.
const centred = directions.sub(directions.mean(0));
let axes = uniform([12, 2]);
for (let i = 0; i < 50; i++) axes = qr(matmul(centred.transpose(), matmul(centred, axes))).q;
const flat = matmul(centred, axes).toArray() as [number, number][];
const points = vocabulary.map((label, i) => ({ x: flat[i]![0], y: flat[i]![1], group: groupOf(label), label }));
await show('words', scatter(points, { width: 520, height: 420 }));
// #endregion words
