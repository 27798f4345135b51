// Which language is a word of? Sequences of different length, in padded batches, with masks.

import { bars, confusionMatrixPlot, learningCurves } from '@cambium/plot';
import {
  Adam,
  accuracy,
  argMax,
  confusionMatrix,
  cosineDecay,
  crossEntropy,
  fit,
  type History,
  HostRandom,
  pad as padTensor,
  predict,
  softmax,
  sub,
  type Tensor,
  type TrainableModel,
  tensor,
} from 'cambium';
import type { Example } from '../example.ts';
import { pad, wordLoader } from './batches.ts';
import { LetterCounter, WordReader } from './models.ts';
import { type LabelledWord, languages, lettersOf, readWords } from './words.ts';

/** Words that nobody has taught the model. */
const invented = ['schnurfel', 'glumbering', 'pialotto', 'kurvalainen', 'brzeskowic', 'mirandeuse'];

/** The classifier of sequences. */
export const sequences: Example = {
  title: 'The language of a word',
  description: 'A GRU reads words letter by letter and says which of six languages they are of.',
  course: '8',
  async run({ seed, isQuick }) {
    const all = new HostRandom(seed).shuffle(await readWords(isQuick ? 300 : 4000));
    const cut = Math.floor(all.length * 0.85);
    const [trainWords, testWords] = [all.slice(0, cut), all.slice(cut)];
    const epochs = isQuick ? 3 : 6;
    const test = wordLoader(testWords, { batchSize: 256 });
    const reader = new WordReader(languages.length, isQuick ? 32 : 64);
    const models: Readonly<Record<string, TrainableModel>> = {
      'counting letters': new LetterCounter(languages.length),
      'reading letters (GRU)': reader,
    };
    const histories: Record<string, History> = {};
    const numbers: Record<string, number> = {};
    for (const [name, model] of Object.entries(models)) {
      console.log(`${name}:`);
      const train = wordLoader(trainWords, { batchSize: 64, shuffle: true, seed });
      const learningRate = cosineDecay({ initial: 5e-3, duration: epochs * train.length });
      histories[name] = await fit(model, {
        train,
        validation: test,
        loss: crossEntropy,
        optimizer: new Adam(model, { learningRate }),
        epochs,
        metrics: [accuracy()],
      });
      numbers[`test accuracy, ${name}`] = histories[name]!.epochs.at(-1)!.validationAccuracy!;
    }
    numbers['change of logits by padding'] = await changeByPadding(reader, testWords.slice(0, 64));

    const logits = await predict(reader, test);
    const truths = Int32Array.from(testWords, ({ language }) => language);
    const counts = confusionMatrix(logits, tensor(truths)).toArray() as number[][];
    const right = (await argMax(logits, -1).data()).map((guess, i) => Number(guess === truths[i]));
    const opinions = invented.map((word) => [word, ...percentages(reader, word)]);
    return {
      numbers,
      sections: [
        {
          heading: 'Words that it has not seen',
          text: `${trainWords.length.toLocaleString('en')} words to learn from, without accents, none of them in two languages; ${testWords.length.toLocaleString('en')} others to test. Short words tell least.`,
          figures: [
            { picture: confusionMatrixPlot(counts, { labels: [...languages], cellSize: 56 }) },
            { picture: bars(byLength(testWords, right), { unit: 'test accuracy', title: 'by length' }) },
          ],
        },
        { heading: 'Invented words', table: [['word', ...languages], ...opinions] },
        {
          heading: 'Padding and masks',
          text: 'A batch is as wide as its longest word, the others are filled with zeros. The mask keeps the states of a word still behind its end: ten more zeros change nothing, which is measured above.',
          figures: [
            { picture: learningCurves(histories, { names: ['validationAccuracy'], title: 'Test accuracy' }) },
          ],
        },
      ],
    };
  },
};

/** By how much the logits of words change, at most, when ten zeros follow them. */
async function changeByPadding(model: TrainableModel, words: readonly LabelledWord[]): Promise<number> {
  const { data, shape } = pad(words).x;
  const narrow = tensor(data, { shape });
  const wide: Tensor = padTensor(narrow, [
    [0, 0],
    [0, 10],
  ]);
  const difference = sub(await predict(model, narrow), await predict(model, wide)).abs();
  return difference.max().item();
}

function percentages(model: WordReader, word: string): string[] {
  const codes = tensor([[...lettersOf(word)]], { dtype: 'int32' });
  const [shares] = softmax(model.forward(codes)).toArray() as number[][];
  return shares!.map((share) => `${(100 * share).toFixed(0)} %`);
}

function byLength(words: readonly LabelledWord[], right: ArrayLike<number>): Record<string, number> {
  const groups = {
    '4–5 letters': [4, 5],
    '6–7 letters': [6, 7],
    '8–9 letters': [8, 9],
    '10 and more': [10, 99],
  };
  const shares = Object.entries(groups).map(([name, [low, high]]) => {
    const inside = words.flatMap(({ word }, i) =>
      word.length >= low! && word.length <= high! ? [right[i]!] : [],
    );
    return [name, inside.reduce((sum, each) => sum + each, 0) / Math.max(1, inside.length)];
  });
  return Object.fromEntries(shares);
}
