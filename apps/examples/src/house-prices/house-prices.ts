// What a house costs: from one feature, from twelve, with and without scaling, and at four learning rates.

import { learningCurves, scatter } from '@cambium/plot';
import { type History, randomSplit } from 'cambium';
import type { Example } from '../example.ts';
import { features, houses } from './houses.ts';
import { predictions, regress, rootMeanSquaredError } from './regression.ts';

/** Linear regression on real prices. */
export const housePrices: Example = {
  title: 'House prices',
  description:
    'Linear regression on districts of Boston: more features, scaled features, and the right learning rate.',
  course: '1.1–1.2, 3.3',
  async run({ seed, isQuick }) {
    const epochs = isQuick ? 60 : 400;
    const parts = { seed };
    const [train, test] = randomSplit(await houses(Object.keys(features)), [0.8, 0.2], parts);
    const [rooms, testRooms] = randomSplit(await houses(['rm']), [0.8, 0.2], parts);
    const prices = Array.from(train.fields.y.data);
    const mean = prices.reduce((sum, price) => sum + price, 0) / prices.length;

    const one = await regress(rooms, { learningRate: 0.1, epochs, isScaled: true });
    const all = await regress(train, { learningRate: 0.1, epochs, isScaled: true });
    const truths = test.fields.y.data;
    const [ofRooms, ofAll] = [await predictions(one.model, testRooms), await predictions(all.model, test)];

    // Taxes go up to 711, nitric oxides up to 0.9: a step that is right for one is far too long for the other.
    const raw = await regress(train, { learningRate: 2e-6, epochs, isScaled: false });

    const rates: Record<string, History> = {};
    for (const learningRate of [0.001, 0.01, 0.1, 0.2]) {
      const { history } = await regress(train, { learningRate, epochs: 40, isScaled: true });
      rates[`α = ${learningRate}`] = history;
    }
    const lastLoss = ({ epochs: all }: History): number => all.at(-1)!.loss!;
    const [weight, bias] = [all.model.linear.weight.value, all.model.linear.bias!.value].map((each) =>
      each.dataSync(),
    );
    const influence = Object.values(features)
      .map((name, i) => [name, Number(weight![i]!.toFixed(2))] as const)
      .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
    return {
      numbers: {
        'test error of the mean (1000 $)': rootMeanSquaredError(
          Array.from(truths, () => mean),
          truths,
        ),
        'test error from rooms (1000 $)': rootMeanSquaredError(ofRooms, truths),
        'test error from all features (1000 $)': rootMeanSquaredError(ofAll, truths),
        'training loss with scaling': lastLoss(all.history),
        'training loss without scaling': lastLoss(raw.history),
        'training loss at α = 0.2, too large': lastLoss(rates['α = 0.2']!),
      },
      sections: [
        {
          heading: 'From the number of rooms',
          text: 'The model is a straight line. It gets the trend, and misses much.',
          figures: [{ picture: againstRooms(testRooms.fields.x.data, truths, ofRooms) }],
        },
        {
          heading: 'From all features',
          text: `An average district costs ${bias![0]!.toFixed(1)}. With scaled features the weights can be compared: each says by how many thousand dollars the price changes with one standard deviation.`,
          table: [['feature', 'weight'], ...influence],
          figures: [
            {
              picture: scatter(
                Array.from(truths, (truth, i) => ({ x: truth, y: ofAll[i]! })),
                { axes: ['price', 'prediction'] },
              ),
            },
          ],
        },
        {
          heading: 'Scaling',
          text: 'Without scaling the learning rate has to be 50,000 times smaller, or the loss explodes, and then most weights hardly move.',
          figures: [
            {
              picture: learningCurves(
                { scaled: all.history, 'as they are': raw.history },
                { names: ['loss'], isLogarithmic: true },
              ),
            },
          ],
        },
        {
          heading: 'Learning rates',
          text: 'Too small is slow. Too large jumps over the valley, further each time.',
          figures: [{ picture: learningCurves(rates, { names: ['loss'], isLogarithmic: true }) }],
        },
      ],
    };
  },
};

function againstRooms(rooms: ArrayLike<number>, prices: ArrayLike<number>, guesses: ArrayLike<number>) {
  const points = (values: ArrayLike<number>, group: string) =>
    Array.from(values, (y, i) => ({ x: rooms[i]!, y, group }));
  return scatter([...points(prices, 'price'), ...points(guesses, 'prediction')], {
    axes: ['rooms', 'thousand dollars'],
  });
}
