// Word vectors from "Moby-Dick": nobody says what a word means, its neighbours do.

import { learningCurves, scatter } from '@cambium/plot';
import { Adam, cosineDecay, DataLoader, fit, gather, HostRandom, matmul, tensor, transpose } from 'cambium';
import { readMobyDick, wordsOf } from '../data/moby-dick.ts';
import type { Example } from '../example.ts';
import { corpusOf, pairs } from './corpus.ts';
import { directions, flattened, nearest } from './geometry.ts';
import { groups } from './groups.ts';
import { SkipGram } from './skip-gram.ts';

const asked = ['whale', 'sea', 'captain', 'ahab', 'two', 'hand', 'night', 'boat', 'sun', 'queequeg'];

/** Word vectors. */
export const words: Example = {
  title: 'Word vectors',
  description: 'Skip-gram with negative sampling: words with the same neighbours move together.',
  course: '8',
  async run({ seed, isQuick }) {
    const corpus = corpusOf(wordsOf(await readMobyDick(isQuick ? 15 : undefined)), isQuick ? 5 : 8);
    const { vocabulary, counts } = corpus;
    const data = pairs(corpus, 5, new HostRandom(seed));
    const model = new SkipGram(counts, { features: 48, negatives: 6 });
    const epochs = isQuick ? 2 : 8;
    const train = new DataLoader(data, { batchSize: 512, shuffle: true, seed });
    const history = await fit(model, {
      train,
      loss: (vectors, neighbours) => model.loss(vectors, neighbours),
      optimizer: new Adam(model, {
        learningRate: cosineDecay({ initial: 5e-3, duration: epochs * train.length }),
      }),
      epochs,
    });

    const units = directions(model.words.weight.value);
    const cosines = matmul(units, transpose(units)).toArray() as number[][];
    const places = new Map(vocabulary.map((word, i) => [word, i]));
    const members = Object.entries(groups).flatMap(([group, list]) =>
      list.flatMap((word) => (places.has(word) ? [{ word, group, place: places.get(word)! }] : [])),
    );
    const agreement = groupAgreement(members, cosines);
    const flat = flattened(
      gather(units, tensor(Int32Array.from(members, ({ place }) => place))),
    ).toArray() as number[][];
    const neighbours = asked
      .filter((word) => places.has(word))
      .map((word) => {
        const place = places.get(word)!;
        return [
          word,
          nearest(cosines[place]!, place, 6)
            .map((other) => vocabulary[other])
            .join(', '),
        ];
      });
    return {
      numbers: {
        words: vocabulary.length,
        pairs: data.length,
        'loss of the first epoch': history.epochs[0]!.loss!,
        'loss of the last epoch': history.epochs.at(-1)!.loss!,
        'nearest word in the same group': agreement.share,
        'the same by chance': agreement.chance,
      },
      sections: [
        {
          heading: 'Nearest neighbours',
          text: 'The words with the greatest cosine, of the whole vocabulary.',
          table: [['word', 'neighbours'], ...neighbours],
        },
        {
          heading: 'A map of some words',
          text: `The ${members.length} words of five groups, in the two directions in which they differ most. The model knows nothing of the groups.`,
          figures: [
            {
              picture: scatter(
                members.map(({ word, group }, i) => ({
                  x: flat[i]![0]!,
                  y: flat[i]![1]!,
                  group,
                  label: word,
                })),
                { width: 620, height: 520 },
              ),
            },
          ],
        },
        { heading: 'Training', figures: [{ picture: learningCurves(history, { names: ['loss'] }) }] },
      ],
    };
  },
};

/** For how many words the nearest of the others is in the same group, and for how many it would be by chance. */
function groupAgreement(
  members: readonly { readonly group: string; readonly place: number }[],
  cosines: readonly (readonly number[])[],
): { share: number; chance: number } {
  let [hits, chance] = [0, 0];
  for (const [i, { group, place }] of members.entries()) {
    const [best] = nearest(
      members.map((other) => cosines[place]![other.place]!),
      i,
      1,
    );
    if (members[best!]!.group === group) hits++;
    chance += (members.filter((other) => other.group === group).length - 1) / (members.length - 1);
  }
  return { share: hits / members.length, chance: chance / members.length };
}
