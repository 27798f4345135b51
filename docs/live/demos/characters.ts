// A recurrent network reads a novel and writes on, character by character.

import { Alphabet, windows } from '@cambium/examples/characters/alphabet';
import { lines } from '@cambium/plot';
import {
  Adam,
  at,
  clipByGlobalNorm,
  crossEntropy,
  DataLoader,
  Embedding,
  fit,
  GRU,
  HostRandom,
  Linear,
  LSTM,
  Module,
  predict,
  RNN,
  seed,
  softmax,
  type Tensor,
  tensor,
} from 'cambium';
import { readAsset } from '../../code/kit/assets.ts';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';
import { watch } from '../watch.ts';

const hiddenSize = 128;
const windowLength = 40;
const batchSize = 32;
const written = 160;

/** Characters `[batch, time]` to logits of the next ones. */
class Writer extends Module {
  readonly embedding: Embedding;
  readonly cell: RNN | GRU | LSTM;
  readonly output: Linear;

  constructor(characters: number, kind: 'rnn' | 'gru' | 'lstm') {
    super();
    const Cell = { rnn: RNN, gru: GRU, lstm: LSTM }[kind];
    this.embedding = new Embedding(characters, 24);
    this.cell = new Cell({ inputSize: 24, hiddenSize });
    this.output = new Linear(hiddenSize, characters);
  }

  forward(characters: Tensor): Tensor {
    return this.output.forward(this.cell.forward(this.embedding.forward(characters)).outputs);
  }
}

export const demo: Demo<(typeof catalog)['characters']> = async ({ settings, show }) => {
  seed(1);
  const text = new TextDecoder().decode(await readAsset('data/moby-dick.txt.gz'));
  const alphabet = new Alphabet(text);
  const model = new Writer(alphabet.size, settings.cell);

  /** Draws each next character from what the model says after the last ones. */
  const write = async (beginning: string): Promise<string> => {
    const random = new HostRandom(1);
    let all = [...beginning].filter((character) => alphabet.characters.includes(character)).join('') || ' ';
    while (all.length < beginning.length + written) {
      const recent = alphabet.encode(all.slice(-windowLength));
      const logits = at((await predict(model, tensor([[...recent]], { dtype: 'int32' }))).squeeze(0), -1);
      const probabilities = await softmax(logits.div(settings.temperature)).data();
      all += alphabet.characters[drawIndex(probabilities, random)]!;
    }
    return all;
  };

  const losses: [number, number][] = [];
  const data = windows(alphabet.encode(text), windowLength);
  const train = new DataLoader(data, { batchSize, shuffle: true, seed: 1, dropLast: true });
  let mean = Math.log(alphabet.size);
  await fit(model, {
    train,
    loss: crossEntropy,
    optimizer: new Adam(model, { learningRate: 4e-3 }),
    transformGradients: (gradients) => clipByGlobalNorm(gradients, 1),
    epochs: Math.ceil(settings.steps / train.length),
    progress: null,
    callbacks: [
      {
        name: 'mean loss',
        async onBatchEnd(loss, { epoch, batch, batches, stop }) {
          mean = 0.95 * mean + 0.05 * (await loss());
          if (epoch * batches + batch >= settings.steps) stop('enough steps');
        },
      },
      watch(
        async (frame) => show(frame),
        async ({ context: { epoch, batch, batches } }) => {
          const step = epoch * batches + batch;
          losses.push([step, Math.exp(mean)]);
          return {
            progress: Math.min(1, step / settings.steps),
            values: { step, perplexity: Math.exp(mean) },
            text: await write('the '),
            pictures: { perplexity: lines({ perplexity: losses }, { axes: ['step', 'perplexity'] }) },
          };
        },
        2000,
      ),
    ],
  });
  await show({ progress: 1, values: { perplexity: Math.exp(mean) }, text: await write('the ') });
  return async (asked) => (asked.kind === 'text' ? { text: await write(asked.text.toLowerCase()) } : {});
};

function drawIndex(probabilities: ArrayLike<number>, random: HostRandom): number {
  let left = random.uniform();
  for (let i = 0; i < probabilities.length; i++) {
    left -= probabilities[i]!;
    if (left < 0) return i;
  }
  return probabilities.length - 1;
}
