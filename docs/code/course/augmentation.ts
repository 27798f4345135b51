// More pictures from few: variants of digits that keep their class, and the training that stops when it should.

import { imageGrid, learningCurves } from '@cambium/plot';
import {
  Adam,
  type Augmentation,
  accuracy,
  augment,
  colorJitter,
  crossEntropy,
  DataLoader,
  earlyStopping,
  evaluate,
  Flatten,
  fit,
  HostRandom,
  Linear,
  randomCrop,
  randomFlip,
  randomRotation,
  randomTranslation,
  randomZoom,
  relu,
  Sequential,
  seed,
} from 'cambium';
import { digitImages } from '../kit/digits.ts';
import { show } from '../kit/show.ts';

// #region variants
const { train: digits, test } = await digitImages(1000, 2000);
const kinds: Readonly<Record<string, Augmentation>> = {
  flip: randomFlip({ probability: 1 }),
  rotation: randomRotation({ degrees: 20 }),
  zoom: randomZoom({ factor: [0.7, 1.3] }),
  crop: randomCrop({ size: [28, 28], padding: 4 }),
  colour: colorJitter({ brightness: 0.5, contrast: 0.5 }),
};
const variants = [0, 7].flatMap((index) => {
  const { x: image } = digits.get(index);
  const changed = Object.entries(kinds).map(([title, change]) => {
    return { image: change({ image }, { random: new HostRandom(index) }).image, title };
  });
  return [{ image, title: `a ${digits.get(index).y.data[0]}` }, ...changed];
});
await show('variants', imageGrid(variants, { columns: 6, cellSize: 72 }));
// #endregion variants

// #region training
const [train, held] = [digits.take(300), new DataLoader(digits.skip(500), { batchSize: 500 })];
const transform = augment([randomRotation({ degrees: 12 }), randomTranslation({ share: 0.07 })], {
  image: 'x',
});
const loss = crossEntropy;

async function learn(name: string, { isAugmented = false, stopsEarly = false }) {
  seed(1);
  const model = new Sequential(new Flatten(), new Linear(784, 64), relu, new Linear(64, 10));
  const options = { batchSize: 50, shuffle: true };
  const history = await fit(model, {
    train: new DataLoader(train, isAugmented ? { ...options, transform } : options),
    validation: held,
    loss,
    optimizer: new Adam(model, { learningRate: 0.005 }),
    epochs: 40,
    callbacks: stopsEarly ? [earlyStopping({ patience: 8, restoreBest: true })] : [],
    progress: null,
  });
  const metrics = [accuracy()];
  const result = await evaluate(model, new DataLoader(test, { batchSize: 500 }), { loss, metrics });
  const [right, missed] = [result.accuracy!.toFixed(3), result.loss!.toFixed(3)];
  console.log(`${name}, ${history.epochs.length} epochs: test accuracy ${right}, test loss ${missed}`);
  return history;
}
const plain = await learn('as they are', {});
const stopped = await learn('stopped early', { stopsEarly: true });
const augmented = await learn('augmented', { isAugmented: true, stopsEarly: true });
console.log(`the early stop put back the weights of epoch ${stopped.restoredEpoch! + 1}`);
// #endregion training

const named = { 'as they are': plain, augmented };
await show('curves', learningCurves(named, { names: ['validationLoss'], title: 'Loss on held-out digits' }));
