// A Transformer learns to write words backwards: what masks are for, and what attention looks at.

import { heatMap, learningCurves } from '@cambium/plot';
import { Adam, cosineDecay, crossEntropy, DataLoader, fit, HostRandom, warmUp } from 'cambium';
import { readMobyDick, wordsOf } from '../data/moby-dick.ts';
import type { Example } from '../example.ts';
import { Reverser } from './model.ts';
import { decode, longest, reversalTable, reversed } from './reversal-data.ts';

const invented = ['cambium', 'softmax', 'typescript', 'xyz'];

/** The Transformer. */
export const transformer: Example = {
  title: 'A small Transformer',
  description:
    'An encoder and a decoder with masks write words backwards; attention runs along the other diagonal.',
  course: '8',
  async run({ seed, isQuick }) {
    const all = new Set(wordsOf(await readMobyDick(isQuick ? 12 : undefined)));
    const words = [...all].filter((word) => word.length <= longest && /^[a-z]{3,}$/.test(word));
    new HostRandom(seed).shuffle(words);
    const cut = words.length - (isQuick ? 100 : 1000);
    const [trainWords, testWords] = [words.slice(0, isQuick ? 800 : cut), words.slice(cut)];
    const model = new Reverser(isQuick ? 32 : 64);
    const epochs = isQuick ? 2 : 6;
    const train = new DataLoader(reversalTable(trainWords), { batchSize: 64, shuffle: true, seed });
    const steps = epochs * train.length;
    const decay = cosineDecay({ initial: 2e-3, duration: steps });
    const history = await fit(model, {
      train,
      validation: new DataLoader(reversalTable(testWords), { batchSize: 100 }),
      loss: (logits, answers) => crossEntropy(logits, answers, { ignoreIndex: 0 }),
      optimizer: new Adam(model, { learningRate: warmUp(decay, { duration: Math.ceil(steps / 20) }) }),
      epochs,
    });
    const answers = model.reverse(testWords).map(decode);
    const right = testWords.filter((word, i) => answers[i] === reversed(word));
    const shown = testWords.find((word) => word.length === 8)!;
    const [answer] = model.reverse([shown]);
    const length = shown.length + 1;
    const heads = model.attention(shown, answer!).map((rows, head) => ({
      picture: heatMap(
        rows.slice(0, length).map((row) => row.slice(0, shown.length)),
        {
          rows: [...decode(answer!).padEnd(shown.length), 'end'].slice(0, length),
          columns: [...shown],
          title: `head ${head + 1}`,
          cellSize: 22,
        },
      ),
    }));
    return {
      numbers: {
        'right words': right.length / testWords.length,
        'loss on unseen words': history.epochs.at(-1)!.validationLoss!,
      },
      sections: [
        {
          heading: 'Where the decoder looks',
          text: 'The first layer of the decoder, a picture for each head: a row for each letter that comes next, a column for each letter of the word. To write backwards it must look at the last letter first.',
          figures: heads,
        },
        {
          heading: 'Masks',
          text: 'Words are shorter than the tensor: a mask over the keys hides the padding. The decoder learns all places at once: a causal mask hides the letters that come later. Padding does not count in the loss either.',
        },
        {
          heading: 'Words that it has not seen',
          table: [
            ['word', 'answer', 'right'],
            ...testWords
              .slice(0, 10)
              .map((word, i) => [word, answers[i]!, answers[i] === reversed(word) ? 'yes' : 'no']),
            ...model
              .reverse(invented)
              .map((codes, i) => [
                `${invented[i]!} (invented)`,
                decode(codes),
                decode(codes) === reversed(invented[i]!) ? 'yes' : 'no',
              ]),
          ],
        },
        {
          heading: 'Training',
          figures: [{ picture: learningCurves(history, { names: ['loss', 'validationLoss'] }) }],
        },
      ],
    };
  },
};
