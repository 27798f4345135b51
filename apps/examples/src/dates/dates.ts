// "3 May 1979" to "1979-05-03": an encoder, a decoder, and attention between them.

import { heatMap, learningCurves } from '@cambium/plot';
import { Adam, accuracy, clipByGlobalNorm, cosineDecay, crossEntropy, DataLoader, fit } from 'cambium';
import type { Example } from '../example.ts';
import { beamSearch, type Translation } from './beam-search.ts';
import { dateTable, targetCharacters, type WrittenDate, writtenDate } from './dates-data.ts';
import { DateTranslator } from './model.ts';

const shown = ['3 May 1979', 'Thursday, 21 August 2031', 'the 2nd of March, 1904'];

/** The translation of dates. */
export const dates: Example = {
  title: 'Translating dates',
  description: 'A decoder with attention writes dates for machines, and shows where it looks meanwhile.',
  course: '8',
  async run({ seed, isQuick }) {
    const many = (count: number, from: number): WrittenDate[] =>
      Array.from({ length: count }, (_, i) => writtenDate(seed, from + i));
    const trainDates = many(isQuick ? 640 : 6000, 0);
    const seen = new Set(trainDates.map(({ human }) => human));
    const testDates = many(isQuick ? 20 : 500, 1_000_000).filter(({ human }) => !seen.has(human));
    const model = new DateTranslator(isQuick ? 32 : 64);
    const epochs = isQuick ? 3 : 5;
    const train = new DataLoader(dateTable(trainDates), { batchSize: 64, shuffle: true, seed });
    const history = await fit(model, {
      train,
      validation: new DataLoader(dateTable(testDates), { batchSize: 100 }),
      loss: crossEntropy,
      optimizer: new Adam(model, {
        learningRate: cosineDecay({ initial: 6e-3, duration: epochs * train.length }),
      }),
      epochs,
      metrics: [accuracy()],
      transformGradients: (grads) => clipByGlobalNorm(grads, 1),
    });
    const share = (width: number): number => {
      const right = testDates.filter(
        ({ human, machine }) => spelled(beamSearch(model, human, width)[0]!) === machine,
      );
      return right.length / testDates.length;
    };
    return {
      numbers: {
        'right characters': history.epochs.at(-1)!.validationAccuracy!,
        'right dates, greedy search': share(1),
        'right dates, beam search of 4': share(4),
      },
      sections: [
        {
          heading: 'Where it looks',
          text: 'A row for each character that is written, a column for each that was read. The year is copied; for the month it looks at a name; the weekday is passed over.',
          figures: shown.map((text) => ({ picture: attentionMap(text, beamSearch(model, text, 4)[0]!) })),
        },
        {
          heading: 'Beams',
          text: 'The likeliest translations of a date, with their probabilities.',
          table: [
            ['text', 'translation', 'probability'],
            ...shown.flatMap((text) =>
              beamSearch(model, text, 3).map((beam) => [
                text,
                spelled(beam),
                Math.exp(beam.score).toExponential(1),
              ]),
            ),
          ],
        },
        {
          heading: 'Dates that it has not seen',
          table: [
            ['text', 'translation', 'right'],
            ...testDates.slice(0, 12).map(({ human, machine }) => {
              const translation = spelled(beamSearch(model, human, 4)[0]!);
              return [human, translation, translation === machine ? 'yes' : machine];
            }),
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

function spelled({ codes }: Translation): string {
  return codes.map((code) => targetCharacters[code]).join('');
}

function attentionMap(text: string, translation: Translation) {
  const columns = [...text];
  return heatMap(
    translation.attention.map((row) => row.slice(0, columns.length)),
    { rows: [...spelled(translation)], columns, cellSize: 20, title: text },
  );
}
