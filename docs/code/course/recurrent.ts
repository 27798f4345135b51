// An LSTM learns to write sentences character by character; a gate decides how far gradients reach back.

import { lines } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  CharacterTokenizer,
  clipByGlobalNorm,
  crossEntropy,
  DataLoader,
  Embedding,
  fit,
  gather,
  grad,
  HostRandom,
  Linear,
  LSTM,
  type LstmState,
  log,
  Module,
  matmul,
  multinomial,
  normal,
  oneHot,
  perplexity,
  RNN,
  scope,
  seed,
  softmax,
  type Tensor,
  tensor,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region text
// Sentences whose verb agrees with the noun, whatever stands between them.
const [nouns, verbs] = [
  ['cat', 'dog', 'bird', 'horse'],
  ['run', 'sleep', 'sing', 'drink'],
];
const places = ['', ' here', ' at home', ' by us', ' in town'];
const random = new HostRandom(1);
const pick = (words: readonly string[]): string => words[random.integer(words.length)]!;
const sentence = (): string => {
  const [noun, place, verb] = [pick(nouns), pick(places), pick(verbs)];
  return random.integer(2) === 0 ? `the ${noun}${place} ${verb}s. ` : `the ${noun}s${place} ${verb}. `;
};
const text = Array.from({ length: 1000 }, sentence).join('');
const tokenizer = CharacterTokenizer.fit(text, { unknown: null });
const codes = tokenizer.encode(text);
const [known, unseen] = [codes.subarray(0, 0.9 * codes.length), codes.subarray(0.9 * codes.length)];

/** Windows of 25 characters, and the same moved on by one: after each character the next. */
function windows(part: Int32Array): ArrayDataset<'x' | 'y'> {
  const count = Math.floor((part.length - 1) / 25);
  const shape = [count, 25];
  return new ArrayDataset({
    x: { data: part.subarray(0, 25 * count), shape },
    y: { data: part.subarray(1, 25 * count + 1), shape },
  });
}
// #endregion text

// #region model
class Writer extends Module {
  embedding = new Embedding(tokenizer.size, 16);
  lstm = new LSTM({ inputSize: 16, hiddenSize: 48 });
  output = new Linear(48, tokenizer.size);

  /** Characters [batch, time] to logits of the next ones [batch, time, characters]. */
  forward(characters: Tensor): Tensor {
    return this.read(characters, {}).logits;
  }

  /** Reads on from a state. */
  read(characters: Tensor, before: { initialState?: LstmState }): { logits: Tensor; state: LstmState } {
    const { outputs, state } = this.lstm.forward(this.embedding.forward(characters), before);
    return { logits: this.output.forward(outputs), state };
  }
}

seed(1);
const model = new Writer();
const history = await fit(model, {
  train: new DataLoader(windows(known), { batchSize: 16, shuffle: true }),
  validation: new DataLoader(windows(unseen), { batchSize: 64 }),
  loss: crossEntropy,
  optimizer: new Adam(model, { learningRate: 0.02 }),
  epochs: 10,
  metrics: [perplexity()],
  transformGradients: (grads) => clipByGlobalNorm(grads, 1),
  progress: null,
});
// #endregion model

// #region baseline
// How often does each character follow each other one? A tenth more keeps the logarithm finite.
const [before, after] = [known.subarray(0, -1), known.subarray(1)].map((part) =>
  oneHot(tensor(part), tokenizer.size),
);
const table = log(matmul(before!.transpose(), after!).add(0.1));
const surprise = crossEntropy(gather(table, tensor(unseen.subarray(0, -1))), tensor(unseen.subarray(1)));
const pairs = Math.exp(await surprise.item());
const learned = history.epochs.map((logs, i): [number, number] => [i + 1, logs.validationPerplexity!]);
console.log(
  `perplexity on unseen text: table of pairs ${pairs.toFixed(2)}, LSTM ${learned.at(-1)![1].toFixed(2)}`,
);
const flat = learned.map(([epoch]): [number, number] => [epoch, pairs]);
await show('learning', lines({ LSTM: learned, 'table of pairs': flat }, { axes: ['epoch', 'perplexity'] }));
// #endregion baseline

// #region writing
/** Several texts: each character is drawn from what the model expects, and read as the next input. */
function write(count: number, length: number): string[] {
  return scope(() => {
    const texts = Array.from({ length: count }, () => [...tokenizer.encode('the ')]);
    let { logits, state } = model.read(tensor(texts, { dtype: 'int32' }), {});
    for (let i = 0; i < length; i++) {
      const drawn = multinomial(softmax(logits.slice(null, [-1, null]).squeeze(1)), 1);
      drawn.dataSync().forEach((code, text) => void texts[text]!.push(code));
      ({ logits, state } = model.read(drawn, { initialState: state }));
    }
    return texts.map((codes) => tokenizer.decode(codes));
  });
}
const written = write(16, 120).flatMap((text) => text.split('. ').slice(0, -1));
const [noun, place, verb] = [nouns, places, verbs].map((words) => `(${words.join('|')})`);
const isRight = new RegExp(`^the ${noun}${place} ${verb}s$|^the ${noun}s${place} ${verb}$`);
console.log(written.slice(0, 3).join('. '));
console.log(
  `${written.filter((line) => isRight.test(line)).length} of ${written.length} sentences are right`,
);
for (const beginning of ['the bird by us sing', 'the birds by us sing']) {
  const chances = softmax(model.forward(tensor([[...tokenizer.encode(beginning)]], { dtype: 'int32' })));
  const [s, stop] = [...tokenizer.encode('s.')].map((code) => chances.at(0, -1, code));
  const shares = [await s!.item(), await stop!.item()].map((share) => share.toFixed(3));
  console.log(`after "${beginning}": s ${shares[0]}, full stop ${shares[1]}`);
}
// #endregion writing

// #region reach
// How much does the last output depend on an input that many steps back?
function reach(layer: RNN | LSTM): [number, number][] {
  const slopes = grad((x: Tensor) => layer.forward(x).outputs.at(0, -1).sum())(normal([1, 40, 8]));
  const sizes = slopes.at(0).norm({ axis: -1 }).dataSync();
  return Array.from(sizes, (size, i): [number, number] => [39 - i, size]);
}
const sizes = { inputSize: 8, hiddenSize: 32 };
const curves = {
  RNN: reach(new RNN(sizes)),
  LSTM: reach(new LSTM(sizes)),
  'LSTM, forget bias 5': reach(new LSTM({ ...sizes, forgetBias: 5 })),
};
await show('reach', lines(curves, { axes: ['steps back', 'gradient'], isLogarithmic: true }));
// #endregion reach
