// A network learns to write, character by character, from "Moby-Dick".

import { bars, heatMap, learningCurves } from '@cambium/plot';
import {
  Adam,
  clipByGlobalNorm,
  cosineDecay,
  crossEntropy,
  DataLoader,
  fit,
  HostRandom,
  softmax,
  tensor,
} from 'cambium';
import { readMobyDick } from '../data/moby-dick.ts';
import type { Example } from '../example.ts';
import { Alphabet, windows } from './alphabet.ts';
import { bigramPerplexity, unigramPerplexity } from './counting.ts';
import { CharacterModel, write } from './model.ts';

/** The character model. */
export const characters: Example = {
  title: 'A character model',
  description: 'An LSTM reads "Moby-Dick", beats a table of pairs clearly, and writes on its own.',
  course: '8',
  async run({ seed, isQuick }) {
    const text = (await readMobyDick(isQuick ? 8 : undefined)).toLowerCase();
    const alphabet = new Alphabet(text);
    const codes = alphabet.encode(text);
    const cut = Math.floor(codes.length * 0.95);
    const [trainCodes, testCodes] = [codes.subarray(0, cut), codes.subarray(cut)];
    const model = new CharacterModel(alphabet.size, isQuick ? 64 : 192);
    const epochs = isQuick ? 2 : 4;
    const train = new DataLoader(windows(trainCodes, 64), {
      batchSize: isQuick ? 16 : 64,
      shuffle: true,
      seed,
    });
    const history = await fit(model, {
      train,
      validation: new DataLoader(windows(testCodes, 64), { batchSize: 64 }),
      loss: crossEntropy,
      optimizer: new Adam(model, {
        learningRate: cosineDecay({ initial: isQuick ? 1e-2 : 4e-3, duration: epochs * train.length }),
      }),
      epochs,
      transformGradients: (grads) => clipByGlobalNorm(grads, 1),
    });
    const perplexities = {
      'every character alike': alphabet.size,
      'table of characters': unigramPerplexity(trainCodes, testCodes, alphabet.size),
      'table of pairs (bigrams)': bigramPerplexity(trainCodes, testCodes, alphabet.size),
      LSTM: Math.exp(history.epochs.at(-1)!.validationLoss!),
    };
    const spelled = (list: readonly number[]) => list.map((code) => alphabet.characters[code]).join('');
    const beginning = 'the whale ';
    const samples = [0.5, 0.8, 1].map((temperature, i) => {
      const options = { length: isQuick ? 60 : 500, temperature, random: new HostRandom(seed).fork(i) };
      return [temperature, beginning + spelled(write(model, alphabet.encode(beginning), options))];
    });
    return {
      numbers: Object.fromEntries(
        Object.entries(perplexities).map(([name, value]) => [`perplexity, ${name}`, value]),
      ),
      sections: [
        {
          heading: 'Perplexity on chapters that it has not read',
          text: `How many equally likely characters a model hesitates between. The LSTM has read ${trainCodes.length.toLocaleString('en')} characters, ${epochs} times.`,
          figures: [
            { picture: bars(perplexities, { unit: 'perplexity' }) },
            { picture: learningCurves(history, { names: ['loss', 'validationLoss'] }) },
          ],
        },
        {
          heading: 'What it writes',
          text: 'It was given the first two words.',
          table: [['temperature', 'text'], ...samples],
        },
        {
          heading: 'What it expects',
          text: 'Each column is what the model expects after it has read the text up to there. Within words it is sure, between words it is open.',
          figures: [{ picture: expectations(model, alphabet, 'the white whale was gone') }],
        },
      ],
    };
  },
};

/** Probabilities of the letters after each character of a text. */
function expectations(model: CharacterModel, alphabet: Alphabet, text: string) {
  const codes = tensor([[...alphabet.encode(text)]], { dtype: 'int32' });
  const [rows] = softmax(model.forward(codes)).toArray() as number[][][];
  const letters = [' ', ...'abcdefghijklmnopqrstuvwxyz'];
  const places = [...alphabet.encode(letters.join(''))];
  return heatMap(
    places.map((place) => rows!.map((row) => row[place]!)),
    { rows: letters.map((letter) => (letter === ' ' ? 'space' : letter)), columns: [...text], cellSize: 18 },
  );
}
