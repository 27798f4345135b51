// A small Transformer learns what to do with the letters of a word; its attention shows where it looks.

import { Reverser } from '@cambium/examples/transformer/model';
import { decode, reversalTable, reversed } from '@cambium/examples/transformer/reversal-data';
import { heatMap, lines } from '@cambium/plot';
import { Adam, cosineDecay, crossEntropy, DataLoader, fit, HostRandom, seed, warmUp } from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo, Frame } from '../demo.ts';
import { watch } from '../watch.ts';

const longestWord = 8;
const batchSize = 64;

const tasks: Readonly<Record<string, (word: string) => string>> = {
  reverse: reversed,
  copy: (word) => word,
  sort: (word) => [...word].sort().join(''),
};

export const demo: Demo<(typeof catalog)['attention']> = async ({ settings, show }) => {
  seed(1);
  const answerOf = tasks[settings.task]!;
  const random = new HostRandom(1);
  const word = (): string =>
    Array.from({ length: 3 + random.integer(longestWord - 2) }, () => 'abcdefghij'[random.integer(10)]!).join(
      '',
    );
  const words = Array.from({ length: settings.steps * batchSize }, word);
  const tests = Array.from({ length: 40 }, word);
  const model = new Reverser(32);

  const look = (asked: string): Frame => {
    const [codes] = model.reverse([asked]);
    const answer = decode(codes!);
    const rows = [...answer, 'end'].slice(0, asked.length + 1);
    const heads = model.attention(asked, codes!).map((weights, head) => [
      `head ${head + 1}`,
      heatMap(
        weights.slice(0, rows.length).map((row) => row.slice(0, asked.length)),
        { rows, columns: [...asked], title: `head ${head + 1}`, cellSize: 20, domain: [0, 1] },
      ),
    ]);
    return { text: `${asked} → ${answer}`, pictures: Object.fromEntries(heads) };
  };
  const rightLetters = (): number => {
    const answers = model.reverse(tests).map(decode);
    const letters = tests.flatMap((test, i) =>
      [...answerOf(test)].map((letter, at) => letter === answers[i]![at]),
    );
    return letters.filter(Boolean).length / letters.length;
  };

  const losses: [number, number][] = [];
  const decay = cosineDecay({ initial: 3e-3, duration: settings.steps });
  await fit(model, {
    train: new DataLoader(reversalTable(words, answerOf), { batchSize, shuffle: true, seed: 1 }),
    loss: (logits, answers) => crossEntropy(logits, answers, { ignoreIndex: 0 }),
    optimizer: new Adam(model, { learningRate: warmUp(decay, { duration: 40 }) }),
    epochs: 1,
    progress: null,
    callbacks: [
      watch(
        show,
        ({ loss, context }) => {
          losses.push([context.batch, loss]);
          const frame = look('cabbage');
          return {
            ...frame,
            values: { loss, 'right letters': rightLetters() },
            pictures: { ...frame.pictures, loss: lines({ loss: losses }, { axes: ['step', 'loss'] }) },
          };
        },
        1500,
      ),
    ],
  });
  await show({ values: { 'right letters': rightLetters() } });
  return async (asked) => {
    const letters =
      asked.kind === 'text'
        ? asked.text
            .toLowerCase()
            .replace(/[^a-j]/g, '')
            .slice(0, longestWord)
        : '';
    if (letters === '') throw new Error('Write a word of the letters a to j.');
    return look(letters);
  };
};
