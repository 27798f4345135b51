// An LSTM learns to write sentences character by character; a gate decides how far gradients reach back.

import { heatMap, lines } from '@cambium/plot';
import {
  Adam,
  ArrayDataset,
  CharacterTokenizer,
  clipByGlobalNorm,
  crossEntropy,
  DataLoader,
  Embedding,
  fit,
  grad,
  HostRandom,
  Linear,
  LSTM,
  type LstmState,
  Module,
  multinomial,
  normal,
  perplexity,
  RNN,
  scope,
  seed,
  softmax,
  type Tensor,
  tensor,
} from 'cambium';
import { show } from '../kit/show.ts';

// Sentences whose verb agrees with the first noun, however far away that is.
const [nouns, verbs] = [['cat', 'dog', 'bird', 'horse'], ['run', 'sleep', 'sing', 'drink']];
const places = ['', ' near the tree', ' near the trees', ' by the river', ' by the rivers'];
const pick = (random: HostRandom, words: readonly string[]): string => words[random.integer(words.length)]!;
function sentence(random: HostRandom): string {
  const [noun, place, verb] = [pick(random, nouns), pick(random, places), pick(random, verbs)];
  return random.integer(2) === 0 ? `the ${noun}${place} ${verb}s. ` : `the ${noun}s${place} ${verb}. `;
}

const random = new HostRandom(1);
const text = Array.from({ length: 700 }, () => sentence(random)).join('');
const tokenizer = CharacterTokenizer.fit(text, { unknown: null });
const codes = tokenizer.encode(text);
const cut = Math.floor(0.9 * codes.length);

/** Windows of 40 characters, and the same moved on by one: after each character the next. */
function windows(part: Int32Array): ArrayDataset<'x' | 'y'> {
  const shape = [Math.floor((part.length - 1) / 40), 40];
  const length = shape[0]! * 40;
  return new ArrayDataset({
    x: { data: part.subarray(0, length), shape },
    y: { data: part.subarray(1, length + 1), shape },
  });
}

// #region model
class Writer extends Module {
  embedding = new Embedding(tokenizer.size, 16);
  lstm = new LSTM({ inputSize: 16, hiddenSize: 64 });
  output = new Linear(64, tokenizer.size);

  /** Characters [batch, time] to logits of the next ones [batch, time, characters]. */
  forward(characters: Tensor): Tensor {
    return this.read(characters).logits;
  }

  /** Reads on from a state. */
  read(characters: Tensor, before?: LstmState): { logits: Tensor; state: LstmState } {
    const options = before === undefined ? {} : { initialState: before };
    const { outputs, state } = this.lstm.forward(this.embedding.forward(characters), options);
    return { logits: this.output.forward(outputs), state };
  }
}
// #endregion model

seed(1);
const model = new Writer();
const history = await fit(model, {
  train: new DataLoader(windows(codes.subarray(0, cut)), { batchSize: 16, shuffle: true }),
  validation: new DataLoader(windows(codes.subarray(cut)), { batchSize: 64 }),
  loss: crossEntropy,
  optimizer: new Adam(model, { learningRate: 0.01 }),
  epochs: 6,
  metrics: [perplexity()],
  transformGradients: (grads) => clipByGlobalNorm(grads, 1),
  progress: null,
});
const learned = history.epochs.map((logs, i): [number, number] => [i + 1, logs.validationPerplexity!]);
const counted = pairPerplexity(codes.subarray(0, cut), codes.subarray(cut));
console.log(`perplexity on unseen text: table of pairs ${counted.toFixed(2)}, LSTM ${learned.at(-1)![1].toFixed(2)}`);
const baseline: [number, number][] = [[1, counted], [learned.length, counted]];
await show('learning', lines({ LSTM: learned, 'table of pairs': baseline }, { axes: ['epoch', 'perplexity'] }));

// What it writes.
const written = write(16, 120).flatMap((text) => text.split('. ').slice(0, -1));
const [noun, place, verb] = [nouns, places, verbs].map((words) => `(${words.join('|')})`);
const right = new RegExp(`^the ${noun}${place} ${verb}s$|^the ${noun}s${place} ${verb}$`);
console.log(written.slice(0, 4).join('. '));
console.log(`${written.filter((line) => right.test(line)).length} of ${written.length} sentences are right`);
for (const beginning of ['the bird near the trees sing', 'the birds near the tree sing']) {
  const chances = expectations(beginning).at(-1)!;
  const [s, stop] = [...tokenizer.encode('s.')].map((code) => chances[code]!.toFixed(3));
  console.log(`after "${beginning}": s ${s}, full stop ${stop}`);
}
const shown = 'the birds near the tree sing.';
const table = expectations(shown);
const letters = [...tokenizer.vocabulary.tokens].sort();
const rows = letters.map((letter) => table.map((chances) => chances[tokenizer.encode(letter)[0]!]!));
const names = letters.map((letter) => (letter === ' ' ? 'space' : letter));
await show('expectations', heatMap(rows, { rows: names, columns: [...shown], cellSize: 16 }));

// How much the last output still depends on an input that many steps back.
function reach(layer: RNN | LSTM): [number, number][] {
  const slopes = grad((x: Tensor) => layer.forward(x).outputs.at(0, -1).sum())(normal([1, 40, 8]));
  const sizes = slopes.norm({ axis: -1 }).at(0).dataSync();
  return Array.from(sizes, (size, i) => [39 - i, size]);
}
const sizes = { inputSize: 8, hiddenSize: 32 };
const layers = { RNN: new RNN(sizes), LSTM: new LSTM(sizes), 'LSTM, forget bias 5': new LSTM({ ...sizes, forgetBias: 5 }) };
const curves = Object.entries(layers).map(([name, layer]) => [name, reach(layer)] as const);
await show('reach', lines(Object.fromEntries(curves), { axes: ['steps back', 'gradient'], isLogarithmic: true }));

/** What the model expects after each character of a text. */
function expectations(text: string): number[][] {
  return softmax(model.forward(tensor([[...tokenizer.encode(text)]], { dtype: 'int32' }))).at(0).toArray() as number[][];
}

/** Several texts at once: each character is drawn from what the model expects, and read as the next input. */
function write(count: number, length: number): string[] {
  return scope(() => {
    const texts = Array.from({ length: count }, () => [...tokenizer.encode('the ')]);
    let { logits, state } = model.read(tensor(texts, { dtype: 'int32' }));
    for (let i = 0; i < length; i++) {
      const drawn = multinomial(softmax(logits.slice(null, [-1, null]).squeeze(1)), 1);
      drawn.dataSync().forEach((code, text) => void texts[text]!.push(code));
      ({ logits, state } = model.read(drawn, state));
    }
    return texts.map((codes) => tokenizer.decode(codes));
  });
}

/** How many characters a model hesitates between that only knows which pairs are frequent. */
function pairPerplexity(train: Int32Array, test: Int32Array): number {
  const size = tokenizer.size;
  const counts = new Float64Array(size * size).fill(0.1);
  for (let i = 1; i < train.length; i++) counts[train[i - 1]! * size + train[i]!]!++;
  let total = 0;
  for (let i = 1; i < test.length; i++) {
    const row = counts.subarray(test[i - 1]! * size, (test[i - 1]! + 1) * size);
    total -= Math.log(row[test[i]!]! / row.reduce((sum, count) => sum + count, 0));
  }
  return Math.exp(total / (test.length - 1));
}
