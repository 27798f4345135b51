// Mirrors a picture of six pixels, and stops on made-up losses.

import { tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const image = tensor([1, 2, 3, 4, 5, 6]).reshape([1, 2, 3, 1]);
  const mirrored = answer.mirror(image);
  expectThat(
    `The shape should stay [1, 2, 3, 1], but is [${mirrored.shape}].`,
    mirrored.shape.join() === '1,2,3,1',
  );
  const got = mirrored.dataSync().join();
  expectThat('Top and bottom are swapped: that is axis 1.', got !== '4,5,6,1,2,3');
  expectThat('The picture is turned by half a circle: flip one axis only.', got !== '6,5,4,3,2,1');
  expectClose('The rows 1 2 3 and 4 5 6 mirrored', mirrored, [3, 2, 1, 6, 5, 4]);
  const colours = answer.mirror(tensor([1, 2, 3, 4, 5, 6]).reshape([1, 1, 2, 3]));
  expectClose(
    'Two pixels 1 2 3 and 4 5 6 mirrored (their colours stay in order)',
    colours,
    [4, 5, 6, 1, 2, 3],
  );

  const stops = [
    { losses: [5, 4, 3, 2, 1], patience: 2, last: 4, best: 4, what: 'a loss that always falls' },
    { losses: [3, 2, 4, 5, 6, 7], patience: 2, last: 3, best: 1, what: 'a loss that rises after epoch 1' },
    { losses: [3, 2, 4, 1, 5, 6, 0], patience: 2, last: 5, best: 3, what: 'a rise that is over in time' },
    {
      losses: [3, 3, 3, 3],
      patience: 2,
      last: 2,
      best: 0,
      what: 'a loss that stays (equal is no improvement)',
    },
    { losses: [1], patience: 1, last: 0, best: 0, what: 'a single epoch' },
  ];
  for (const { losses, patience, last, best, what } of stops) {
    const stop = answer.stopEarly(losses, patience);
    const where = `for ${what}, [${losses}] with patience ${patience},`;
    expectThat(`The last epoch ${where} is ${last}, not ${stop.last}.`, stop.last === last);
    expectThat(`The best epoch ${where} is ${best}, not ${stop.best}.`, stop.best === best);
  }
}
